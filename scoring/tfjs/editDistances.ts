import { rowsOf, sameLength } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** More than any distance, and far inside the whole numbers of a float32. */
const FAR = 2 ** 22;

/**
 * See {@link Kernels.editDistances}. One row of the distance table at a time, for all pairs at once. Insertions
 * along the row are a running minimum of `value − place`, found in log₂(truth length) shifts.
 */
export function editDistances(
	tf: TensorFlow,
	truths: Tensor,
	truthLengths: Tensor,
	answers: Tensor,
	answerLengths: Tensor,
): Tensor {
	for (const other of [truthLengths, answerLengths])
		sameLength("editDistances, lengths", rowsOf(truths), other);
	sameLength("editDistances, rows of answers", rowsOf(truths), { shape: [rowsOf(answers)] });
	const [pairs = 0, width = 0] = truths.shape;
	const [, steps = 0] = answers.shape;
	return tf.tidy(() => {
		const places = tf.reshape(tf.range(0, width + 1), [1, width + 1]);
		const ends = tf.reshape(answerLengths, [pairs, 1]);
		let row = tf.add(places, tf.fill([pairs, 1], 0));
		for (let i = 0; i < steps; i++)
			row = tf.tidy(() => {
				const code = tf.slice(answers, [0, i], [pairs, 1]);
				const differs = tf.cast(tf.notEqual(truths, code), "float32");
				const substituted = tf.add(tf.slice(row, [0, 0], [pairs, width]), differs);
				const deleted = tf.add(tf.slice(row, [0, 1], [pairs, width]), 1);
				const first = tf.fill([pairs, 1], i + 1);
				const reached = tf.concat([first, tf.minimum(substituted, deleted)], 1);
				const next = tf.add(runningMinimum(tf, tf.sub(reached, places)), places);
				return tf.where(tf.greater(ends, i), next, row);
			});
		const atEnd = tf.equal(places, tf.reshape(truthLengths, [pairs, 1]));
		return tf.sum(tf.mul(row, tf.cast(atEnd, "float32")), 1);
	});
}

/** Along each row the smallest number so far. */
function runningMinimum(tf: TensorFlow, values: Tensor): Tensor {
	const [rows = 0, columns = 0] = values.shape;
	let smallest = values;
	for (let shift = 1; shift < columns; shift *= 2) {
		const kept = tf.slice(smallest, [0, 0], [rows, columns - shift]);
		const shifted = tf.pad(
			kept,
			[
				[0, 0],
				[shift, 0],
			],
			FAR,
		);
		smallest = tf.minimum(smallest, shifted);
	}
	return smallest;
}
