import type { ModelTensor } from "../../manifest/manifest.js";
import type { Tensor } from "../../protocol/tensor.js";
import type { ModelSession } from "../../task/task.js";
import { type CacheShapes, emptyCache, type RowLayout, type TextsCache } from "./textsCache.js";

/** A decoder of the hub's shape: ids and a key-value cache in, logits and the longer cache out. */
export interface Decoder {
	/** Tokens that it knows. */
	readonly size: number;
	readonly shapes: CacheShapes;
	/** The cache of a text that has not begun. */
	readonly empty: TextsCache;
	/**
	 * Reads tokens of one text behind those of its cache.
	 * @returns the logits of the last token, and the cache with all of them
	 */
	read(
		session: ModelSession,
		ids: readonly number[],
		cache: TextsCache,
	): Promise<{ logits: Float32Array; cache: TextsCache }>;
	/**
	 * Reads a token of each text behind those of the cache.
	 * @returns the logits of each, and the cache with all of them
	 */
	step(
		session: ModelSession,
		ids: readonly number[],
		cache: TextsCache,
		layout: RowLayout,
	): Promise<{ logits: Float32Array[]; cache: TextsCache }>;
	/** The logits after every token of a text that is read at once: FP32 [1, tokens, vocabulary]. */
	readAll(session: ModelSession, ids: readonly number[]): Promise<Tensor>;
}

const PAST = "past_key_values.";

/**
 * A decoder by its inputs and outputs.
 *
 * @param inputs - the manifest's: `input_ids`, `attention_mask`, perhaps `position_ids`, and `past_key_values.*`
 * @param size - width of its logits
 */
export function createDecoder(inputs: readonly ModelTensor[], size: number): Decoder {
	const names = new Set(inputs.map(({ name }) => name));
	const shapes: CacheShapes = new Map(
		inputs
			.filter(({ name }) => name.startsWith(PAST))
			.map(({ name, shape: [, heads = 1, , width = 1] }) => [name, { heads, width }]),
	);
	const presents = new Map(Array.from(shapes.keys(), (past) => [past.replace(PAST, "present."), past]));
	const wanted = ["logits", ...presents.keys()];
	const empty = emptyCache(shapes);

	/** Feeds of as many new tokens for each text of the cache; `mask` says which positions each text sees. */
	const feedsFor = (
		ids: readonly number[],
		cache: TextsCache,
		mask: BigInt64Array,
	): Record<string, Tensor> => {
		const rows = cache.lengths.length;
		const columns = ids.length / rows;
		const positions = ids.map((_, i) =>
			BigInt((cache.lengths[Math.floor(i / columns)] ?? 0) + (i % columns)),
		);
		const int64 = (name: string, data: BigInt64Array): Tensor => ({
			name,
			datatype: "INT64",
			shape: [rows, data.length / rows],
			data,
		});
		const feeds: Record<string, Tensor> = {};
		for (const tensor of [
			int64("input_ids", BigInt64Array.from(ids, BigInt)),
			int64("attention_mask", mask),
			int64("position_ids", BigInt64Array.from(positions)),
		])
			if (names.has(tensor.name)) feeds[tensor.name] = tensor;
		for (const [name, { heads, width }] of shapes) {
			const data = cache.tensors.get(name) ?? new Float32Array(0);
			feeds[name] = { name, datatype: "FP32", shape: [rows, heads, cache.slots, width], data };
		}
		return feeds;
	};

	const run = async (
		session: ModelSession,
		ids: readonly number[],
		cache: TextsCache,
		mask: BigInt64Array,
	) => {
		const outputs = await session.run(feedsFor(ids, cache, mask), wanted);
		const tensors = new Map<string, Float32Array>();
		let { slots } = cache;
		for (const [present, past] of presents) {
			const { data, shape } = outputs[present] ?? {};
			if (!(data instanceof Float32Array)) throw new TypeError(`the session gave no FP32 ${present}`);
			tensors.set(past, data);
			slots = shape?.[2] ?? slots;
		}
		const added = ids.length / cache.lengths.length;
		const lengths = cache.lengths.map((length) => length + added);
		return { logits: logitsOf(outputs).data as Float32Array, cache: { lengths, slots, tensors } };
	};

	return {
		size,
		shapes,
		empty,
		async read(session, ids, cache) {
			const mask = new BigInt64Array((cache.lengths[0] ?? 0) + ids.length).fill(1n);
			const { logits, cache: longer } = await run(session, ids, cache, mask);
			return { logits: logits.slice(-size), cache: longer };
		},
		async step(session, ids, cache, layout) {
			const { logits, cache: longer } = await run(session, ids, cache, stepMask(cache, layout));
			return {
				logits: ids.map((_, row) => logits.subarray(row * size, (row + 1) * size)),
				cache: longer,
			};
		},
		readAll: async (session, ids) =>
			logitsOf(await session.run(feedsFor(ids, empty, new BigInt64Array(ids.length).fill(1n)), ["logits"])),
	};
}

/** Which positions each text sees once it has one more. */
function stepMask({ lengths, slots }: TextsCache, layout: RowLayout): BigInt64Array {
	const width = layout === "own" ? Math.max(...lengths) + 1 : slots + 1;
	const mask = new BigInt64Array(lengths.length * width);
	lengths.forEach((length, row) => {
		const end = row * width + (layout === "own" ? length + 1 : width);
		mask.fill(1n, end - length - 1, end);
	});
	return mask;
}

function logitsOf({ logits }: Readonly<Record<string, Tensor>>): Tensor {
	if (!(logits?.data instanceof Float32Array)) throw new TypeError("the session gave no FP32 logits");
	return logits;
}
