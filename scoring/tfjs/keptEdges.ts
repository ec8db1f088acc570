import { sameShape } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.keptEdges}. */
export function keptEdges(tf: TensorFlow, listed: Tensor, before: Tensor, after: Tensor): Tensor {
	sameShape("keptEdges", listed, before, after);
	return tf.tidy(() => {
		const cut = tf.logicalAnd(tf.greater(before, 0), tf.equal(after, 0));
		return tf.cast(tf.logicalAnd(tf.notEqual(listed, 0), tf.logicalNot(cut)), "float32");
	});
}
