import { rowsOf, sameLength } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.columnProducts}. */
export function columnProducts(tf: TensorFlow, values: Tensor, factors: Tensor): Tensor {
	sameLength("columnProducts, factors", rowsOf(values), factors);
	const [rows = 0, columns = 0] = values.shape;
	return tf.tidy(() => tf.reshape(tf.matMul(tf.reshape(factors, [1, rows]), values), [columns]));
}
