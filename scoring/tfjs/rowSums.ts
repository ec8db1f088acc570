import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.rowSums}. */
export function rowSums(tf: TensorFlow, values: Tensor): Tensor {
	return tf.sum(values, 1);
}
