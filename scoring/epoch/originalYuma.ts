import type { Kernels } from "../kernels.js";
import { type Bonding, type BondingInputs, bondWeights, newShare } from "./bonding.js";
import type { EpochParameters } from "./epochInput.js";

/**
 * Step 10a. Bonds move towards each validator's share of the stake-weighted weights on a miner; a validator's
 * dividends are its bonds times the miners' incentive.
 *
 *     Δ = columns(A ∘ WB),  B' = columns(share · Δ + (1 − share) · columns(B)),  D = norm(B' I)
 */
export function originalYuma<T>(
	k: Kernels<T>,
	inputs: BondingInputs<T>,
	parameters: EpochParameters,
): Bonding<T> {
	const followed = bondWeights(k, inputs, parameters);
	const bought = k.normaliseColumns(k.scaleRows(followed, inputs.activeStake));
	const held = k.normaliseColumns(inputs.bonds);
	const bonds = k.normaliseColumns(k.movingAverage(bought, held, newShare(parameters)));
	return {
		bonds: k.scaleColumnsToMaximum(bonds),
		dividends: k.normalise(k.rowProducts(bonds, inputs.incentive)),
	};
}
