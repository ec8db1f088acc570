import { createHash } from "node:crypto";
import { type Tensor, tensorBytes } from "../protocol/tensor.js";
import type { AuditResult } from "../task/task.js";
import { describeDistance } from "../task/withheldRows.js";
import { logProbability, shortfall } from "./chooseToken.js";
import type { Generation } from "./generation.js";
import type { Generated } from "./generationRow.js";
import { type TopToken, topTokens } from "./topTokens.js";

export interface GenerationTolerance {
	/** Largest honest shortfall of a chosen token's score below the best one. */
	readonly shortfall: number;
	/** Largest honest difference of a token's log probability. */
	readonly logprob: number;
}

/** The tokens that a teacher-forced run reads: prompt and answer, but for the answer's last one. */
export function forcedInput(generation: Generation, generated: Generated): number[] {
	return [...generation.prompt, ...generated.tokens.slice(0, -1)];
}

/**
 * Judges a generation by the logits of one teacher-forced run over {@link forcedInput}: every token must be the one
 * that these logits choose, its log probability the one that they give, and likewise those of the likeliest tokens.
 * `measured` and `tolerance` are those of the check that came nearest to its limit, or went furthest past it.
 *
 * @param logits - FP32 [1, tokens read, vocabulary]
 */
export function judgeGeneration(
	generation: Generation,
	generated: Generated,
	logits: Tensor,
	tolerance: GenerationTolerance,
): AuditResult {
	const { data } = logits;
	const size = logits.shape.at(-1) ?? 0;
	if (!(data instanceof Float32Array)) throw new TypeError("the session gave no logits");
	let worstShortfall = 0;
	let worstLogprob = 0;
	generated.tokens.forEach((token, step) => {
		const start = (generation.prompt.length - 1 + step) * size;
		const row = data.subarray(start, start + size);
		const choice = { before: generated.tokens.slice(0, step), token, slack: tolerance.shortfall };
		worstShortfall = largest(worstShortfall, shortfall(row, generation, choice));
		const claimed = generated.logProbabilities[step] ?? Number.NaN;
		worstLogprob = largest(worstLogprob, Math.abs(logProbability(row, token) - claimed));
		const top = generated.top[step];
		if (top !== undefined) worstLogprob = largest(worstLogprob, distanceOfTop(row, top));
	});
	const tokensWorse = worstShortfall / tolerance.shortfall >= worstLogprob / tolerance.logprob;
	const [measured, allowed] = tokensWorse
		? [worstShortfall, tolerance.shortfall]
		: [worstLogprob, tolerance.logprob];
	return {
		measured,
		tolerance: allowed,
		verdict: measured <= allowed ? "pass" : "fail",
		reason: describeDistance(measured, allowed),
		evidence: { tensor: "logits", ownSha256: createHash("sha256").update(tensorBytes(logits)).digest("hex") },
	};
}

/** The verdict on an answer that cannot be compared. */
export function faultyGeneration(fault: string, { shortfall: tolerance }: GenerationTolerance): AuditResult {
	return {
		measured: Number.POSITIVE_INFINITY,
		tolerance,
		verdict: "fail",
		reason: fault,
		evidence: { ownSha256: createHash("sha256").digest("hex") },
	};
}

/** Rank by rank: how far a claimed log probability lies from the token's own, and from that of the rank's own token. */
function distanceOfTop(row: Float32Array, claimed: readonly TopToken[]): number {
	const own = topTokens(row, claimed.length);
	let worst = new Set(claimed.map(({ id }) => id)).size === claimed.length ? 0 : Number.NaN;
	claimed.forEach(({ id, logProbability: value }, rank) => {
		const known = id >= 0 && id < row.length ? logProbability(row, id) : Number.NaN;
		worst = largest(worst, Math.abs(value - known));
		worst = largest(worst, Math.abs(value - (own[rank]?.logProbability ?? Number.NaN)));
	});
	return worst;
}

/** The larger; Infinity where one is no number, so that nothing unmeasured passes. */
function largest(a: number, b: number): number {
	return Number.isNaN(a) || Number.isNaN(b) ? Number.POSITIVE_INFINITY : Math.max(a, b);
}
