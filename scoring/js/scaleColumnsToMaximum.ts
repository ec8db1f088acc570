import { columnsOf, type NdArray } from "../ndArray.js";
import { divideColumns } from "./divideColumns.js";

/** See {@link Kernels.scaleColumnsToMaximum}. Cost: V × M. */
export function scaleColumnsToMaximum(values: NdArray): NdArray {
	const columns = columnsOf(values);
	const maxima = new Float64Array(columns);
	for (let start = 0; start < values.data.length; start += columns)
		for (let j = 0; j < columns; j++)
			maxima[j] = Math.max(maxima[j] as number, values.data[start + j] as number);
	return { data: divideColumns(values, maxima), shape: values.shape };
}
