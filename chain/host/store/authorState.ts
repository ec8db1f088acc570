import { Overlay } from "../state/overlay.js";
import type { StateReader, StateTries } from "../state/stateReader.js";
import { ValueCache } from "../state/valueCache.js";
import type { StateVersion } from "../trie/encodeNode.js";
import { readHeadNumber } from "./chainFacts.js";
import type { StoredTables } from "./databases.js";
import { bestState, keysAfter } from "./storedState.js";
import { storedTries } from "./storedTrie.js";

/** What may be kept in memory of a state. */
export interface MemoryBounds {
	/** Of values (bytes). */
	readonly cachedBytes: number;
	/** Trie nodes that may come into memory before all are let go. */
	readonly mostNodes: number;
}

const BOUNDS: MemoryBounds = { cachedBytes: 32 * 1024 * 1024, mostNodes: 20_000 };
/** Keys that are read ahead when the state is walked through. */
const FIRST_RUN = 2;
const LONGEST_RUN = 512;

/** What a block that is not written yet changes. */
interface Ahead {
	readonly changes: ReadonlyMap<string, Uint8Array | undefined>;
	/** The state with these changes. */
	readonly state: Overlay;
	readonly triesBefore: StateTries;
}

/**
 * The best state as the author needs it: read from the store, with what was read lately in memory. It is a block
 * ahead of the store from when that block is built until it is written.
 */
export class AuthorState implements StateReader {
	readonly #databases: StoredTables;
	readonly #version: StateVersion;
	readonly #cache: ValueCache;
	readonly #mostNodes: number;
	readonly #stored: StateReader;
	#number: number;
	#ahead: Ahead | undefined;
	#tries: StateTries;
	#nodes = 0;
	/** Keys that follow each other in the store, the first one being what was asked for last. */
	#run: readonly string[] = [];

	/** The state of the best block, which is `number`. */
	constructor(databases: StoredTables, number: number, version: StateVersion, bounds = BOUNDS) {
		this.#cache = new ValueCache(bounds.cachedBytes);
		this.#mostNodes = bounds.mostNodes;
		this.#databases = databases;
		this.#number = number;
		this.#version = version;
		const best = bestState(databases, version);
		this.#stored = {
			get: (key) => this.#cache.get(key, best.get),
			next: (key) => this.#next(key),
			tries: () => this.#tries,
		};
		this.#tries = this.#openTries();
	}

	get(key: string): Uint8Array | undefined {
		return (this.#ahead?.state ?? this.#stored).get(key);
	}

	next(key: string): string | undefined {
		return (this.#ahead?.state ?? this.#stored).next(key);
	}

	tries(): StateTries {
		return this.#tries;
	}

	/** Moves to the state after `changes`, that of block `number`, which is yet to be written. */
	apply(number: number, changes: ReadonlyMap<string, Uint8Array | undefined>, tries: StateTries): void {
		if (this.#ahead !== undefined)
			throw new Error(`block ${number} was built before block ${this.#number} was written`);
		const state = new Overlay(this.#stored, Number.POSITIVE_INFINITY);
		for (const [key, value] of changes) {
			if (value === undefined) state.delete(key);
			else state.set(key, value);
		}
		this.#ahead = { changes, state, triesBefore: this.#tries };
		this.#number = number;
		this.#tries = tries;
		this.#nodes += changes.size;
	}

	/** Goes back to the block before, where the last one could not be written. */
	undo(): void {
		if (this.#ahead === undefined) throw new Error(`block ${this.#number} is written`);
		this.#tries = this.#ahead.triesBefore;
		this.#number -= 1;
		this.#ahead = undefined;
	}

	/** Reads from the store what it has got meanwhile. Called before each piece of work. */
	settle(): void {
		this.#databases.root.resetReadTxn();
		if (this.#ahead === undefined || readHeadNumber(this.#databases) !== this.#number) return;
		for (const [key, value] of this.#ahead.changes) this.#cache.renew(key, value);
		this.#run = [];
		this.#ahead = undefined;
		if (this.#nodes > this.#mostNodes) this.#tries = this.#openTries();
	}

	#openTries(): StateTries {
		this.#nodes = 0;
		return storedTries(this.#databases, this, this.#version, () => {
			this.#nodes += 1;
		});
	}

	#next(key: string): string | undefined {
		const run = this.#run;
		const last = run.at(-1);
		if (last !== undefined && key >= (run[0] ?? "") && key < last) return firstAfter(run, key);
		const length = key === last ? Math.min(LONGEST_RUN, run.length * 4) : FIRST_RUN;
		this.#run = [key, ...keysAfter(this.#databases, key, length)];
		return this.#run[1];
	}
}

/** The first of `sorted` behind `key`. */
function firstAfter(sorted: readonly string[], key: string): string | undefined {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((sorted[middle] ?? "") <= key) low = middle + 1;
		else high = middle;
	}
	return sorted[low];
}
