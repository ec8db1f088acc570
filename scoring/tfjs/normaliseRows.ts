import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.normaliseRows}. */
export function normaliseRows(tf: TensorFlow, values: Tensor): Tensor {
	return tf.tidy(() => tf.divNoNan(values, tf.sum(values, 1, true)));
}
