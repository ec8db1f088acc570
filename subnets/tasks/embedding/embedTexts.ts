import type { Tensor } from "../../protocol/tensor.js";
import type { ModelSession } from "../../task/task.js";

/** How token states become one vector. */
export type Pooling = "mean" | "cls" | "last";

export interface EncoderSettings {
	readonly pooling: Pooling;
	/** The model's inputs that a run feeds. */
	readonly inputs: readonly string[];
	/** The output with one state a token. */
	readonly states: string;
	/** Id that fills up shorter texts of a batch; masked. */
	readonly padding: number;
	/** Whether texts may share a run: not where the model's scales depend on all that is in it. */
	readonly batches: boolean;
}

/** One text, embedded. */
export interface Embedded {
	/** One state a token, row-major. */
	readonly states: Float32Array;
	readonly vector: Float32Array;
}

/** Texts share a run where their lengths round up to the same multiple of this many tokens. */
const LENGTH_STEP = 16;

/** Equal for texts that share a run. */
export function lengthClass(tokens: number): number {
	return Math.ceil(tokens / LENGTH_STEP);
}

/**
 * Embeds texts given as token ids, in their order: texts of about one length in one run, padded on the right and
 * masked, so that each comes out as it does alone.
 */
export async function embedTexts(
	session: ModelSession,
	texts: readonly (readonly number[])[],
	settings: EncoderSettings,
): Promise<Embedded[]> {
	const runs = new Map<number, number[]>();
	for (const [index, ids] of texts.entries()) {
		const key = settings.batches ? lengthClass(ids.length) : -index;
		runs.set(key, [...(runs.get(key) ?? []), index]);
	}
	const embedded: Embedded[] = [];
	for (const members of runs.values()) {
		const rows = members.map((index) => texts[index] as readonly number[]);
		const states = await runEncoder(session, rows, settings);
		for (const [i, index] of members.entries()) embedded[index] = states[i] as Embedded;
	}
	return embedded;
}

async function runEncoder(
	session: ModelSession,
	rows: readonly (readonly number[])[],
	settings: EncoderSettings,
): Promise<Embedded[]> {
	const length = Math.max(...rows.map((row) => row.length));
	const fill = (value: (row: readonly number[], place: number) => number): BigInt64Array =>
		BigInt64Array.from(
			rows.flatMap((row) => Array.from({ length }, (_, place) => value(row, place))),
			BigInt,
		);
	const values: Readonly<Record<string, BigInt64Array>> = {
		input_ids: fill((row, place) => row[place] ?? settings.padding),
		attention_mask: fill((row, place) => (place < row.length ? 1 : 0)),
		token_type_ids: fill(() => 0),
	};
	const feeds: Record<string, Tensor> = {};
	for (const name of settings.inputs)
		feeds[name] = {
			name,
			datatype: "INT64",
			shape: [rows.length, length],
			data: values[name] as BigInt64Array,
		};
	const output = (await session.run(feeds, [settings.states]))[settings.states];
	if (!(output?.data instanceof Float32Array) || output.shape.length !== 3)
		throw new TypeError(`the session gave no FP32 tensor ${settings.states} of three dimensions`);
	const { data } = output;
	const width = output.shape[2] ?? 0;
	return rows.map((row, i) => {
		const start = i * length * width;
		const states = data.slice(start, start + row.length * width);
		return { states, vector: pool(states, width, settings.pooling) };
	});
}

/** One vector of length 1 of a text's token states. */
export function pool(states: Float32Array, width: number, pooling: Pooling): Float32Array {
	const tokens = states.length / width;
	const vector = new Float64Array(width);
	const add = (token: number): void => {
		for (let i = 0; i < width; i++) vector[i] = (vector[i] ?? 0) + (states[token * width + i] ?? 0);
	};
	if (pooling === "cls") add(0);
	else if (pooling === "last") add(tokens - 1);
	else for (let token = 0; token < tokens; token++) add(token);
	// The mean's divisor falls out: only the direction is kept.
	const length = Math.hypot(...vector);
	return Float32Array.from(vector, (value) => value / length);
}
