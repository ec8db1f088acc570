import type { Kernels } from "../kernels.js";
import type { EpochParameters } from "./epochInput.js";
import { MILLION, WHOLE } from "./proportions.js";

/** What both rules of bonds start from. */
export interface BondingInputs<T> {
	/** Weights as counted, and as clipped; rows by validator, columns by miner. */
	readonly weights: T;
	readonly clipped: T;
	/** 1 where a weight is listed. */
	readonly listed: T;
	/** Bonds of the epoch before that still hold, as proportions. */
	readonly bonds: T;
	/** Shares of the validators. */
	readonly activeStake: T;
	readonly consensus: T;
	readonly incentive: T;
}

/** New bonds, 1 = the largest stored value, and each validator's share of the reward. */
export interface Bonding<T> {
	readonly bonds: T;
	readonly dividends: T;
}

/** Step 8: the weights that bonds follow, `weight + penalty · (clipped − weight)`. */
export function bondWeights<T>(
	k: Kernels<T>,
	{ weights, clipped }: BondingInputs<T>,
	{ bondsPenalty }: EpochParameters,
): T {
	if (bondsPenalty === 0) return weights;
	if (bondsPenalty === WHOLE) return clipped;
	return k.movingAverage(clipped, weights, bondsPenalty / WHOLE);
}

/** The share of the new value in a bond: 1 − bondsMovingAverage. Negative above a million, as on the chain. */
export function newShare({ bondsMovingAverage }: EpochParameters): number {
	return 1 - bondsMovingAverage / MILLION;
}
