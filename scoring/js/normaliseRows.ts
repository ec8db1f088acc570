import { columnsOf, type NdArray } from "../ndArray.js";
import { normaliseStretch } from "./normalise.js";

/** See {@link Kernels.normaliseRows}. Cost: V × M. */
export function normaliseRows(values: NdArray): NdArray {
	const columns = columnsOf(values);
	const shares = Float64Array.from(values.data);
	for (let start = 0; start < shares.length; start += columns)
		normaliseStretch(shares, start, start + columns, 1);
	return { data: shares, shape: values.shape };
}
