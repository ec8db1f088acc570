import { keyFromBytes } from "../state/stateReader.js";
import { type FromBytes, rememberBytes } from "./rememberBytes.js";
import type { WasmMemory } from "./webAssembly.js";

/** Largest single allocation, as polkadot-sdk's allocator has it. */
const MOST_ALLOCATION = 32 * 1024 * 1024;
const PAGE = 65_536;
/** The most that the memory grows by beyond what is asked for: 64 MiB. */
const MOST_SPARE_PAGES = 1_024;
/**
 * Marks the header of a live allocation, so that a wrong pointer is told from a right one. Of its eight bytes
 * the last two belong to the runtime, which keeps an offset for alignment there (sp-io, `RuntimeAllocator`).
 */
const LIVE = 0x6c_69;
const FREE = 0;
const SMALLEST_ORDER = 3;

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
 * The linear memory of one runtime instance and the allocator that the host gives it: powers of two from 8
 * bytes up, freed blocks kept by size, everything else taken from the top (the scheme of polkadot-sdk's
 * freeing bump allocator).
 */
export class RuntimeMemory {
	readonly memory: WasmMemory;
	#bytes: Uint8Array;
	#data: DataView;
	#top = 0;
	/** Where the span begins that was located last. */
	#start = 0;
	readonly #free: number[][] = Array.from({ length: 24 }, () => []);

	constructor(memory: WasmMemory) {
		this.memory = memory;
		this.#bytes = new Uint8Array(memory.buffer);
		this.#data = new DataView(memory.buffer);
	}

	/** Where allocations begin; known once the instance exists. */
	startHeap(base: number): void {
		this.#top = (base + 7) & ~7;
	}

	get size(): number {
		return this.memory.buffer.byteLength;
	}

	allocate(length: number): number {
		const size = length >>> 0;
		if (size > MOST_ALLOCATION) throw new RuntimeMemoryError(`asked for ${size} bytes at once`);
		const order = size <= 8 ? SMALLEST_ORDER : 32 - Math.clz32(size - 1);
		const reused = this.#free[order - SMALLEST_ORDER]?.pop();
		const pointer = reused ?? this.#bump(1 << order);
		this.#refresh();
		this.#data.setUint32(pointer - 8, order, true);
		this.#data.setUint16(pointer - 4, LIVE, true);
		return pointer;
	}

	free(pointer: number): void {
		if (!this.tryFree(pointer >>> 0))
			throw new RuntimeMemoryError(`freed ${pointer}, which is not allocated`);
	}

	/** Frees `pointer` if it is a live allocation. */
	tryFree(pointer: number): boolean {
		this.#refresh();
		if (pointer < 8 || pointer > this.#top || this.#data.getUint16(pointer - 4, true) !== LIVE) return false;
		const order = this.#data.getUint32(pointer - 8, true);
		this.#data.setUint16(pointer - 4, FREE, true);
		this.#free[order - SMALLEST_ORDER]?.push(pointer);
		return true;
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

	#bump(size: number): number {
		const pointer = this.#top + 8;
		const top = pointer + size;
		const have = this.memory.buffer.byteLength;
		if (top > have) {
			const wanted = Math.ceil((top - have) / PAGE);
			// Each growth makes V8 collect garbage, so the memory is doubled where the limit allows it; pages that
			// nobody touches cost nothing.
			try {
				this.memory.grow(wanted + Math.min(MOST_SPARE_PAGES, have / PAGE));
			} catch {
				try {
					this.memory.grow(wanted);
				} catch {
					throw new RuntimeMemoryError(`the memory limit of the call was reached at ${have} bytes`);
				}
			}
		}
		this.#top = top;
		return pointer;
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
