import { hash } from "node:crypto";

/** sha256 in lower-case hex. */
export function sha256Hex(bytes: Uint8Array | string): string {
	return hash("sha256", bytes, "hex");
}
