import { columnsOf, type NdArray } from "../ndArray.js";

/** See {@link Kernels.softmax}. The row's largest number is taken off first. Cost: rows × columns exponentials. */
export function softmax(logits: NdArray): NdArray {
	const columns = columnsOf(logits);
	const shares = new Float64Array(logits.data.length);
	for (let start = 0; start < shares.length; start += columns) {
		let largest = Number.NEGATIVE_INFINITY;
		for (let i = start; i < start + columns; i++) largest = Math.max(largest, logits.data[i] as number);
		let sum = 0;
		for (let i = start; i < start + columns; i++) {
			const power = Math.exp((logits.data[i] as number) - largest);
			shares[i] = power;
			sum += power;
		}
		for (let i = start; i < start + columns; i++) shares[i] = (shares[i] as number) / sum;
	}
	return { data: shares, shape: logits.shape };
}
