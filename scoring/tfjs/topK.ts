import { ShapeMismatchError } from "../errors.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.topK}. */
export function topK(tf: TensorFlow, values: Tensor, k: number): Tensor {
	const columns = values.shape[1] ?? 1;
	if (!Number.isInteger(k) || k < 1 || k > columns)
		throw new ShapeMismatchError("topK", `k from 1 to ${columns}`, `${k}`);
	return tf.tidy(() => tf.cast(tf.topk(values, k, true).indices, "float32"));
}
