import { encodeCompact } from "../scale/compact.js";
import { ScaleReader } from "../scale/scaleReader.js";

interface Growing {
	bytes: Uint8Array;
	used: number;
}

/**
 * A SCALE `Vec` that grows by items already encoded (`storage_append`), without copying what is there.
 *
 * Immutable like a slice of a growing buffer: an append shares the buffer where it ends at the buffer's end,
 * and copies otherwise (after a rollback).
 */
export class AppendedValue {
	readonly #buffer: Growing;
	readonly #length: number;
	readonly #count: number;
	#whole: Uint8Array | undefined;

	private constructor(buffer: Growing, length: number, count: number) {
		this.#buffer = buffer;
		this.#length = length;
		this.#count = count;
	}

	/** The list in `current`; one that is absent or no list starts empty, as Substrate does it. */
	static from(current: Uint8Array | undefined): AppendedValue {
		if (current === undefined) return new AppendedValue({ bytes: new Uint8Array(256), used: 0 }, 0, 0);
		try {
			const reader = new ScaleReader(current);
			const count = reader.compact();
			const items = current.subarray(reader.offset);
			const bytes = new Uint8Array(Math.max(256, items.length * 2));
			bytes.set(items);
			return new AppendedValue({ bytes, used: items.length }, items.length, count);
		} catch {
			return AppendedValue.from(undefined);
		}
	}

	append(item: Uint8Array): AppendedValue {
		let buffer = this.#buffer;
		const length = this.#length + item.length;
		if (buffer.used !== this.#length || length > buffer.bytes.length) {
			const bytes = new Uint8Array(Math.max(256, length * 2));
			bytes.set(buffer.bytes.subarray(0, this.#length));
			buffer = { bytes, used: this.#length };
		}
		buffer.bytes.set(item, this.#length);
		buffer.used = length;
		return new AppendedValue(buffer, length, this.#count + 1);
	}

	/** The value as storage holds it: count, then items. */
	bytes(): Uint8Array {
		if (this.#whole === undefined) {
			const count = encodeCompact(this.#count);
			const whole = new Uint8Array(count.length + this.#length);
			whole.set(count);
			whole.set(this.#buffer.bytes.subarray(0, this.#length), count.length);
			this.#whole = whole;
		}
		return this.#whole;
	}
}
