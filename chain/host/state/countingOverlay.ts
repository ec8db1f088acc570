import { Overlay } from "./overlay.js";

/** What a piece of work asks of the database below an overlay, and what it asks again, which costs no database. */
export interface StorageCounts {
	readonly reads: number;
	readonly repeatReads: number;
	readonly writes: number;
	readonly repeatWrites: number;
}

/**
 * An overlay that counts as frame-benchmarking does: a key's first read, unless it was written before, and its first
 * write. Who asks for the next key reads where it asks. Keys among `exceptions` are not counted: every block has them in
 * memory.
 */
export class CountingOverlay extends Overlay {
	exceptions: ReadonlySet<string> = new Set();
	#read = new Set<string>();
	#written = new Set<string>();
	#repeatReads = 0;
	#repeatWrites = 0;

	override get(key: string): Uint8Array | undefined {
		this.#noteRead(key);
		return super.get(key);
	}

	override next(key: string): string | undefined {
		this.#noteRead(key);
		return super.next(key);
	}

	override clearPrefix(prefix: string, limit: number): { visited: number; left: boolean } {
		for (let key: string | undefined = prefix; key?.startsWith(prefix); key = super.next(key))
			this.#noteRead(key);
		return super.clearPrefix(prefix, limit);
	}

	override set(key: string, value: Uint8Array): void {
		this.#noteWrite(key);
		super.set(key, value);
	}

	override delete(key: string): void {
		this.#noteWrite(key);
		super.delete(key);
	}

	override append(key: string, item: Uint8Array): void {
		this.#noteRead(key);
		this.#noteWrite(key);
		super.append(key, item);
	}

	/** Counts from nothing again. */
	startCounting(): void {
		this.#read = new Set();
		this.#written = new Set();
		this.#repeatReads = 0;
		this.#repeatWrites = 0;
	}

	/** The keys that were read before they were written, and those that were written. */
	counted(): { readonly read: ReadonlySet<string>; readonly written: ReadonlySet<string> } {
		return { read: this.#read, written: this.#written };
	}

	counts(): StorageCounts {
		return {
			reads: this.#read.size,
			repeatReads: this.#repeatReads,
			writes: this.#written.size,
			repeatWrites: this.#repeatWrites,
		};
	}

	#noteRead(key: string): void {
		if (this.exceptions.has(key)) return;
		if (this.#read.has(key) || this.#written.has(key)) this.#repeatReads++;
		else this.#read.add(key);
	}

	#noteWrite(key: string): void {
		if (this.exceptions.has(key)) return;
		if (this.#written.has(key)) this.#repeatWrites++;
		else this.#written.add(key);
	}
}
