import { ShapeMismatchError } from "./errors.js";

/** The storage that kernels take. What they give back is a Float64Array. */
export type Floats = Float64Array | Float32Array;

/** What has a shape: an array, or a tensor. */
export interface Shaped {
	readonly shape: readonly number[];
}

/** Numbers in rows: `[columns]` is a vector, `[rows, columns]` a matrix whose rows lie one after the other. */
export interface NdArray extends Shaped {
	readonly data: Floats;
}

/** A vector over the given numbers. A Float64Array or Float32Array is used as it is, not copied. */
export function vector(values: Floats | readonly number[]): NdArray {
	return { data: toFloats(values), shape: [values.length] };
}

/**
 * A matrix over the given numbers, row by row; a typed array is used as it is, not copied.
 *
 * @throws {ShapeMismatchError} where there are not `rows` × `columns` of them
 */
export function matrix(values: Floats | readonly number[], rows: number, columns: number): NdArray {
	if (values.length !== rows * columns)
		throw new ShapeMismatchError("matrix", `${rows} × ${columns} numbers`, `${values.length}`);
	return { data: toFloats(values), shape: [rows, columns] };
}

/** The rows of a matrix; of a vector, one for each number. */
export function rowsOf(array: Shaped): number {
	return array.shape[0] ?? 0;
}

/** The columns of a matrix; of a vector, 1. */
export function columnsOf(array: Shaped): number {
	return array.shape[1] ?? 1;
}

/** Refuses arrays of different shapes. Kernels call it: a wrong shape would otherwise read `undefined`. */
export function sameShape(kernel: string, first: Shaped, ...others: readonly Shaped[]): void {
	for (const { shape } of others)
		if (shape.length !== first.shape.length || shape.some((size, axis) => size !== first.shape[axis]))
			throw new ShapeMismatchError(kernel, `a shape of [${first.shape}]`, `[${shape}]`);
}

/** Refuses a vector that has not one number for each row or column it goes with. */
export function sameLength(kernel: string, length: number, values: Shaped): void {
	if (values.shape.length !== 1 || values.shape[0] !== length)
		throw new ShapeMismatchError(kernel, `a vector of ${length}`, `[${values.shape}]`);
}

function toFloats(values: Floats | readonly number[]): Floats {
	return values instanceof Float64Array || values instanceof Float32Array
		? values
		: Float64Array.from(values);
}
