import { twox } from "../runtime/hashing.js";
import { utf8 } from "../scale/bytes.js";
import { keyFromBytes } from "./stateReader.js";

/** Key of a pallet's storage value, and the prefix of its map: twox-128 of both names. */
export function storageKey(pallet: string, item: string): string {
	return keyFromBytes(twox(utf8(pallet), 128)) + keyFromBytes(twox(utf8(item), 128));
}
