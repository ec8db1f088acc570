import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.softmax}. */
export function softmax(tf: TensorFlow, logits: Tensor): Tensor {
	return tf.softmax(logits);
}
