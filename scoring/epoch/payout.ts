/** Proportions of an epoch's emission, by uid. */
export interface Payout {
	/** For work as a miner. */
	readonly server: Float64Array;
	/** For work as a validator. */
	readonly validator: Float64Array;
	/** For both. */
	readonly combined: Float64Array;
}

/**
 * Step 11: the emission in the proportion of incentive and dividends. Where nobody earned anything ("emergency
 * mode") it goes to validators by active stake, or by all stake if none of it is active.
 */
export function payout(
	incentive: Float64Array,
	dividends: Float64Array,
	activeStake: readonly number[],
	stake: readonly number[],
): Payout {
	const combined = incentive.map((share, uid) => share + (dividends[uid] ?? 0));
	const sum = combined.reduce((total, share) => total + share, 0);
	if (sum === 0) {
		const paid = Float64Array.from(activeStake.some((share) => share > 0) ? activeStake : stake);
		return { server: new Float64Array(paid.length), validator: paid, combined: paid };
	}
	return {
		server: incentive.map((share) => share / sum),
		validator: dividends.map((share) => share / sum),
		combined: combined.map((share) => share / sum),
	};
}
