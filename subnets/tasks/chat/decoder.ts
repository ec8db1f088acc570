import type { ModelTensor } from "../../manifest/manifest.js";
import type { Tensor } from "../../protocol/tensor.js";
import type { ModelSession } from "../../task/task.js";

/** The key-value cache of one text. */
export interface TextCache {
	/** Tokens in it. */
	readonly length: number;
	/** By the name of the model's input. */
	readonly tensors: Readonly<Record<string, Tensor>>;
}

/** A decoder of the hub's shape: ids and a key-value cache in, logits and the longer cache out. */
export interface Decoder {
	readonly empty: TextCache;
	/**
	 * Reads tokens behind those of a cache.
	 * @returns the logits of the last token, and the cache with all of them
	 */
	read(
		session: ModelSession,
		ids: readonly number[],
		cache: TextCache,
	): Promise<{ logits: Float32Array; cache: TextCache }>;
	/** The logits after every token of a text that is read at once: FP32 [1, tokens, vocabulary]. */
	readAll(session: ModelSession, ids: readonly number[]): Promise<Tensor>;
}

const PAST = "past_key_values.";

/**
 * A decoder by its inputs. Each text has a cache and runs of its own, unpadded: exports differ in what they make of
 * padding, and some answer wrongly.
 *
 * @param inputs - the manifest's: `input_ids`, `attention_mask`, perhaps `position_ids`, and `past_key_values.*`
 */
export function createDecoder(inputs: readonly ModelTensor[]): Decoder {
	const names = inputs.map(({ name }) => name);
	const caches = inputs.filter(({ name }) => name.startsWith(PAST));
	const presents = new Map(caches.map(({ name }) => [name.replace(PAST, "present."), name]));
	const empty: TextCache = {
		length: 0,
		tensors: Object.fromEntries(
			caches.map(({ name, datatype, shape: [, heads = 1, , width = 1] }) => [
				name,
				{ name, datatype, shape: [1, heads, 0, width], data: new Float32Array(0) },
			]),
		),
	};
	const feedsFor = (ids: readonly number[], { length, tensors }: TextCache): Record<string, Tensor> => {
		const row = (name: string, data: BigInt64Array): Tensor => ({
			name,
			datatype: "INT64",
			shape: [1, data.length],
			data,
		});
		const own: Record<string, Tensor> = {
			input_ids: row("input_ids", BigInt64Array.from(ids, BigInt)),
			attention_mask: row("attention_mask", new BigInt64Array(length + ids.length).fill(1n)),
			position_ids: row(
				"position_ids",
				BigInt64Array.from(ids, (_, i) => BigInt(length + i)),
			),
		};
		const feeds: Record<string, Tensor> = { ...tensors };
		for (const [name, tensor] of Object.entries(own)) if (names.includes(name)) feeds[name] = tensor;
		return feeds;
	};
	const logitsOf = ({ logits }: Readonly<Record<string, Tensor>>): Tensor => {
		if (!(logits?.data instanceof Float32Array)) throw new TypeError("the session gave no FP32 logits");
		return logits;
	};
	return {
		empty,
		async read(session, ids, cache) {
			const outputs = await session.run(feedsFor(ids, cache), ["logits", ...presents.keys()]);
			const { data, shape } = logitsOf(outputs);
			const tensors: Record<string, Tensor> = {};
			for (const [present, past] of presents) {
				const tensor = outputs[present];
				if (tensor === undefined) throw new TypeError(`the session gave no ${present}`);
				tensors[past] = { ...tensor, name: past };
			}
			return {
				logits: (data as Float32Array).slice(-(shape.at(-1) ?? 0)),
				cache: { length: cache.length + ids.length, tensors },
			};
		},
		readAll: async (session, ids) => logitsOf(await session.run(feedsFor(ids, empty), ["logits"])),
	};
}
