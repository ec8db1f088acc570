/** Collects a SCALE encoding, little-endian throughout. */
export interface ScaleWriter {
	u8(value: number): void;
	u16(value: number): void;
	i16(value: number): void;
	u64(value: number | bigint): void;
	bool(value: boolean): void;
	option<T>(value: T | undefined, write: (value: T) => void): void;
	vec<T>(values: readonly T[], write: (value: T) => void): void;
	finish(): Uint8Array;
}

export function createScaleWriter(): ScaleWriter {
	let bytes = new Uint8Array(1024);
	let view = new DataView(bytes.buffer);
	let length = 0;

	function reserve(count: number): number {
		const start = length;
		length += count;
		if (length > bytes.length) {
			const larger = new Uint8Array(2 * length);
			larger.set(bytes);
			bytes = larger;
			view = new DataView(bytes.buffer);
		}
		return start;
	}

	const u8 = (value: number) => {
		const at = reserve(1);
		view.setUint8(at, value);
	};
	const u16 = (value: number) => {
		const at = reserve(2);
		view.setUint16(at, value, true);
	};

	function compact(value: number): void {
		if (value < 1 << 6) u8(value << 2);
		else if (value < 1 << 14) u16((value << 2) | 1);
		else {
			const at = reserve(4);
			view.setUint32(at, ((value << 2) | 2) >>> 0, true);
		}
	}

	return {
		u8,
		u16,
		i16(value) {
			const at = reserve(2);
			view.setInt16(at, value, true);
		},
		u64(value) {
			const at = reserve(8);
			view.setBigUint64(at, BigInt(value), true);
		},
		bool: (value) => u8(value ? 1 : 0),
		option(value, write) {
			u8(value === undefined ? 0 : 1);
			if (value !== undefined) write(value);
		},
		vec(values, write) {
			compact(values.length);
			for (const value of values) write(value);
		},
		finish: () => bytes.slice(0, length),
	};
}
