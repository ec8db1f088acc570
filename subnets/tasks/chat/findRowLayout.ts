import { logProbability } from "../../generation/chooseToken.js";
import type { GenerationTolerance } from "../../generation/judgeGeneration.js";
import type { ModelSession } from "../../task/task.js";
import type { Decoder } from "./decoder.js";
import { packTexts, type RowLayout, type TextsCache } from "./textsCache.js";

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
 * Finds by trial how texts may share the runs of a loaded model: two short ones of unequal length make steps alone and
 * together, and the layout is taken whose logits agree. A layout that the model does not have shows by logits that are off by whole
 * numbers; a model that agrees in none, such as one that scales its activations by all rows of a run, shares no runs.
 *
 * Never rejects: a model that fails here will say so where it is asked.
 *
 * Cost: two short prompts, four steps alone and two shared ones for each layout tried.
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
			let cache = packTexts(
				alone.map((text) => ({ cache: text.begun, index: 0 })),
				layout,
				decoder.shapes,
			);
			let worst = 0;
			for (let step = 0; step < STEPS; step++) {
				const ids = LENGTHS.map((length, text) => tokenAt(text, length + step, decoder.size));
				const read = await decoder.step(session, ids, cache, layout);
				cache = read.cache;
				for (const [text, logits] of read.logits.entries())
					worst = Math.max(worst, shareOfTolerance(alone[text]?.logits[step], logits, tolerance));
			}
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

async function runAlone(
	session: ModelSession,
	decoder: Decoder,
	text: number,
): Promise<{ begun: TextsCache; logits: Float32Array[] }> {
	const length = LENGTHS[text] as number;
	const prompt = Array.from({ length }, (_, place) => tokenAt(text, place, decoder.size));
	const begun = (await decoder.read(session, prompt, decoder.empty)).cache;
	const logits: Float32Array[] = [];
	let cache = begun;
	for (let step = 0; step < STEPS; step++) {
		const read = await decoder.read(session, [tokenAt(text, length + step, decoder.size)], cache);
		cache = read.cache;
		logits.push(read.logits);
	}
	return { begun, logits };
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
