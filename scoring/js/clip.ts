import { columnsOf, type NdArray, sameLength } from "../ndArray.js";

/** See {@link Kernels.clip}. Cost: V × M. */
export function clip(weights: NdArray, limits: NdArray): NdArray {
	const columns = columnsOf(weights);
	sameLength("clip, limits", columns, limits);
	const clipped = new Float64Array(weights.data.length);
	for (let start = 0; start < clipped.length; start += columns)
		for (let j = 0; j < columns; j++)
			clipped[start + j] = Math.min(weights.data[start + j] as number, limits.data[j] as number);
	return { data: clipped, shape: weights.shape };
}
