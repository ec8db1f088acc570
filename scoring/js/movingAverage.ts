import { type NdArray, sameShape } from "../ndArray.js";

/** See {@link Kernels.movingAverage}. A share of 0 or 1 gives the one or the other to the last bit. */
export function movingAverage(next: NdArray, previous: NdArray, share: number): NdArray {
	sameShape("movingAverage", next, previous);
	const averaged = new Float64Array(next.data.length);
	for (let i = 0; i < averaged.length; i++)
		averaged[i] = Math.max(0, share * (next.data[i] as number) + (1 - share) * (previous.data[i] as number));
	return { data: averaged, shape: next.shape };
}
