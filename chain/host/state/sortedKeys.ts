const CHUNK = 512;

/**
 * Distinct strings in order, in chunks so that an insertion moves few of them.
 * Find is O(log n), insertion and deletion O(log n + chunk).
 */
export class SortedKeys {
	#chunks: string[][] = [];

	constructor(sorted: readonly string[] = []) {
		for (let at = 0; at < sorted.length; at += CHUNK) this.#chunks.push(sorted.slice(at, at + CHUNK));
	}

	add(key: string): void {
		const at = this.#chunkOf(key);
		const chunk = this.#chunks[at];
		if (chunk === undefined) {
			this.#chunks.push([key]);
			return;
		}
		const index = lowerBound(chunk, key);
		if (chunk[index] === key) return;
		chunk.splice(index, 0, key);
		if (chunk.length > 2 * CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(CHUNK));
	}

	delete(key: string): void {
		const at = this.#chunkOf(key);
		const chunk = this.#chunks[at];
		if (chunk === undefined) return;
		const index = lowerBound(chunk, key);
		if (chunk[index] !== key) return;
		chunk.splice(index, 1);
		if (chunk.length === 0) this.#chunks.splice(at, 1);
	}

	/** The first key after `key`, itself not included. */
	after(key: string): string | undefined {
		const at = this.#chunkOf(key);
		const chunk = this.#chunks[at];
		if (chunk === undefined) return undefined;
		let index = lowerBound(chunk, key);
		if (chunk[index] === key) index += 1;
		return chunk[index] ?? this.#chunks[at + 1]?.[0];
	}

	/** The chunk that holds `key` or would: the last one that begins at or before it. */
	#chunkOf(key: string): number {
		let low = 0;
		let high = this.#chunks.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#chunks[middle]?.[0] ?? "") <= key) low = middle + 1;
			else high = middle;
		}
		return Math.max(0, low - 1);
	}
}

function lowerBound(chunk: readonly string[], key: string): number {
	let low = 0;
	let high = chunk.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((chunk[middle] ?? "") < key) low = middle + 1;
		else high = middle;
	}
	return low;
}
