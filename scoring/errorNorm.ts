/** Between these a sum of squares has lost nothing to overflow or underflow. */
const SQUARES_RANGE = [1e-280, Number.MAX_VALUE] as const;

/**
 * How far an answer is from the reference, in units of the reference's own size: `max|a − r| / rms(r)`.
 *
 * The maximum catches one wrong element that a mean would hide; dividing by the root mean square makes one
 * tolerance serve tensors of any scale. A NaN, an infinity or a length that differs gives Infinity, so that no
 * comparison against a tolerance can pass by accident. An all-zero reference gives 0 for an all-zero answer,
 * else Infinity.
 *
 * Source: design.md section 5 ("compare logits before any softmax").
 *
 * @param answer - values as the miner returned them, any shape flattened
 * @param reference - values of the validator's own execution, same length
 */
export function errorNorm(answer: ArrayLike<number>, reference: ArrayLike<number>): number {
	if (answer.length !== reference.length) return Number.POSITIVE_INFINITY;
	let largest = 0;
	let squares = 0;
	for (let i = 0; i < reference.length; i++) {
		const expected = reference[i] as number;
		const difference = Math.abs((answer[i] as number) - expected);
		if (!(difference <= Number.MAX_VALUE)) return Number.POSITIVE_INFINITY;
		if (difference > largest) largest = difference;
		squares += expected * expected;
	}
	if (largest === 0) return 0;
	const [least, most] = SQUARES_RANGE;
	const rms =
		squares > least && squares < most ? Math.sqrt(squares / reference.length) : scaledRms(reference);
	return rms === 0 ? Number.POSITIVE_INFINITY : largest / rms;
}

/** Root mean square of numbers whose squares leave the range of a float. */
function scaledRms(values: ArrayLike<number>): number {
	let largest = 0;
	for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] as number));
	if (largest === 0) return 0;
	let squares = 0;
	for (let i = 0; i < values.length; i++) squares += ((values[i] as number) / largest) ** 2;
	return largest * Math.sqrt(squares / values.length);
}
