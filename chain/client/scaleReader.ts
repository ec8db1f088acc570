/** Takes a SCALE encoding apart. Every method throws a RangeError past the end. */
export interface ScaleReader {
	u8(): number;
	u16(): number;
	u32(): number;
	u64(): bigint;
	bool(): boolean;
	vec<T>(read: () => T): T[];
	/** Bytes with their length before them. */
	bytes(): Uint8Array;
	/** Whether everything was read. */
	readonly atEnd: boolean;
}

export function createScaleReader(bytes: Uint8Array): ScaleReader {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let position = 0;

	function take(count: number): number {
		const start = position;
		position += count;
		return start;
	}

	const u8 = () => view.getUint8(take(1));

	function compact(): number {
		const mode = view.getUint8(position) & 3;
		if (mode === 0) return u8() >>> 2;
		if (mode === 1) return view.getUint16(take(2), true) >>> 2;
		if (mode === 2) return view.getUint32(take(4), true) >>> 2;
		throw new RangeError("a length above 2^30");
	}

	return {
		u8,
		u16: () => view.getUint16(take(2), true),
		u32: () => view.getUint32(take(4), true),
		u64: () => view.getBigUint64(take(8), true),
		bool: () => u8() === 1,
		bytes: () => {
			const length = compact();
			const start = take(length);
			if (position > bytes.length) throw new RangeError("bytes past the end");
			return bytes.subarray(start, position);
		},
		vec: (read) => Array.from({ length: compact() }, read),
		get atEnd() {
			return position === bytes.length;
		},
	};
}
