import type { EpochInput } from "./epochInput.js";
import { toGrid } from "./proportions.js";

/** Whose stake counts in an epoch, and for how much. Vectors go by uid, shares lie on the chain's grid. */
export interface EpochStakes {
	/** Updated its weights within the activity cutoff. */
	readonly active: readonly boolean[];
	/** Share of the subnet's stake. */
	readonly stake: readonly number[];
	/** Permits that count in this epoch: those of the epoch before, and the owner's. */
	readonly permits: readonly boolean[];
	/** Permits for the next epoch. */
	readonly nextPermits: readonly boolean[];
	/** Shares of those who are active and permitted, scaled to the sum 1. */
	readonly activeStake: readonly number[];
}

/**
 * Steps 1 to 4: activity, stake shares, permits, active stake. Shares are rounded down to the chain's grid at each
 * step, as the chain does, for the consensus hangs on comparisons of their sums.
 */
export function epochStakes(input: EpochInput): EpochStakes {
	const { activityCutoff, maxAllowedValidators } = input.params;
	const active = input.lastUpdate.map((updated) => updated + activityCutoff >= input.block);
	const stake = shares(input.stakes.map(Number));
	const permits = withOwner(input.validatorPermit, input.ownerUid);
	const counted = stake.map((share, uid) => (active[uid] && permits[uid] ? share : 0));
	return {
		active,
		stake,
		permits,
		nextPermits: withOwner(topNonzero(stake, maxAllowedValidators), input.ownerUid),
		activeStake: shares(counted),
	};
}

/** Each number's share of the sum, rounded down to the grid; zeros where the sum is 0. */
export function shares(values: readonly number[]): number[] {
	const sum = values.reduce((total, value) => total + value, 0);
	return values.map((value) => (sum === 0 ? 0 : toGrid(value / sum)));
}

/** Marks the `k` largest values that are not 0. Among equal values the later place wins. */
function topNonzero(values: readonly number[], k: number): boolean[] {
	const marks = values.map(() => false);
	values
		.map((value, place) => ({ value, place }))
		.filter(({ value }) => value !== 0)
		.sort((a, b) => b.value - a.value || b.place - a.place)
		.slice(0, k)
		.forEach(({ place }) => {
			marks[place] = true;
		});
	return marks;
}

function withOwner(permits: readonly boolean[], ownerUid: number | undefined): boolean[] {
	return permits.map((permit, uid) => permit || uid === ownerUid);
}
