import { keyFromBytes } from "../state/stateReader.js";
import { type FromBytes, rememberBytes } from "./rememberBytes.js";
import type { WasmMemory } from "./webAssembly.js";

/** Largest single allocation, sizes of blocks, and what a header says: all as polkadot-sdk's sc-allocator has it. */
const MOST_ALLOCATION = 32 * 1024 * 1024;
const HEADER_BYTES = 8;
const SMALLEST_SHIFT = 3;
const ORDERS = 23;
/** Of the upper half of a live allocation's header; the lower half is its order, or the next free header. */
const OCCUPIED = 1;
const NO_HEADER = 0xffff_ffff;
const PAGE = 65_536;

/** Thrown when the runtime asks for more memory than its limit, or frees what it does not hold. */
export class RuntimeMemoryError extends Error {}

/** A pointer and a length in one i64, as the host interface passes byte strings. */
export type Span = bigint;

/**
 * The same eight bytes as one i64 and as two u32 (wasm and every platform of Node are little-endian). Spans are taken
 * apart and put together here: engines do this without a bigint on the heap, 30 ns less than shifts and masks.
 */
const SPAN = new BigUint64Array(1);
const HALVES = new Uint32Array(SPAN.buffer);

/** Storage keys as strings: the same ones come again and again, and the maps find a string that they hold faster. */
const KEY = rememberBytes(keyFromBytes);

/** Bytes up to which a loop copies faster than `TypedArray.set`. */
const SHORT = 96;

/**
 * The linear memory of one runtime instance and the allocator that the host gives it: blocks of powers of two from 8
 * bytes up, each behind a header of 8 bytes, freed ones kept by size in lists that their headers form, everything else
 * taken from the top. Addresses, headers, growth and failures are those of polkadot-sdk's freeing bump allocator. The
 * last two bytes of a header belong to the runtime while it holds the block (sp-io, `RuntimeAllocator`).
 */
export class RuntimeMemory {
	readonly memory: WasmMemory;
	readonly #mostPages: number;
	#bytes: Uint8Array;
	#data: DataView;
	#base = 0;
	#top = 0;
	/** Where the span begins that was located last. */
	#start = 0;
	/** By order, the header that was freed last. */
	readonly #free = new Uint32Array(ORDERS).fill(NO_HEADER);
	/** Set by a failure, behind which nothing may be allocated or freed. */
	#failed = false;

	/** @param mostPages - the maximum that `memory` was made with */
	constructor(memory: WasmMemory, mostPages: number) {
		this.memory = memory;
		this.#mostPages = mostPages;
		this.#bytes = new Uint8Array(memory.buffer);
		this.#data = new DataView(memory.buffer);
	}

	/** Where allocations begin; known once the instance exists. */
	startHeap(base: number): void {
		this.#base = Math.ceil(base / 8) * 8;
		this.#top = this.#base;
	}

	get size(): number {
		return this.memory.buffer.byteLength;
	}

	/** @throws RuntimeMemoryError */
	allocate(length: number): number {
		const size = length >>> 0;
		if (this.#failed) throw this.#fail("the allocator has failed before");
		if (size > MOST_ALLOCATION) throw this.#fail(`asked for ${size} bytes at once`);
		const order = size <= 8 ? 0 : 32 - Math.clz32(size - 1) - SMALLEST_SHIFT;
		let header = this.#free[order] ?? NO_HEADER;
		this.#refresh();
		if (header === NO_HEADER) header = this.#bump((8 << order) + HEADER_BYTES);
		else {
			if (header + (8 << order) + HEADER_BYTES > this.#bytes.length)
				throw this.#fail("a free header lies outside the memory");
			if ((this.#data.getUint32(header + 4, true) & OCCUPIED) !== 0)
				throw this.#fail("a free header is occupied");
			this.#free[order] = this.#data.getUint32(header, true);
		}
		this.#data.setUint32(header, order, true);
		this.#data.setUint32(header + 4, OCCUPIED, true);
		return header + HEADER_BYTES;
	}

	/** @throws RuntimeMemoryError */
	free(at: number): void {
		const pointer = at >>> 0;
		const header = pointer - HEADER_BYTES;
		this.#refresh();
		if (this.#failed) throw this.#fail("the allocator has failed before");
		if (header < 0 || pointer > this.#bytes.length || !this.#occupied(header))
			throw this.#fail(`freed ${pointer}, which is not allocated`);
		this.#release(header);
	}

	/** Frees `pointer` if it is an allocation of this heap; the host's own way to give back what it made. */
	tryFree(pointer: number): void {
		const header = pointer - HEADER_BYTES;
		this.#refresh();
		if (this.#failed || header < this.#base || pointer >= this.#top || (pointer & 7) !== 0) return;
		if (this.#occupied(header)) this.#release(header);
	}

	#occupied(header: number): boolean {
		return (
			(this.#data.getUint32(header + 4, true) & OCCUPIED) !== 0 && this.#data.getUint32(header, true) < ORDERS
		);
	}

	#release(header: number): void {
		const order = this.#data.getUint32(header, true);
		this.#data.setUint32(header, this.#free[order] ?? NO_HEADER, true);
		this.#data.setUint32(header + 4, 0, true);
		this.#free[order] = header;
	}

	#fail(what: string): RuntimeMemoryError {
		this.#failed = true;
		return new RuntimeMemoryError(what);
	}

	/** The bytes of a span, as a view that the next allocation may invalidate. */
	view(span: Span): Uint8Array {
		const end = this.#locate(span);
		return this.#bytes.subarray(this.#start, end);
	}

	/** The bytes of a span, copied. */
	copy(span: Span): Uint8Array {
		const end = this.#locate(span);
		return this.#bytes.slice(this.#start, end);
	}

	viewAt(pointer: number, length: number): Uint8Array {
		this.#refresh();
		const start = pointer >>> 0;
		if (start + length > this.#bytes.length) throw new RuntimeMemoryError("a pointer outside the memory");
		return this.#bytes.subarray(start, start + length);
	}

	/** The bytes of a span as a latin1 string, the form of storage keys. */
	key(span: Span): string {
		const end = this.#locate(span);
		return KEY(this.#data, this.#start, end);
	}

	/** Puts the hash of a span's bytes into fresh memory. */
	writeHash(span: Span, hash: FromBytes<Uint8Array>): number {
		const end = this.#locate(span);
		return this.writePointer(hash(this.#data, this.#start, end));
	}

	text(span: Span): string {
		return Buffer.from(this.view(span)).toString("utf8");
	}

	/** Puts bytes into fresh memory. */
	write(bytes: Uint8Array): Span {
		return toSpan(this.writePointer(bytes), bytes.length);
	}

	writePointer(bytes: Uint8Array): number {
		const pointer = this.allocate(bytes.length);
		this.#put(bytes, pointer);
		return pointer;
	}

	/** SCALE `Option<Vec<u8>>`, written without a copy in between: it is what most storage reads return. */
	writeOptional(bytes: Uint8Array | undefined): Span {
		if (bytes === undefined) return this.write(NONE);
		const length = bytes.length;
		const size = length < 0x40 ? 1 : length < 0x4000 ? 2 : 4;
		const pointer = this.allocate(1 + size + length);
		const view = this.#bytes;
		view[pointer] = 1;
		if (size === 1) view[pointer + 1] = length << 2;
		else if (size === 2) this.#data.setUint16(pointer + 1, (length << 2) | 1, true);
		else this.#data.setUint32(pointer + 1, length * 4 + 2, true);
		this.#put(bytes, pointer + 1 + size);
		return toSpan(pointer, 1 + size + length);
	}

	/** Notes where a span starts and returns where it ends. */
	#locate(span: Span): number {
		this.#refresh();
		SPAN[0] = span;
		this.#start = HALVES[0] ?? 0;
		const end = this.#start + (HALVES[1] ?? 0);
		if (end > this.#bytes.length) throw new RuntimeMemoryError("a span outside the memory");
		return end;
	}

	#put(bytes: Uint8Array, pointer: number): void {
		const view = this.#bytes;
		if (bytes.length > SHORT) view.set(bytes, pointer);
		else for (let at = 0; at < bytes.length; at++) view[pointer + at] = bytes[at] ?? 0;
	}

	/** Takes `size` bytes from the top; the memory is doubled when it is full, as far as its limit admits. */
	#bump(size: number): number {
		const header = this.#top;
		const top = header + size;
		const have = this.memory.buffer.byteLength;
		if (top > have) {
			const pages = have / PAGE;
			const required = Math.ceil(top / PAGE);
			const limit = `the memory limit of the call was reached at ${have} bytes`;
			if (required > this.#mostPages) throw this.#fail(limit);
			try {
				this.memory.grow(Math.max(Math.min(2 * pages, this.#mostPages), required) - pages);
			} catch {
				throw this.#fail(limit);
			}
			this.#refresh();
		}
		this.#top = top;
		return header;
	}

	/** A grown memory has a new buffer; views of the old one are empty. */
	#refresh(): void {
		if (this.#bytes.length !== 0) return;
		this.#bytes = new Uint8Array(this.memory.buffer);
		this.#data = new DataView(this.memory.buffer);
	}
}

const NONE = Uint8Array.of(0);

function toSpan(pointer: number, length: number): Span {
	HALVES[0] = pointer;
	HALVES[1] = length;
	return SPAN[0] ?? 0n;
}
