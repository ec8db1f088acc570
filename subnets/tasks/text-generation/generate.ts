import type { Tensor } from "../../protocol/tensor.js";
import type { ModelSession } from "../../task/task.js";
import { chooseToken, logProbability } from "./chooseToken.js";
import type { Generation } from "./generationRequest.js";
import type { Vocabulary } from "./vocabulary.js";

export interface Generated {
	/** Chosen tokens, those of a stop text included. */
	readonly tokens: readonly number[];
	/** Log probability of each token at temperature 1, from the model's own logits. */
	readonly logProbabilities: readonly number[];
	/** The continuation, without the stop text. */
	readonly text: string;
	readonly finishReason: "length" | "stop";
}

export interface GenerateOptions {
	readonly signal?: AbortSignal;
	/** Gets text as soon as no stop text can swallow it any more. Of a batch, only of its first row. */
	readonly onToken?: (text: string) => void;
}

/**
 * Continues one or more prompts with the key-value cache. Rows of unequal length are padded on the left and
 * masked; a row that has ended goes along unread until all have.
 *
 * Cost: one run over the longest prompt, then one run a token over the whole batch.
 */
export async function generate(
	session: ModelSession,
	generations: readonly Generation[],
	vocabulary: Vocabulary,
	options: GenerateOptions = {},
): Promise<Generated[]> {
	const batch = generations.length;
	const longest = Math.max(...generations.map(({ prompt }) => prompt.length));
	const rows = generations.map((generation, i) =>
		createRow(generation, vocabulary, i === 0 ? options.onToken : undefined),
	);
	const lengths = generations.map(({ prompt }) => longest - prompt.length);
	let ids = generations.flatMap(({ prompt }, i) => [
		...new Array<number>(lengths[i] ?? 0).fill(0),
		...prompt,
	]);
	let past = emptyPast(vocabulary, batch);
	for (let step = 0, slots = longest; ; step++, slots++) {
		options.signal?.throwIfAborted();
		const width = ids.length / batch;
		const outputs = await session.run(
			{
				input_ids: int64("input_ids", [batch, width], ids),
				attention_mask: int64("attention_mask", [batch, slots], maskFor(lengths, slots)),
				position_ids: int64("position_ids", [batch, width], positionsFor(lengths, slots, width, vocabulary)),
				past,
			},
			["logits", "present"],
		);
		const { logits, present } = outputs;
		if (!(logits?.data instanceof Float32Array) || present === undefined)
			throw new TypeError("the session gave no logits or no present");
		ids = rows.map((row, i) => {
			const end = (i + 1) * width * vocabulary.size;
			return row.take((logits.data as Float32Array).subarray(end - vocabulary.size, end), step);
		});
		if (rows.every((row) => row.isDone())) return rows.map((row) => row.result());
		past = { ...present, name: "past" };
	}
}

/** The cache before anything was read. */
export function emptyPast(vocabulary: Vocabulary, batch: number): Tensor {
	const { layers, heads, headWidth } = vocabulary;
	return {
		name: "past",
		datatype: "FP32",
		shape: [layers, 2, batch, heads, 0, headWidth],
		data: new Float32Array(0),
	};
}

export function int64(name: string, shape: readonly number[], values: readonly number[]): Tensor {
	return { name, datatype: "INT64", shape, data: BigInt64Array.from(values, BigInt) };
}

function maskFor(lengths: readonly number[], slots: number): number[] {
	return lengths.flatMap((padding) => Array.from({ length: slots }, (_, slot) => (slot < padding ? 0 : 1)));
}

/** A row that has ended runs past the context while others go on; its last position is repeated then. */
function positionsFor(
	lengths: readonly number[],
	slots: number,
	width: number,
	vocabulary: Vocabulary,
): number[] {
	return lengths.flatMap((padding) =>
		Array.from({ length: width }, (_, i) =>
			Math.min(Math.max(slots - width + i - padding, 0), vocabulary.context - 1),
		),
	);
}

function createRow(generation: Generation, vocabulary: Vocabulary, onToken: GenerateOptions["onToken"]) {
	const { maxTokens, stop } = generation;
	const tokens: number[] = [];
	const logProbabilities: number[] = [];
	let text = "";
	let told = 0;
	let ending: Generated["finishReason"] | undefined;
	const longestStop = Math.max(0, ...stop.map((s) => s.length));
	const tell = (upTo: number): void => {
		if (onToken === undefined || upTo <= told) return;
		onToken(text.slice(told, upTo));
		told = upTo;
	};
	return {
		isDone: () => ending !== undefined,
		/** Takes the logits of the row's next position and gives the id to feed. */
		take(logits: Float32Array, step: number): number {
			if (ending !== undefined) return 0;
			const token = chooseToken(logits, generation, step);
			tokens.push(token);
			logProbabilities.push(logProbability(logits, token));
			text += vocabulary.decode([token]);
			const stopAt = findStop(text, stop);
			if (stopAt !== undefined) {
				text = text.slice(0, stopAt);
				ending = "stop";
			} else if (tokens.length === maxTokens) ending = "length";
			tell(ending === undefined ? text.length - Math.max(longestStop - 1, 0) : text.length);
			return token;
		},
		result: (): Generated => ({ tokens, logProbabilities, text, finishReason: ending ?? "length" }),
	};
}

/** Where the first stop text begins, or undefined. */
export function findStop(text: string, stop: readonly string[]): number | undefined {
	const places = stop.map((s) => text.indexOf(s)).filter((place) => place >= 0);
	return places.length === 0 ? undefined : Math.min(...places);
}
