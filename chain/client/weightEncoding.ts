/** Little-endian. */
export function u16(value: number): number[] {
	return [value & 0xff, value >> 8];
}

/** The length before a list, of up to 2^30 - 1 items. */
export function compactLength(length: number): number[] {
	if (length < 1 << 6) return [length << 2];
	if (length < 1 << 14) return u16((length << 2) | 1);
	const word = ((length << 2) | 2) >>> 0;
	return [word & 0xff, (word >> 8) & 0xff, (word >> 16) & 0xff, word >>> 24];
}

/** A list of u16. */
export function vectorOfU16(values: readonly number[]): number[] {
	return [...compactLength(values.length), ...values.flatMap(u16)];
}

/** Little-endian. */
export function u64(value: bigint): number[] {
	return Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(8 * index)) & 0xffn));
}
