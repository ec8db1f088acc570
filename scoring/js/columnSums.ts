import { columnsOf, type NdArray } from "../ndArray.js";

/** The sum of each column, read row by row: columns lie apart in memory. */
export function columnSums(values: NdArray): Float64Array {
	const columns = columnsOf(values);
	const sums = new Float64Array(columns);
	for (let start = 0; start < values.data.length; start += columns)
		for (let j = 0; j < columns; j++) sums[j] = (sums[j] as number) + (values.data[start + j] as number);
	return sums;
}
