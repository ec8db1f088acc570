import { letGo } from "../../generation/letGo.js";
import type { ModelTensor } from "../../manifest/manifest.js";
import { floatsOf } from "../../protocol/halfFloats.js";
import type { Tensor } from "../../protocol/tensor.js";
import type { ModelSession } from "../../task/task.js";
import {
	type CacheData,
	type CacheShape,
	type CacheShapes,
	emptyCache,
	isCacheData,
	type RowLayout,
	type TextsCache,
} from "./textsCache.js";

/** What a run over several texts gave. */
export interface TextsRead {
	readonly logits: readonly Float32Array[];
	readonly all: Float32Array | Uint16Array;
	readonly cache: TextsCache;
}

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
	 * Reads texts from their beginning, all in one run.
	 * @returns the logits of the last token of each; all logits, whose memory theirs is; and the cache with all of them
	 */
	begin(session: ModelSession, texts: readonly (readonly number[])[], layout: RowLayout): Promise<TextsRead>;
	/**
	 * Reads a token of each text behind those of the cache.
	 * @returns the logits of each; all of them, whose memory theirs is; and the cache with all of them
	 */
	step(
		session: ModelSession,
		ids: readonly number[],
		cache: TextsCache,
		layout: RowLayout,
	): Promise<TextsRead>;
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
			.map(({ name, datatype, shape: [, heads = 1, , width = 1] }) => [
				name,
				{ datatype: datatype === "FP16" ? datatype : "FP32", heads, width },
			]),
	);
	const presents = new Map(Array.from(shapes.keys(), (past) => [past.replace(PAST, "present."), past]));
	const wanted = ["logits", ...presents.keys()];
	const empty = emptyCache(shapes);

	/** Feeds of as many new tokens for each text of the cache; `mask` says which positions each text sees. */
	const feedsFor = ({ ids, positions, mask, cache }: Reading): Record<string, Tensor> => {
		const rows = cache.lengths.length;
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
			int64("position_ids", BigInt64Array.from(positions, BigInt)),
		])
			if (names.has(tensor.name)) feeds[tensor.name] = tensor;
		for (const [name, { datatype, heads, width }] of shapes) {
			const data = cache.tensors.get(name) as CacheData;
			feeds[name] = { name, datatype, shape: [rows, heads, cache.slots, width], data };
		}
		return feeds;
	};

	/** @param lengths - of each text after the run */
	const run = async (session: ModelSession, reading: Reading, lengths: readonly number[]) => {
		const outputs = await session.run(feedsFor(reading), wanted);
		const tensors = new Map<string, CacheData>();
		let { slots } = reading.cache;
		for (const [present, past] of presents) {
			const { data, shape } = outputs[present] ?? {};
			const wants = shapes.get(past) as CacheShape;
			if (!isCacheData(data, wants)) throw new TypeError(`the session gave no ${wants.datatype} ${present}`);
			tensors.set(past, data);
			slots = shape?.[2] ?? slots;
		}
		return { logits: logitsOf(outputs), cache: { lengths, slots, tensors } };
	};

	/** Reads one text on. */
	const further = (ids: readonly number[], cache: TextsCache): Reading => {
		const length = cache.lengths[0] ?? 0;
		const mask = new BigInt64Array(length + ids.length).fill(1n);
		return { ids, positions: ids.map((_, i) => length + i), mask, cache };
	};

	/** One row of logits, in single precision. */
	const rowOf = (logits: Logits, row: number): Float32Array =>
		floatsOf({ ...logits, data: logits.data.subarray(row * size, (row + 1) * size) }) as Float32Array;

	return {
		size,
		shapes,
		empty,
		async read(session, ids, cache) {
			const lengths = [(cache.lengths[0] ?? 0) + ids.length];
			const { logits, cache: longer } = await run(session, further(ids, cache), lengths);
			// A copy: the logits of a whole prompt are let go.
			const last = rowOf(logits, logits.data.length / size - 1).slice();
			letGo(logits.data);
			return { logits: last, cache: longer };
		},
		async begin(session, texts, layout) {
			const width = Math.max(...texts.map(({ length }) => length));
			const lengths = texts.map(({ length }) => length);
			const begun = { ids: [] as number[], positions: [] as number[] };
			const mask = new BigInt64Array(texts.length * width);
			texts.forEach((text, row) => {
				const padding: number[] = new Array(width - text.length).fill(0);
				const places = text.map((_, place) => place);
				const pad = (own: readonly number[]) =>
					layout === "own" ? [...own, ...padding] : [...padding, ...own];
				begun.ids.push(...pad(text));
				begun.positions.push(...pad(places));
				const start = row * width + (layout === "own" ? 0 : padding.length);
				mask.fill(1n, start, start + text.length);
			});
			const cache = { ...empty, lengths: lengths.map(() => 0) };
			const read = await run(session, { ...begun, mask, cache }, lengths);
			const logits = texts.map((text, row) => {
				const end = row * width + (layout === "own" ? text.length : width);
				return rowOf(read.logits, end - 1);
			});
			return { logits, all: read.logits.data, cache: read.cache };
		},
		async step(session, ids, cache, layout) {
			const mask = stepMask(cache, layout);
			const lengths = cache.lengths.map((length) => length + 1);
			const read = await run(session, { ids, positions: cache.lengths, mask, cache }, lengths);
			const logits = ids.map((_, row) => rowOf(read.logits, row));
			return { logits, all: read.logits.data, cache: read.cache };
		},
		async readAll(session, ids) {
			const logits = logitsOf(await session.run(feedsFor(further(ids, empty)), ["logits"]));
			return { ...logits, datatype: "FP32", data: floatsOf(logits) as Float32Array };
		},
	};
}

/** New tokens of every text of a cache, as many of each. */
interface Reading {
	readonly ids: readonly number[];
	/** Where each token stands in its text. */
	readonly positions: readonly number[];
	/** Which positions each text sees: [texts, slots and new ones]. */
	readonly mask: BigInt64Array;
	readonly cache: TextsCache;
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

interface Logits extends Tensor {
	readonly data: Float32Array | Uint16Array;
}

function logitsOf({ logits }: Readonly<Record<string, Tensor>>): Logits {
	const { datatype, data } = logits ?? {};
	const isWhole = datatype === "FP16" ? data instanceof Uint16Array : data instanceof Float32Array;
	if (!isWhole) throw new TypeError("the session gave no FP32 or FP16 logits");
	return logits as Logits;
}
