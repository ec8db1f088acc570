import { EXPONENT_LIMIT, type LiquidAlphaCurve } from "../kernels.js";
import { columnsOf, sameLength, sameShape } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** See {@link Kernels.liquidAlpha}. */
export function liquidAlpha(
	tf: TensorFlow,
	weights: Tensor,
	bonds: Tensor,
	consensus: Tensor,
	{ low, high, steepness }: LiquidAlphaCurve,
): Tensor {
	sameShape("liquidAlpha", weights, bonds);
	sameLength("liquidAlpha, consensus", columnsOf(weights), consensus);
	return tf.tidy(() => {
		const rising = tf.greaterEqual(weights, bonds);
		const signed = tf.where(rising, tf.sub(weights, consensus), tf.sub(bonds, weights));
		const distance = tf.clipByValue(signed, 0, 1);
		const exponent = tf.clipByValue(
			tf.mul(tf.sub(distance, 0.5), -steepness),
			-EXPONENT_LIMIT,
			EXPONENT_LIMIT,
		);
		const rise = tf.div(tf.fill([1], high - low), tf.add(tf.exp(exponent), 1));
		return tf.clipByValue(tf.add(rise, low), low, high);
	});
}
