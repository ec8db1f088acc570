import { sameShape } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** The largest float32. A comparison with it fails for a NaN, which a maximum may swallow. */
const LARGEST = 3.4028234663852886e38;

/** See {@link Kernels.errorNorms}. */
export function errorNorms(tf: TensorFlow, answers: Tensor, reference: Tensor): Tensor {
	sameShape("errorNorms", answers, reference);
	return tf.tidy(() => {
		const difference = tf.abs(tf.sub(answers, reference));
		const finite = tf.lessEqual(difference, LARGEST);
		const broken = tf.greater(tf.sum(tf.cast(tf.logicalNot(finite), "float32"), 1), 0);
		const largest = tf.max(tf.where(finite, difference, 0), 1);
		// squares of scaled numbers: those of large logits would run over
		const scale = tf.max(tf.abs(reference), 1, true);
		const rms = tf.mul(
			tf.sqrt(tf.mean(tf.square(tf.divNoNan(reference, scale)), 1)),
			tf.reshape(scale, [scale.shape[0] ?? 0]),
		);
		const norms = tf.where(tf.equal(largest, 0), 0, tf.div(largest, rms));
		return tf.where(broken, Number.POSITIVE_INFINITY, norms);
	});
}
