import { type EncoderFeeds, encoderFeeds, inRuns, lengthClass } from "../../language/encoderRuns.js";
import { floatsOf } from "../../protocol/halfFloats.js";
import type { ModelSession } from "../../task/task.js";

/** How token states become one vector. */
export type Pooling = "mean" | "cls" | "last";

export interface EncoderSettings extends EncoderFeeds {
	readonly pooling: Pooling;
	/** The output with one state a token. */
	readonly states: string;
	/** Whether texts may share a run: not where the model's scales depend on all that is in it. */
	readonly batches: boolean;
}

/** One text, embedded. */
export interface Embedded {
	/** One state a token, row-major; part of the run's own memory. */
	readonly states: Float32Array;
	readonly vector: Float32Array;
}

/** Embeds texts given as token ids, in their order: each comes out as it does alone. */
export function embedTexts(
	session: ModelSession,
	texts: readonly (readonly number[])[],
	settings: EncoderSettings,
): Promise<Embedded[]> {
	const keyOf = (text: readonly number[], index: number) =>
		settings.batches ? lengthClass(text) : String(index);
	return inRuns(texts, keyOf, (rows) => runEncoder(session, rows, settings));
}

async function runEncoder(
	session: ModelSession,
	rows: readonly (readonly number[])[],
	settings: EncoderSettings,
): Promise<Embedded[]> {
	const output = (await session.run(encoderFeeds(rows, settings), [settings.states]))[settings.states];
	const data = floatsOf(output);
	if (data === undefined || output?.shape.length !== 3)
		throw new TypeError(`the session gave no FP32 or FP16 tensor ${settings.states} of three dimensions`);
	const [, length = 0, width = 0] = output.shape;
	return rows.map((row, i) => {
		const start = i * length * width;
		const states = data.subarray(start, start + row.length * width);
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
