import { type DrawSeed, fractionOf } from "../state/secret.js";

/** A miner as the choice sees it. */
export interface Candidate {
	readonly hotkey: string;
	/** The round it was last asked in; undefined where never. */
	readonly lastAskedRound: number | undefined;
}

export interface ChooseOptions {
	readonly netuid: number;
	readonly round: number;
	/** How many to choose; all, where there are no more than that. */
	readonly sampleSize: number;
}

/**
 * Which miners a round asks.
 *
 * Miners who have waited for more than two turns (`2 · ceil(n / sampleSize)` rounds) come first, the longest wait
 * before the others, so that nobody is passed over for long; newcomers count as having waited. The other places
 * go by the validator's secret draw, equally likely for all. Same inputs, same choice: a restarted round asks the
 * same miners.
 */
export function chooseMiners(
	candidates: readonly Candidate[],
	options: ChooseOptions,
	draw: DrawSeed,
): Candidate[] {
	const { netuid, round, sampleSize } = options;
	const patience = 2 * Math.ceil(candidates.length / Math.max(1, sampleSize));
	const drawn = candidates.map((candidate) => {
		const waited =
			candidate.lastAskedRound === undefined ? Number.POSITIVE_INFINITY : round - candidate.lastAskedRound;
		return {
			candidate,
			overdue: waited > patience ? waited : 0,
			lot: fractionOf(draw("choose", netuid, round, candidate.hotkey)),
		};
	});
	drawn.sort((a, b) => (a.overdue === b.overdue ? a.lot - b.lot : b.overdue > a.overdue ? 1 : -1));
	return drawn.slice(0, sampleSize).map(({ candidate }) => candidate);
}
