import type { Backend, Program } from "../backend.js";
import { type Admission, checkInput, FLOAT32_LIMIT } from "../checkInputs.js";
import { jsBackend } from "../js/jsBackend.js";
import { kernelsOnArrays } from "../kernelsOnArrays.js";
import type { NdArray } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";
import { tfjsKernels } from "./tfjsKernels.js";

/** TensorFlow by tfjs-node or tfjs-node-gpu: 32-bit floats, the faster for large shapes. */
export function tfjsBackend(tf: TensorFlow, description: string): Backend {
	const kernels = tfjsKernels(tf);

	function compute<I extends string, O extends string>(
		inputs: Readonly<Record<I, NdArray>>,
		program: Program<I, O>,
		admission: Admission = "finite",
	): Record<O, NdArray> {
		const arrays = Object.entries<NdArray>(inputs) as [I, NdArray][];
		// TensorFlow refuses some reductions of nothing; plain JavaScript has an answer for them
		if (arrays.some(([, { data }]) => data.length === 0)) return jsBackend.compute(inputs, program);
		if (admission === "finite") for (const [name, array] of arrays) checkInput(name, array, FLOAT32_LIMIT);
		return tf.tidy(() => {
			const tensors = mapValues(arrays, (array) => toTensor(tf, array));
			const results = Object.entries<Tensor>(program(kernels, tensors)) as [O, Tensor][];
			return mapValues(results, toArray);
		});
	}

	return {
		name: "tfjs",
		precision: "float32",
		description,
		kernels: kernelsOnArrays((inputs, program, admission) => compute(inputs, program, admission).out),
		compute: (inputs, program) => compute(inputs, program),
		heldTensors: () => tf.memory().numTensors,
	};
}

function toTensor(tf: TensorFlow, { data, shape }: NdArray): Tensor {
	return tf.tensor(data instanceof Float32Array ? data : Float32Array.from(data), [...shape], "float32");
}

function toArray(tensor: Tensor): NdArray {
	return { data: Float64Array.from(tensor.dataSync()), shape: tensor.shape };
}

function mapValues<K extends string, A, B>(entries: readonly [K, A][], map: (value: A) => B): Record<K, B> {
	return Object.fromEntries(entries.map(([key, value]) => [key, map(value)])) as Record<K, B>;
}
