import { concatBytes, u64ToBytes, utf8 } from "../scale/bytes.js";
import { encodeBytes, encodeCompact } from "../scale/compact.js";

/** SCALE `InherentData` with the time that the block states (ms since 1970). */
export function encodeInherentData(timestampMs: number): Uint8Array {
	return concatBytes(encodeCompact(1), utf8("timstap0"), encodeBytes(u64ToBytes(BigInt(timestampMs))));
}
