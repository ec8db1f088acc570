import { columnsOf, type NdArray, rowsOf, vector } from "../ndArray.js";

/** See {@link Kernels.rowSums}. Cost: V × M. */
export function rowSums(values: NdArray): NdArray {
	const columns = columnsOf(values);
	const sums = new Float64Array(rowsOf(values));
	for (let i = 0; i < sums.length; i++) {
		let sum = 0;
		for (let place = i * columns; place < (i + 1) * columns; place++) sum += values.data[place] as number;
		sums[i] = sum;
	}
	return vector(sums);
}
