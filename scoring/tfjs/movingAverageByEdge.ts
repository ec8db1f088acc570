import { sameShape } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.movingAverageByEdge}. */
export function movingAverageByEdge(
	tf: TensorFlow,
	next: Tensor,
	previous: Tensor,
	shares: Tensor,
	listed: Tensor,
): Tensor {
	sameShape("movingAverageByEdge", next, previous, shares, listed);
	return tf.tidy(() => {
		const averaged = tf.add(tf.mul(shares, next), tf.mul(tf.sub(1, shares), previous));
		return tf.mul(tf.minimum(averaged, 1), tf.cast(tf.notEqual(listed, 0), "float32"));
	});
}
