import { columnsOf, type NdArray, rowsOf, sameLength, vector } from "../ndArray.js";

/** See {@link Kernels.rowProducts}. Cost: V × M. */
export function rowProducts(values: NdArray, factors: NdArray): NdArray {
	const columns = columnsOf(values);
	sameLength("rowProducts, factors", columns, factors);
	const sums = new Float64Array(rowsOf(values));
	for (let i = 0; i < sums.length; i++) {
		let sum = 0;
		for (let j = 0; j < columns; j++)
			sum += (values.data[i * columns + j] as number) * (factors.data[j] as number);
		sums[i] = sum;
	}
	return vector(sums);
}
