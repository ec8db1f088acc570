/** Thrown where bytes end early or do not follow the type that is read; never leaves the room unwrapped. */
export class ScaleError extends Error {}

/** A cursor over SCALE bytes. Every read checks that the bytes are there. */
export class ScaleReader {
	readonly bytes: Uint8Array;
	offset: number;

	constructor(bytes: Uint8Array, offset = 0) {
		this.bytes = bytes;
		this.offset = offset;
	}

	get remaining(): number {
		return this.bytes.length - this.offset;
	}

	/** The next `length` bytes, as a view. */
	take(length: number): Uint8Array {
		if (length > this.remaining)
			throw new ScaleError(`expected ${length} bytes at ${this.offset}, ${this.remaining} are left`);
		const view = this.bytes.subarray(this.offset, this.offset + length);
		this.offset += length;
		return view;
	}

	u8(): number {
		const byte = this.bytes[this.offset];
		if (byte === undefined) throw new ScaleError(`expected a byte at ${this.offset}, none is left`);
		this.offset += 1;
		return byte;
	}

	u32(): number {
		const view = this.take(4);
		return new DataView(view.buffer, view.byteOffset).getUint32(0, true);
	}

	u64(): bigint {
		const view = this.take(8);
		return new DataView(view.buffer, view.byteOffset).getBigUint64(0, true);
	}

	u128(): bigint {
		const low = this.u64();
		return (this.u64() << 64n) | low;
	}

	/** A compact integer of any size. */
	compactBig(): bigint {
		const first = this.u8();
		const mode = first & 3;
		if (mode === 0) return BigInt(first >> 2);
		if (mode === 1) return BigInt((first | (this.u8() << 8)) >> 2);
		if (mode === 2) {
			const rest = this.take(3);
			return BigInt(
				(first | ((rest[0] ?? 0) << 8) | ((rest[1] ?? 0) << 16) | ((rest[2] ?? 0) * 0x1000000)) >>> 2,
			);
		}
		const bytes = this.take((first >> 2) + 4);
		let value = 0n;
		for (let index = bytes.length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index] ?? 0);
		return value;
	}

	/** A compact integer that must be a safe JavaScript integer, such as a length. */
	compact(): number {
		const first = this.bytes[this.offset] ?? 3;
		if ((first & 3) === 0) {
			this.offset += 1;
			return first >> 2;
		}
		const value = this.compactBig();
		if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new ScaleError(`compact ${value} is out of range`);
		return Number(value);
	}

	/** `Vec<u8>`, as a view. */
	vector(): Uint8Array {
		return this.take(this.compact());
	}

	text(): string {
		return Buffer.from(this.vector()).toString("utf8");
	}

	/** `Vec<T>` by a reader of one item. */
	list<T>(item: () => T): T[] {
		const length = this.compact();
		if (length > this.remaining && length > 1_000_000) throw new ScaleError(`list of ${length} items`);
		const items: T[] = [];
		for (let index = 0; index < length; index++) items.push(item());
		return items;
	}
}
