/** What a validator holds of one miner, by hotkey. */
export interface Standing {
	/** Moving average of the miner's round scores, 0 to 1. */
	readonly average: number;
	/** Audits it must still pass before it is paid. A newcomer starts with {@link NEWCOMER_PROBATION}. */
	readonly probation: number;
}

/** What one round showed of one miner. */
export interface RoundResult {
	/**
	 * Mean score of its answers, 0 to 1; an answer that did not come counts 0. Undefined where it gave right answers
	 * to researchers alone, whose truth nobody knows.
	 */
	readonly score: number | undefined;
	readonly auditsPassed: number;
	readonly auditsFailed: number;
}

/** A newcomer is paid after its first passed audit: nothing is known of it before. */
export const NEWCOMER_PROBATION = 1;

export const newcomer: Standing = { average: 0, probation: NEWCOMER_PROBATION };

export interface StandingRules {
	/** Weight of the newest round in the moving average, 0 to 1. */
	readonly alpha: number;
	/** Audits to pass in a row after a failed one. */
	readonly probationAudits: number;
}

/**
 * The standing after a round.
 *
 *     failed audit:            average = 0, probation = probationAudits
 *     else, under probation:   probation −= audits passed; the average starts again when it ends
 *     else:                    average += alpha · (score − average)
 *
 * A cheat that is caught once therefore earns nothing until it has passed `probationAudits` audits, each of which
 * it would have to answer honestly; that is the penalty of proof-of-sampling, paid in time.
 */
export function nextStanding(standing: Standing, result: RoundResult, rules: StandingRules): Standing {
	if (result.auditsFailed > 0) return { average: 0, probation: rules.probationAudits };
	const probation = Math.max(0, standing.probation - result.auditsPassed);
	if (probation > 0) return { average: 0, probation };
	if (result.score === undefined) return { average: standing.average, probation };
	const score = Math.min(1, Math.max(0, Number.isFinite(result.score) ? result.score : 0));
	return { average: standing.average + rules.alpha * (score - standing.average), probation };
}

/** What counts towards weights: nothing under probation. */
export function effectiveScore(standing: Standing): number {
	return standing.probation > 0 ? 0 : standing.average;
}
