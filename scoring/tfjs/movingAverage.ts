import { sameShape } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.movingAverage}. */
export function movingAverage(tf: TensorFlow, next: Tensor, previous: Tensor, share: number): Tensor {
	sameShape("movingAverage", next, previous);
	return tf.tidy(() => tf.maximum(tf.add(tf.mul(next, share), tf.mul(previous, 1 - share)), 0));
}
