import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.scaleColumnsToMaximum}. */
export function scaleColumnsToMaximum(tf: TensorFlow, values: Tensor): Tensor {
	return tf.tidy(() => tf.divNoNan(values, tf.max(values, 0, true)));
}
