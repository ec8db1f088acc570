import { logProbability } from "../../generation/chooseToken.js";
import type { GenerationTolerance } from "../../generation/judgeGeneration.js";
import type { ModelSession } from "../../task/task.js";
import type { Decoder } from "./decoder.js";
import type { RowLayout } from "./textsCache.js";

/** Tokens of the two texts that are compared: unequal, so that each layout pads one of them. */
const LENGTHS = [3, 5];
const STEPS = 2;
const LAYOUTS: readonly RowLayout[] = ["end", "own"];

/** How texts of unequal length may share a run of a model, or why they may not. */
export type FoundLayout =
	| { readonly layout: RowLayout }
	| {
			readonly layout: undefined;
			/** In words, such as "rows that share a run differ from rows alone by 3.1e+0". */
			readonly reason: string;
	  };

/**
 * Finds by trial how texts may share the runs of a loaded model: two short ones of unequal length are read and make steps alone
 * and together, and the layout is taken whose logits agree. A layout that the model does not have shows by logits that are off by whole
 * numbers; a model that agrees in none, such as one that scales its activations by all rows of a run, shares no runs.
 *
 * Never rejects: a model that fails here will say so where it is asked.
 *
 * Cost: two short prompts and four steps alone; a prompt and two steps together for each layout tried.
 *
 * @param tolerance - what an audit allows; rows may differ by half of it
 */
export async function findRowLayout(
	session: ModelSession,
	decoder: Decoder,
	tolerance: GenerationTolerance,
): Promise<FoundLayout> {
	const alone: Awaited<ReturnType<typeof runAlone>>[] = [];
	let least = Number.POSITIVE_INFINITY;
	let failure: unknown;
	for (const layout of LAYOUTS) {
		try {
			for (let text = alone.length; text < LENGTHS.length; text++)
				alone.push(await runAlone(session, decoder, text));
			let worst = 0;
			for (const [step, texts] of (await runTogether(session, decoder, layout)).entries())
				for (const [text, logits] of texts.entries())
					worst = Math.max(worst, shareOfTolerance(alone[text]?.[step], logits, tolerance));
			if (worst <= 0.5) return { layout };
			least = Math.min(least, worst);
		} catch (error) {
			failure = error;
		}
	}
	const reason =
		least === Number.POSITIVE_INFINITY
			? `two texts in one run fail: ${failure instanceof Error ? failure.message : String(failure)}`
			: `texts that share a run differ from texts alone by ${least.toPrecision(2)} times what an audit allows`;
	return { layout: undefined, reason };
}

/** The logits after the prompt, and after each step. */
async function runAlone(session: ModelSession, decoder: Decoder, text: number): Promise<Float32Array[]> {
	const length = LENGTHS[text] as number;
	let read = await decoder.read(session, promptOf(text, length, decoder.size), decoder.empty);
	const logits = [read.logits];
	for (let step = 0; step < STEPS; step++) {
		read = await decoder.read(session, [tokenAt(text, length + step, decoder.size)], read.cache);
		logits.push(read.logits);
	}
	return logits;
}

/** The same of both texts in shared runs: first by step, then by text. */
async function runTogether(
	session: ModelSession,
	decoder: Decoder,
	layout: RowLayout,
): Promise<(readonly Float32Array[])[]> {
	const prompts = LENGTHS.map((length, text) => promptOf(text, length, decoder.size));
	let read = await decoder.begin(session, prompts, layout);
	const logits: (readonly Float32Array[])[] = [read.logits];
	for (let step = 0; step < STEPS; step++) {
		const ids = LENGTHS.map((length, text) => tokenAt(text, length + step, decoder.size));
		read = await decoder.step(session, ids, read.cache, layout);
		logits.push(read.logits);
	}
	return logits;
}

function promptOf(text: number, length: number, size: number): number[] {
	return Array.from({ length }, (_, place) => tokenAt(text, place, size));
}

/** Tokens from all over the vocabulary, no two texts alike. */
function tokenAt(text: number, place: number, size: number): number {
	return (7919 * (text + 1) + 104_729 * place) % size;
}

/** The largest difference of logits or log probabilities, as a share of what an audit allows. */
function shareOfTolerance(
	own: Float32Array | undefined,
	shared: Float32Array,
	{ shortfall, logprob }: GenerationTolerance,
): number {
	if (own === undefined) return Number.POSITIVE_INFINITY;
	// Both are a logit less one number of the row.
	const shift = (logits: Float32Array): number => (logits[0] as number) - logProbability(logits, 0);
	const offset = shift(shared) - shift(own);
	let worst = 0;
	for (let token = 0; token < own.length; token++) {
		const off = (shared[token] as number) - (own[token] as number);
		worst = Math.max(worst, Math.abs(off) / shortfall, Math.abs(off - offset) / logprob);
	}
	return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}
