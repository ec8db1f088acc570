import { columnsOf, sameLength } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.rowProducts}. */
export function rowProducts(tf: TensorFlow, values: Tensor, factors: Tensor): Tensor {
	sameLength("rowProducts, factors", columnsOf(values), factors);
	const [rows = 0, columns = 0] = values.shape;
	return tf.tidy(() => tf.reshape(tf.matMul(values, tf.reshape(factors, [columns, 1])), [rows]));
}
