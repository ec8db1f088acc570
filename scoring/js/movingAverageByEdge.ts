import { type NdArray, sameShape } from "../ndArray.js";

/** See {@link Kernels.movingAverageByEdge}. Cost: V × M. */
export function movingAverageByEdge(
	next: NdArray,
	previous: NdArray,
	shares: NdArray,
	listed: NdArray,
): NdArray {
	sameShape("movingAverageByEdge", next, previous, shares, listed);
	const averaged = new Float64Array(next.data.length);
	for (let i = 0; i < averaged.length; i++) {
		if (listed.data[i] === 0) continue;
		const share = shares.data[i] as number;
		const value = share * (next.data[i] as number) + (1 - share) * (previous.data[i] as number);
		averaged[i] = Math.min(1, value);
	}
	return { data: averaged, shape: next.shape };
}
