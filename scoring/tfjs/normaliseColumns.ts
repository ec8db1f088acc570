import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.normaliseColumns}. */
export function normaliseColumns(tf: TensorFlow, values: Tensor): Tensor {
	return tf.tidy(() => tf.divNoNan(values, tf.sum(values, 0, true)));
}
