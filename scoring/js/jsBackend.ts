import type { Backend, Program } from "../backend.js";
import { type Admission, checkInput } from "../checkInputs.js";
import { kernelsOnArrays } from "../kernelsOnArrays.js";
import type { NdArray } from "../ndArray.js";
import { jsKernels } from "./jsKernels.js";

/** Plain JavaScript: runs everywhere, holds 64-bit floats, and is the faster for small shapes. */
export const jsBackend: Backend = {
	name: "js",
	precision: "float64",
	description: "plain JavaScript",
	kernels: kernelsOnArrays((inputs, program, admission) => compute(inputs, program, admission).out),
	compute: (inputs, program) => compute(inputs, program),
	heldTensors: () => 0,
};

function compute<I extends string, O extends string>(
	inputs: Readonly<Record<I, NdArray>>,
	program: Program<I, O>,
	admission: Admission = "finite",
): Record<O, NdArray> {
	if (admission === "finite")
		for (const [name, array] of Object.entries<NdArray>(inputs))
			checkInput(name, array, Number.POSITIVE_INFINITY);
	return program(jsKernels, inputs);
}
