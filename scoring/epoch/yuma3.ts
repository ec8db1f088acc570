import type { Kernels } from "../kernels.js";
import { type Bonding, type BondingInputs, bondWeights, newShare } from "./bonding.js";
import type { EpochParameters } from "./epochInput.js";
import { WHOLE } from "./proportions.js";

/** The chain stores the steepness of the sigmoid in hundredths. */
const STEEPNESS_UNIT = 100;

/**
 * Step 10b. Each bond follows its own weight, whatever others do; a validator's dividends are its active stake
 * times its shares of the bonds on each miner times the miners' incentive.
 *
 *     B' = share · WB + (1 − share) · B,  D = norm(A ∘ (columns(B') I))
 *
 * Under liquid alpha, where any consensus is above 0, each bond has a share of its own.
 */
export function yuma3<T>(k: Kernels<T>, inputs: BondingInputs<T>, parameters: EpochParameters): Bonding<T> {
	const followed = bondWeights(k, inputs, parameters);
	const even = k.movingAverage(followed, inputs.bonds, newShare(parameters));
	const bonds = parameters.liquidAlpha
		? k.whenAnyPositive(inputs.consensus, liquidBonds(k, inputs, followed, parameters), even)
		: even;
	const earned = k.rowProducts(k.normaliseColumns(bonds), inputs.incentive);
	return { bonds, dividends: k.normalise(k.scaleRows(earned, inputs.activeStake)) };
}

function liquidBonds<T>(
	k: Kernels<T>,
	{ weights, bonds, consensus, listed }: BondingInputs<T>,
	followed: T,
	parameters: EpochParameters,
): T {
	const shares = k.liquidAlpha(followed, bonds, consensus, {
		low: parameters.alphaLow / WHOLE,
		high: parameters.alphaHigh / WHOLE,
		steepness: parameters.alphaSigmoidSteepness / STEEPNESS_UNIT,
	});
	return k.movingAverageByEdge(followed, bonds, shares, carried(k, listed, weights, followed, parameters));
}

/**
 * The edges whose bonds live on: those that the chain's sparse rows still list. A blend of weights and clipped
 * weights lists what is above 0; the weights or the clipped weights as they are also list explicit zeros, but not
 * what clipping took to 0.
 */
function carried<T>(k: Kernels<T>, listed: T, weights: T, followed: T, { bondsPenalty }: EpochParameters): T {
	const blended = bondsPenalty > 0 && bondsPenalty < WHOLE;
	return k.keptEdges(blended ? followed : listed, weights, followed);
}
