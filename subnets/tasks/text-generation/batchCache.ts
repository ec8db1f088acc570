import type { Tensor } from "../../protocol/tensor.js";
import type { Vocabulary } from "./vocabulary.js";

/**
 * The key-value cache of a batch, FP32 [layers, 2, batch, heads, slots, headWidth]. In a batch that makes steps a row's
 * positions lie in its last slots; what lies before them is masked.
 */
export interface BatchCache {
	readonly data: Float32Array;
	/** Rows, those included that nobody uses. */
	readonly batch: number;
	/** Positions that each row has room for. */
	readonly slots: number;
}

/** Where one row's positions are found. */
export interface CachedRow {
	readonly cache: BatchCache;
	readonly index: number;
	/** Positions that the row has used. */
	readonly length: number;
	/** The slot behind its last position. */
	readonly end: number;
}

/** A cache with nothing in it. */
export function emptyCache(vocabulary: Vocabulary, batch: number, slots: number): BatchCache {
	return { data: new Float32Array(sizeOf(vocabulary, batch, slots)), batch, slots };
}

/** The cache as the model's input `past`. */
export function pastTensor(cache: BatchCache, vocabulary: Vocabulary): Tensor {
	const { layers, heads, headWidth } = vocabulary;
	return {
		name: "past",
		datatype: "FP32",
		shape: [layers, 2, cache.batch, heads, cache.slots, headWidth],
		data: cache.data,
	};
}

/** Copies a row's positions into the last slots of another cache's row: one run of memory a layer and head. */
export function copyRow(
	from: CachedRow,
	to: { cache: BatchCache; index: number },
	vocabulary: Vocabulary,
): void {
	const { layers, heads, headWidth } = vocabulary;
	const width = from.length * headWidth;
	for (let part = 0; part < layers * 2; part++)
		for (let head = 0; head < heads; head++) {
			const sourceEnd = slotAt(from.cache, part, from.index, head, from.end, vocabulary);
			const targetEnd = slotAt(to.cache, part, to.index, head, to.cache.slots, vocabulary);
			to.cache.data.set(from.cache.data.subarray(sourceEnd - width, sourceEnd), targetEnd - width);
		}
}

/** Where a slot begins. */
function slotAt(
	{ batch, slots }: BatchCache,
	part: number,
	index: number,
	head: number,
	slot: number,
	{ heads, headWidth }: Vocabulary,
): number {
	return (((part * batch + index) * heads + head) * slots + slot) * headWidth;
}

function sizeOf({ layers, heads, headWidth }: Vocabulary, batch: number, slots: number): number {
	return layers * 2 * batch * heads * slots * headWidth;
}
