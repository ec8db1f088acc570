import { columnsOf, type NdArray } from "../ndArray.js";
import { columnSums } from "./columnSums.js";
import { divideColumns } from "./divideColumns.js";
import { normaliseStretch } from "./normalise.js";

/** See {@link Kernels.normaliseColumns}. Cost: V × M. */
export function normaliseColumns(values: NdArray): NdArray {
	const sums = columnSums(values);
	const shares = divideColumns(values, sums);
	sums.forEach((sum, j) => {
		if (Number.isFinite(sum)) return;
		for (let i = j; i < shares.length; i += columnsOf(values)) shares[i] = values.data[i] as number;
		normaliseStretch(shares, j, shares.length, columnsOf(values));
	});
	return { data: shares, shape: values.shape };
}
