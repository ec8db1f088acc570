import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../chain/wallet/index.js";

/** The key that a gateway was given at its first start, for an operator who names none: `gateway-key`, mode 0600. */
export function openApiKey(folder: string): { readonly key: string; readonly file: string } {
	const file = join(folder, "gateway-key");
	if (!existsSync(file)) {
		makeFolder(folder, 0o700);
		writeFileSync(file, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
	}
	return { key: readFileSync(file, "utf8").trim(), file };
}
