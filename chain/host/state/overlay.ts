import { equalBytes } from "../scale/bytes.js";
import { AppendedValue } from "./appendedValue.js";
import { SortedKeys } from "./sortedKeys.js";
import type { StateReader } from "./stateReader.js";

type Value = Uint8Array | AppendedValue | null;

/** Bytes of keys and values that one block may write before the call is ended. */
const DEFAULT_BYTE_LIMIT = 256 * 1024 * 1024;

/** Thrown when a runtime writes more than its limit; ends the call like a trap. */
export class OverlayLimitError extends Error {}

/**
 * Writes over a state, with nested transactions. A write notes what it replaced while a transaction is open, so
 * that commit costs nothing and rollback costs what was written.
 */
export class Overlay {
	readonly base: StateReader;
	readonly #values = new Map<string, Value>();
	readonly #undo: [string, Value | undefined][] = [];
	readonly #marks: number[] = [];
	readonly #byteLimit: number;
	#written = 0;
	#order: SortedKeys | undefined;
	/** Grows with each write or rollback; tells whether a root computed earlier still holds. */
	revision = 0;

	constructor(base: StateReader, byteLimit = DEFAULT_BYTE_LIMIT) {
		this.base = base;
		this.#byteLimit = byteLimit;
	}

	get(key: string): Uint8Array | undefined {
		const value = this.#values.get(key);
		if (value === undefined) return this.base.get(key);
		if (value === null) return undefined;
		return value instanceof AppendedValue ? value.bytes() : value;
	}

	set(key: string, value: Uint8Array): void {
		this.#write(key, value, value.length);
	}

	delete(key: string): void {
		this.#write(key, null, 0);
	}

	append(key: string, item: Uint8Array): void {
		const current = this.#values.get(key);
		const list = current instanceof AppendedValue ? current : AppendedValue.from(this.get(key));
		this.#write(key, list.append(item), item.length);
	}

	/** The first key after `key` that has a value. */
	next(key: string): string | undefined {
		this.#order ??= new SortedKeys([...this.#values.keys()].sort());
		let below = this.base.next(key);
		while (below !== undefined && this.#values.get(below) === null) below = this.base.next(below);
		let above = this.#order.after(key);
		while (above !== undefined && (this.#values.get(above) ?? null) === null)
			above = this.#order.after(above);
		if (below === undefined || above === undefined) return below ?? above;
		return below < above ? below : above;
	}

	/**
	 * Deletes what starts with `prefix`: every key written here, and at most `limit` keys of the state below.
	 * @returns keys of the state below that were visited, and whether some are left (as Substrate counts them)
	 */
	clearPrefix(prefix: string, limit: number): { visited: number; left: boolean } {
		for (const key of this.#values.keys()) if (key.startsWith(prefix)) this.delete(key);
		let visited = 0;
		let key = this.base.get(prefix) === undefined ? this.base.next(prefix) : prefix;
		for (; key?.startsWith(prefix); key = this.base.next(key)) {
			if (visited === limit) return { visited, left: true };
			if (this.#values.get(key) !== null) this.delete(key);
			visited += 1;
		}
		return { visited, left: false };
	}

	get depth(): number {
		return this.#marks.length;
	}

	startTransaction(): void {
		this.#marks.push(this.#undo.length);
	}

	/** @returns false when no transaction is open */
	commitTransaction(): boolean {
		const mark = this.#marks.pop();
		if (this.#marks.length === 0) this.#undo.length = 0;
		return mark !== undefined;
	}

	/** @returns false when no transaction is open */
	rollbackTransaction(): boolean {
		const mark = this.#marks.pop();
		if (mark === undefined) return false;
		while (this.#undo.length > mark) {
			const [key, before] = this.#undo.pop() ?? [""];
			if (before === undefined) this.#values.delete(key);
			else this.#values.set(key, before);
		}
		this.revision += 1;
		return true;
	}

	/** Ends open transactions, the innermost first, until `depth` are left. */
	rollbackTo(depth: number): void {
		while (this.depth > depth) this.rollbackTransaction();
	}

	/** What differs from the state below, without writes that changed nothing. */
	changes(): Map<string, Uint8Array | undefined> {
		const changes = new Map<string, Uint8Array | undefined>();
		for (const [key, written] of this.#values) {
			const value =
				written === null ? undefined : written instanceof AppendedValue ? written.bytes() : written;
			const before = this.base.get(key);
			if (value === undefined ? before !== undefined : before === undefined || !equalBytes(before, value))
				changes.set(key, value);
		}
		return changes;
	}

	#write(key: string, value: Value, size: number): void {
		this.#written += size + key.length;
		if (this.#written > this.#byteLimit)
			throw new OverlayLimitError(`the call wrote more than ${this.#byteLimit} bytes`);
		const before = this.#values.get(key);
		if (this.#marks.length > 0) this.#undo.push([key, before]);
		if (before === undefined) this.#order?.add(key);
		this.#values.set(key, value);
		this.revision += 1;
	}
}
