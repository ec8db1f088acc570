import { EXPONENT_LIMIT, type LiquidAlphaCurve } from "../kernels.js";
import { columnsOf, type NdArray, sameLength, sameShape } from "../ndArray.js";

/** See {@link Kernels.liquidAlpha}. Cost: V × M exponentials. */
export function liquidAlpha(
	weights: NdArray,
	bonds: NdArray,
	consensus: NdArray,
	curve: LiquidAlphaCurve,
): NdArray {
	const columns = columnsOf(weights);
	sameShape("liquidAlpha", weights, bonds);
	sameLength("liquidAlpha, consensus", columns, consensus);
	const shares = new Float64Array(weights.data.length);
	for (let start = 0; start < shares.length; start += columns)
		for (let j = 0; j < columns; j++) {
			const weight = weights.data[start + j] as number;
			const bond = bonds.data[start + j] as number;
			const distance = weight >= bond ? weight - (consensus.data[j] as number) : bond - weight;
			shares[start + j] = shareAt(between(distance, 0, 1), curve);
		}
	return { data: shares, shape: weights.shape };
}

function shareAt(distance: number, { low, high, steepness }: LiquidAlphaCurve): number {
	const exponent = between(-steepness * (distance - 0.5), -EXPONENT_LIMIT, EXPONENT_LIMIT);
	return between(low + (high - low) / (1 + Math.exp(exponent)), low, high);
}

function between(value: number, low: number, high: number): number {
	return Math.min(high, Math.max(low, value));
}
