import type { Tensor } from "../protocol/tensor.js";
import type { CandidateModel } from "../task/modelTask.js";
import type { Tokenizer } from "./tokenizer.js";

/** The inputs that encoders of texts have. */
export const encoderInputs: readonly string[] = ["input_ids", "attention_mask", "token_type_ids"];

/** What a run of an encoder is fed by. */
export interface EncoderFeeds {
	/** The model's inputs. */
	readonly inputs: readonly string[];
	/** Id that fills up shorter texts of a run; masked. */
	readonly padding: number;
}

/** Texts share a run where their lengths round up to the same multiple of this many tokens. */
const LENGTH_STEP = 16;

/** Equal for texts that share a run. */
export function lengthClass(tokens: readonly number[]): string {
	return String(Math.ceil(tokens.length / LENGTH_STEP));
}

/** Feeds of a run over texts of about one length, padded on the right and masked. */
export function encoderFeeds(
	texts: readonly (readonly number[])[],
	{ inputs, padding }: EncoderFeeds,
): Record<string, Tensor> {
	const length = Math.max(...texts.map((text) => text.length));
	const fill = (value: (text: readonly number[], place: number) => number): BigInt64Array =>
		BigInt64Array.from(
			texts.flatMap((text) => Array.from({ length }, (_, place) => value(text, place))),
			BigInt,
		);
	const values: Readonly<Record<string, () => BigInt64Array>> = {
		input_ids: () => fill((text, place) => text[place] ?? padding),
		attention_mask: () => fill((text, place) => (place < text.length ? 1 : 0)),
		token_type_ids: () => fill(() => 0),
	};
	const feeds: Record<string, Tensor> = {};
	for (const name of inputs) {
		const data = values[name]?.();
		if (data === undefined) throw new TypeError(`an encoder's input ${name} is not known`);
		feeds[name] = { name, datatype: "INT64", shape: [texts.length, length], data };
	}
	return feeds;
}

/**
 * Results of items in their order, those of one key by one run.
 *
 * @param run - gives a result for each item that it gets
 */
export async function inRuns<Item, Result>(
	items: readonly Item[],
	keyOf: (item: Item, index: number) => string,
	run: (items: readonly Item[]) => Promise<readonly Result[]>,
): Promise<Result[]> {
	const runs = new Map<string, number[]>();
	for (const [index, item] of items.entries()) {
		const key = keyOf(item, index);
		runs.set(key, [...(runs.get(key) ?? []), index]);
	}
	const results: Result[] = [];
	for (const members of runs.values()) {
		const found = await run(members.map((index) => items[index] as Item));
		for (const [i, index] of members.entries()) results[index] = found[i] as Result;
	}
	return results;
}

/** The id that fills up texts: the tokeniser's padding token, 0 where it has none. */
export function paddingOf(tokenizer: Tokenizer): number {
	const padding = tokenizer.config.pad_token;
	const text =
		typeof padding === "string" ? padding : (padding as { content?: unknown } | null | undefined)?.content;
	return typeof text === "string" ? (tokenizer.id(text) ?? 0) : 0;
}

/** Tokens that an encoder was made to read: the least of what its files say, and of `most`. */
export function maxTokensOf(model: CandidateModel, most: number): number {
	const limits = [
		model.json("sentence_bert_config.json").max_seq_length,
		model.json("tokenizer_config.json").model_max_length,
		model.json("config.json").max_position_embeddings,
	].filter((limit): limit is number => typeof limit === "number" && limit >= 8);
	return Math.floor(Math.min(most, ...limits));
}
