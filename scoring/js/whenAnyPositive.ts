import { type NdArray, sameShape } from "../ndArray.js";

/** See {@link Kernels.whenAnyPositive}. */
export function whenAnyPositive(test: NdArray, then: NdArray, otherwise: NdArray): NdArray {
	sameShape("whenAnyPositive", then, otherwise);
	return test.data.some((value) => value > 0) ? then : otherwise;
}
