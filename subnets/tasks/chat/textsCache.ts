/**
 * Where the positions of texts of unequal length lie in one cache:
 * - `own`: each from slot 0 on, a new one behind the text's own last. So do GroupQueryAttention nodes that get the lengths
 *   of the rows (`seqlens_k`, summed up from the mask): they look for a row's past at the start of its memory and nowhere else.
 * - `end`: each up to the last slot, behind slots that the mask hides; a new one behind the last slot. So do graphs that
 *   join past and present (Concat), and GroupQueryAttention nodes that get one length for all rows and the mask as a bias.
 */
export type RowLayout = "own" | "end";

/** The key-value cache of one text or several. */
export interface TextsCache {
	/** Positions of each text. */
	readonly lengths: readonly number[];
	/** Positions that each row has memory for. */
	readonly slots: number;
	/** [texts, heads, slots, width], by the name of the model's input. */
	readonly tensors: ReadonlyMap<string, CacheData>;
}

/** FP32, or FP16 as its bits: a cache goes back to the model as it came. */
export type CacheData = Float32Array | Uint16Array;

/** How a cache is shaped. */
export interface CacheShape {
	readonly datatype: "FP32" | "FP16";
	readonly heads: number;
	readonly width: number;
}

/** Shapes of the caches, by the name of the model's input. */
export type CacheShapes = ReadonlyMap<string, CacheShape>;

/** One text of a cache. */
export interface CachedText {
	readonly cache: TextsCache;
	readonly index: number;
}

/** The cache of a text that has not begun. */
export function emptyCache(shapes: CacheShapes): TextsCache {
	return {
		lengths: [0],
		slots: 0,
		tensors: new Map(Array.from(shapes, ([name, { datatype }]) => [name, cacheData(datatype, 0)])),
	};
}

function cacheData(datatype: CacheShape["datatype"], length: number): CacheData {
	return datatype === "FP16" ? new Uint16Array(length) : new Float32Array(length);
}

/** Whether a model's output can be such a cache. */
export function isCacheData(data: unknown, { datatype }: CacheShape): data is CacheData {
	return datatype === "FP16" ? data instanceof Uint16Array : data instanceof Float32Array;
}

/**
 * Texts of several caches in one of their own, no longer than the longest of them.
 *
 * @param layout - that of all of them; where it makes no difference, because each is alone in its cache, of the new one
 */
export function packTexts(texts: readonly CachedText[], layout: RowLayout, shapes: CacheShapes): TextsCache {
	const lengths = texts.map(lengthOf);
	const slots = Math.max(0, ...lengths);
	const tensors = new Map<string, CacheData>();
	for (const [name, { datatype, heads, width }] of shapes) {
		const packed = cacheData(datatype, texts.length * heads * slots * width);
		texts.forEach(({ cache, index }, row) => {
			const from = cache.tensors.get(name) as CacheData;
			const length = lengths[row] as number;
			const [source, target] = layout === "own" ? [0, 0] : [cache.slots - length, slots - length];
			for (let head = 0; head < heads; head++) {
				const begin = ((index * heads + head) * cache.slots + source) * width;
				packed.set(
					from.subarray(begin, begin + length * width),
					((row * heads + head) * slots + target) * width,
				);
			}
		});
		tensors.set(name, packed);
	}
	return { lengths, slots, tensors };
}

/** Takes a text out: the last one moves to its place, and no other is touched. Writes into the cache's memory. */
export function dropText({ lengths, slots, tensors }: TextsCache, index: number): TextsCache {
	const last = lengths.length - 1;
	const kept = new Map<string, CacheData>();
	for (const [name, data] of tensors) {
		const size = data.length / lengths.length;
		if (index !== last) data.copyWithin(index * size, last * size);
		kept.set(name, data.subarray(0, last * size));
	}
	const left = lengths.slice(0, last);
	if (index !== last) left[index] = lengths[last] as number;
	return { lengths: left, slots, tensors: kept };
}

function lengthOf({ cache, index }: CachedText): number {
	return cache.lengths[index] as number;
}
