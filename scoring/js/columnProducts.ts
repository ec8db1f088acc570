import { columnsOf, type NdArray, rowsOf, sameLength, vector } from "../ndArray.js";

/** See {@link Kernels.columnProducts}. Cost: V × M, rows with the factor 0 skipped. */
export function columnProducts(values: NdArray, factors: NdArray): NdArray {
	const columns = columnsOf(values);
	sameLength("columnProducts, factors", rowsOf(values), factors);
	const sums = new Float64Array(columns);
	for (let i = 0; i < factors.data.length; i++) {
		const factor = factors.data[i] as number;
		if (factor === 0) continue;
		const start = i * columns;
		for (let j = 0; j < columns; j++)
			sums[j] = (sums[j] as number) + factor * (values.data[start + j] as number);
	}
	return vector(sums);
}
