/** What an entry takes beyond its key and value (bytes), roughly. */
const ENTRY_BYTES = 120;

/**
 * Values that were read lately, absent ones among them, within a bound of bytes. Two generations: what is asked for
 * moves to the young one, and when that one is half the bound, the old one is dropped.
 */
export class ValueCache {
	readonly #halfBytes: number;
	#young = new Map<string, Uint8Array | undefined>();
	#old = new Map<string, Uint8Array | undefined>();
	#youngBytes = 0;

	/** @param mostBytes - of keys and values together */
	constructor(mostBytes: number) {
		this.#halfBytes = mostBytes / 2;
	}

	/** @param read - asked where the value is not here */
	get(key: string, read: (key: string) => Uint8Array | undefined): Uint8Array | undefined {
		const young = this.#young.get(key);
		if (young !== undefined) return young;
		if (this.#young.has(key)) return undefined;
		const value = this.#old.has(key) ? this.#old.get(key) : read(key);
		this.set(key, value);
		return value;
	}

	set(key: string, value: Uint8Array | undefined): void {
		if (this.#young.has(key)) this.#youngBytes -= bytesOf(key, this.#young.get(key));
		this.#young.set(key, value);
		this.#youngBytes += bytesOf(key, value);
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
		const before = this.#young.get(key) ?? this.#old.get(key);
		if (before !== undefined && value !== undefined) {
			this.set(key, value);
			return;
		}
		if (this.#young.has(key)) this.#youngBytes -= bytesOf(key, this.#young.get(key));
		this.#young.delete(key);
		this.#old.delete(key);
	}
}

function bytesOf(key: string, value: Uint8Array | undefined): number {
	return ENTRY_BYTES + key.length + (value?.length ?? 0);
}
