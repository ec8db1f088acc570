/** What an entry takes beyond its key and value (bytes), roughly. */
const ENTRY_BYTES = 120;
/**
 * Keys without a value that a generation holds. They have a bound of their own since each block asks for keys that no
 * other one asks for (what is scheduled for its number): these alone would fill the rest within 100,000 blocks.
 */
const MOST_ABSENT = 8192;

/**
 * Values that were read lately within a bound of bytes, and keys that had none within a bound of keys. Two generations
 * of each: what is asked for moves to the young one, and when that one is half the bound, the old one is dropped.
 */
export class ValueCache {
	readonly #halfBytes: number;
	#young = new Map<string, Uint8Array>();
	#old = new Map<string, Uint8Array>();
	#youngBytes = 0;
	#youngAbsent = new Set<string>();
	#oldAbsent = new Set<string>();

	/** @param mostBytes - of keys and values together */
	constructor(mostBytes: number) {
		this.#halfBytes = mostBytes / 2;
	}

	/** @param read - asked where the value is not here */
	get(key: string, read: (key: string) => Uint8Array | undefined): Uint8Array | undefined {
		const young = this.#young.get(key);
		if (young !== undefined) return young;
		if (this.#youngAbsent.has(key)) return undefined;
		const value = this.#old.get(key) ?? (this.#oldAbsent.has(key) ? undefined : read(key));
		this.set(key, value);
		return value;
	}

	set(key: string, value: Uint8Array | undefined): void {
		if (value === undefined) {
			this.#forget(key);
			this.#setAbsent(key);
			return;
		}
		this.#youngAbsent.delete(key);
		this.#oldAbsent.delete(key);
		this.#youngBytes += bytesOf(key, value) - bytesOf(key, this.#young.get(key));
		this.#young.set(key, value);
		if (this.#youngBytes < this.#halfBytes) return;
		this.#old = this.#young;
		this.#young = new Map();
		this.#youngBytes = 0;
	}

	/**
	 * The value of `key` is another one now. Only what is here stays here, and only while it has a value: a key that each
	 * block makes anew (a block's hash by its number) would fill the cache otherwise.
	 */
	renew(key: string, value: Uint8Array | undefined): void {
		if (value !== undefined && (this.#young.has(key) || this.#old.has(key))) {
			this.set(key, value);
			return;
		}
		this.#forget(key);
		this.#youngAbsent.delete(key);
		this.#oldAbsent.delete(key);
	}

	#setAbsent(key: string): void {
		this.#youngAbsent.add(key);
		if (this.#youngAbsent.size < MOST_ABSENT) return;
		this.#oldAbsent = this.#youngAbsent;
		this.#youngAbsent = new Set();
	}

	#forget(key: string): void {
		this.#youngBytes -= bytesOf(key, this.#young.get(key));
		this.#young.delete(key);
		this.#old.delete(key);
	}
}

/** Of an entry; nothing where there is none. */
function bytesOf(key: string, value: Uint8Array | undefined): number {
	return value === undefined ? 0 : ENTRY_BYTES + key.length + value.length;
}
