import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.normalise}. */
export function normalise(tf: TensorFlow, values: Tensor): Tensor {
	return tf.tidy(() => tf.divNoNan(values, tf.sum(values)));
}
