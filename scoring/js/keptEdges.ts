import { type NdArray, sameShape } from "../ndArray.js";

/** See {@link Kernels.keptEdges}. Cost: V × M. */
export function keptEdges(listed: NdArray, before: NdArray, after: NdArray): NdArray {
	sameShape("keptEdges", listed, before, after);
	const kept = new Float64Array(listed.data.length);
	for (let i = 0; i < kept.length; i++) {
		const cut = (before.data[i] as number) > 0 && after.data[i] === 0;
		kept[i] = listed.data[i] !== 0 && !cut ? 1 : 0;
	}
	return { data: kept, shape: listed.shape };
}
