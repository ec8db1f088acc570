import { sameShape } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.whenAnyPositive}. Reads one number back, which waits for the device. */
export function whenAnyPositive(tf: TensorFlow, test: Tensor, then: Tensor, otherwise: Tensor): Tensor {
	sameShape("whenAnyPositive", then, otherwise);
	const found = tf.tidy(() => tf.any(tf.greater(test, 0)).dataSync()[0]);
	return found ? then : otherwise;
}
