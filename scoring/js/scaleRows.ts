import { columnsOf, type NdArray, rowsOf, sameLength } from "../ndArray.js";

/** See {@link Kernels.scaleRows}. Cost: V × M. */
export function scaleRows(values: NdArray, factors: NdArray): NdArray {
	const columns = columnsOf(values);
	sameLength("scaleRows, factors", rowsOf(values), factors);
	const scaled = new Float64Array(values.data.length);
	for (let i = 0; i < factors.data.length; i++) {
		const factor = factors.data[i] as number;
		for (let place = i * columns; place < (i + 1) * columns; place++)
			scaled[place] = factor * (values.data[place] as number);
	}
	return { data: scaled, shape: values.shape };
}
