import { columnsOf, type NdArray } from "../ndArray.js";

/** Each column divided by its divisor; a column with the divisor 0 stays as it is. */
export function divideColumns(values: NdArray, divisors: Float64Array): Float64Array {
	const columns = columnsOf(values);
	const quotients = new Float64Array(values.data.length);
	for (let start = 0; start < quotients.length; start += columns)
		for (let j = 0; j < columns; j++) {
			const divisor = divisors[j] as number;
			const value = values.data[start + j] as number;
			quotients[start + j] = divisor === 0 ? value : value / divisor;
		}
	return quotients;
}
