import { columnsOf, sameLength } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.clip}. */
export function clip(tf: TensorFlow, weights: Tensor, limits: Tensor): Tensor {
	sameLength("clip, limits", columnsOf(weights), limits);
	return tf.minimum(weights, limits);
}
