import type { Kernels } from "./kernels.js";
import type { NdArray } from "./ndArray.js";

/** A computation over kernels, the same for every back end: it never learns what `T` is. */
export type Program<I extends string, O extends string> = <T>(
	kernels: Kernels<T>,
	inputs: Readonly<Record<I, T>>,
) => Record<O, T>;

/** Kernels on one kind of hardware and library. */
export interface Backend {
	readonly name: "js" | "tfjs";
	readonly precision: "float64" | "float32";
	/** What computes, in words, for reports: "plain JavaScript", "TensorFlow 2.21.0 on the CPU". */
	readonly description: string;
	/** Each kernel by itself, arrays in, arrays out: inputs are checked, brought to the device and back. */
	readonly kernels: Kernels<NdArray>;
	/**
	 * Runs a whole program without coming back from the device between its kernels, and frees what it made there.
	 *
	 * @throws {NotFiniteError} for a NaN or an infinity among the inputs
	 * @throws {Float32RangeError} for a number that a float32 back end cannot sum
	 * @throws {ShapeMismatchError} by a kernel, for arrays that do not go together
	 */
	compute<I extends string, O extends string>(
		inputs: Readonly<Record<I, NdArray>>,
		program: Program<I, O>,
	): Record<O, NdArray>;
	/** Arrays held on the device now: it stays the same over any computation. 0 for plain JavaScript. */
	heldTensors(): number;
}
