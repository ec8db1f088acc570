import { concatBytes } from "./bytes.js";

/** SCALE compact encoding of a non-negative integer (1, 2, 4 or 4 + n bytes). */
export function encodeCompact(value: number | bigint): Uint8Array {
	if (typeof value === "number" && value < 0x4000_0000) {
		if (value < 0x40) return Uint8Array.of(value << 2);
		if (value < 0x4000) return Uint8Array.of(((value << 2) | 1) & 0xff, value >>> 6);
		return Uint8Array.of(
			((value << 2) | 2) & 0xff,
			(value >>> 6) & 0xff,
			(value >>> 14) & 0xff,
			value >>> 22,
		);
	}
	const big = BigInt(value);
	if (big < 0x4000_0000n) return encodeCompact(Number(big));
	const bytes: number[] = [];
	for (let rest = big; rest > 0n || bytes.length < 4; rest >>= 8n) bytes.push(Number(rest & 0xffn));
	return Uint8Array.of(((bytes.length - 4) << 2) | 3, ...bytes);
}

/** `bytes` with its length in front, as SCALE encodes `Vec<u8>`. */
export function encodeBytes(bytes: Uint8Array): Uint8Array {
	return concatBytes(encodeCompact(bytes.length), bytes);
}

/** SCALE `Option<Vec<u8>>`. */
export function encodeOptionalBytes(bytes: Uint8Array | undefined): Uint8Array {
	if (bytes === undefined) return Uint8Array.of(0);
	return concatBytes(Uint8Array.of(1), encodeCompact(bytes.length), bytes);
}

/** SCALE `Vec<Vec<u8>>` whose items already carry their own length, such as extrinsics. */
export function encodeSequence(items: readonly Uint8Array[]): Uint8Array {
	return concatBytes(encodeCompact(items.length), ...items);
}
