import type { StateVersion } from "../trie/encodeNode.js";
import { SortedKeys } from "./sortedKeys.js";
import type { StateReader, StateTries } from "./stateReader.js";
import { buildTries, changeTries } from "./stateRoot.js";

/** The whole state of the best block in memory, as the author needs it: reads without a store, root kept. */
export class MemoryState implements StateReader {
	readonly #values: Map<string, Uint8Array>;
	readonly #keys: SortedKeys;
	readonly #version: StateVersion;
	#tries: StateTries | undefined;

	constructor(entries: Iterable<readonly [string, Uint8Array]>, version: StateVersion) {
		this.#values = new Map(entries);
		this.#keys = new SortedKeys([...this.#values.keys()].sort());
		this.#version = version;
	}

	get(key: string): Uint8Array | undefined {
		return this.#values.get(key);
	}

	next(key: string): string | undefined {
		return this.#keys.after(key);
	}

	tries(): StateTries {
		this.#tries ??= buildTries(this.#values, this.#version);
		return this.#tries;
	}

	get size(): number {
		return this.#values.size;
	}

	entries(): IterableIterator<[string, Uint8Array]> {
		return this.#values.entries();
	}

	/** Moves to the state after `changes`; `tries` are those of that state, where they are known already. */
	apply(changes: ReadonlyMap<string, Uint8Array | undefined>, tries?: StateTries): void {
		if (tries === undefined && this.#tries !== undefined)
			this.#tries = changeTries(this.#tries, changes, this.#version);
		else if (tries !== undefined) this.#tries = tries;
		for (const [key, value] of changes) {
			if (value === undefined) {
				if (this.#values.delete(key)) this.#keys.delete(key);
				continue;
			}
			if (!this.#values.has(key)) this.#keys.add(key);
			this.#values.set(key, value);
		}
	}
}
