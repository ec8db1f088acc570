import { type NdArray, vector } from "../ndArray.js";

/** See {@link Kernels.normalise}. */
export function normalise(values: NdArray): NdArray {
	return vector(normalised(values.data));
}

/**
 * The numbers divided by their sum; all zeros where it is 0. A sum beyond the range of a float is taken of
 * scaled numbers, so that huge values do not come out as 0.
 */
export function normalised(values: ArrayLike<number>): Float64Array {
	const shares = Float64Array.from(values);
	normaliseStretch(shares, 0, shares.length, 1);
	return shares;
}

/** Normalises in place the numbers at `from`, `from + step`, … below `to`. */
export function normaliseStretch(values: Float64Array, from: number, to: number, step: number): void {
	let sum = sumStretch(values, from, to, step);
	if (!Number.isFinite(sum)) {
		let largest = 0;
		for (let i = from; i < to; i += step) largest = Math.max(largest, Math.abs(values[i] as number));
		divideStretch(values, from, to, step, largest);
		sum = sumStretch(values, from, to, step);
	}
	divideStretch(values, from, to, step, sum);
}

function sumStretch(values: Float64Array, from: number, to: number, step: number): number {
	let sum = 0;
	for (let i = from; i < to; i += step) sum += values[i] as number;
	return sum;
}

function divideStretch(values: Float64Array, from: number, to: number, step: number, divisor: number): void {
	if (divisor === 0) return;
	for (let i = from; i < to; i += step) values[i] = (values[i] as number) / divisor;
}
