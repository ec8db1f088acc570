import { Float32RangeError, NotFiniteError } from "./errors.js";
import type { NdArray } from "./ndArray.js";

/** 2²⁴ numbers up to this still sum to a float32. */
export const FLOAT32_LIMIT = 1e30;

/** What the numbers of an input may be: see {@link Backend.compute}; `any` for kernels that have a word on NaN. */
export type Admission = "finite" | "any";

/**
 * The door: refuses a NaN or an infinity, and on a back end of 32-bit floats what could run over.
 *
 * @param limit - largest magnitude; infinite on a back end of 64-bit floats
 */
export function checkInput(name: string, { data }: NdArray, limit: number): void {
	for (let place = 0; place < data.length; place++) {
		const value = data[place] as number;
		if (Math.abs(value) <= limit && Math.abs(value) <= Number.MAX_VALUE) continue;
		if (!Number.isFinite(value)) throw new NotFiniteError(name, place, value);
		throw new Float32RangeError(name, place, value, limit);
	}
}
