import { rowsOf, sameLength } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.scaleRows}. */
export function scaleRows(tf: TensorFlow, values: Tensor, factors: Tensor): Tensor {
	sameLength("scaleRows, factors", rowsOf(values), factors);
	if (values.shape.length === 1) return tf.mul(values, factors);
	return tf.tidy(() => tf.mul(values, tf.reshape(factors, [values.shape[0] ?? 0, 1])));
}
