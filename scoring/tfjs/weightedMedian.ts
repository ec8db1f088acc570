import { ShapeMismatchError } from "../errors.js";
import { MAX_VOICES, STAKE_GRID } from "../kernels.js";
import { type NdArray, sameLength } from "../ndArray.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";

/** Halvings of the interval before its lower bound is moved from weight to weight; more would seldom save one. */
const HALVINGS = 16;

/**
 * Stake is cut into three limbs of this size: their sums over {@link MAX_VOICES} rows are whole numbers that a
 * float32 holds, and so are the limbs where a GPU multiplies with 11 significant bits.
 */
const LIMB = 2 ** 11;

/** Below every weight, and below -1/2, where the search begins. */
const NO_VOICE = -1;
const BELOW_ALL = -0.5;
/** Above every weight. */
const ABOVE_ALL = 3e38;

/**
 * See {@link Kernels.weightedMedian}. Halves the interval of every column at once, then steps from weight to
 * weight until each column stands on its median: the decisions of the quickselect, to the last unit of stake.
 * Cost: about 18 products of [3, V] by [V, M].
 */
export function weightedMedian(tf: TensorFlow, weights: Tensor, stake: NdArray, minority: number): Tensor {
	const [rows = 0, columns = 0] = weights.shape;
	sameLength("weightedMedian, stake", rows, stake);
	if (rows > MAX_VOICES)
		throw new ShapeMismatchError("weightedMedian", `at most ${MAX_VOICES} rows`, `${rows}`);
	const units = Array.from(stake.data, (share) => Math.max(0, Math.floor(share * STAKE_GRID)));
	const total = units.reduce((sum, unit) => sum + unit, 0);
	if (total === 0 || columns === 0) return tf.fill([columns], 0);
	// a weight is too small while the stakes above it are at least this many units
	const majority = toLimbs(total - Math.floor(minority * STAKE_GRID));
	return tf.tidy(() => {
		const votes = tf.tensor(Float32Array.from(limbRows(units)), [3, rows], "float32");
		const scores = withoutVoiceless(tf, weights, units);
		const largest = tf.max(scores, 0, true);
		const isTooSmall = (candidate: Tensor) =>
			atLeast(tf, tf.matMul(votes, tf.cast(tf.greater(scores, candidate), "float32")), majority);
		let low = tf.fill([1, columns], BELOW_ALL);
		let high = largest;
		for (let i = 0; i < HALVINGS; i++)
			[low, high] = tf.tidy((): [Tensor, Tensor] => {
				const middle = tf.mul(tf.add(low, high), 0.5);
				const tooSmall = isTooSmall(middle);
				return [tf.where(tooSmall, middle, low), tf.where(tooSmall, high, middle)];
			});
		for (;;) {
			const [candidate, nextLow, unsettled] = tf.tidy((): [Tensor, Tensor, Tensor] => {
				const above = tf.where(tf.greater(scores, low), scores, ABOVE_ALL);
				const candidate = tf.minimum(tf.min(above, 0, true), largest);
				const tooSmall = tf.logicalAnd(isTooSmall(candidate), tf.less(candidate, largest));
				return [candidate, tf.where(tooSmall, candidate, low), tf.any(tooSmall)];
			});
			if (!unsettled.dataSync()[0]) return tf.reshape(candidate, [columns]);
			low = nextLow;
		}
	});
}

/** Weights of rows without a voice put below every other, so that none of them is ever the median. */
function withoutVoiceless(tf: TensorFlow, weights: Tensor, units: readonly number[]): Tensor {
	if (units.every((unit) => unit > 0)) return weights;
	const mask = Float32Array.from(units, (unit) => (unit > 0 ? 1 : 0));
	const voiced = tf.greater(tf.tensor(mask, [units.length, 1], "float32"), 0);
	return tf.where(voiced, weights, NO_VOICE);
}

/**
 * Whether sums of limbs, [3, M], are at least `limit`. With X = (high difference · 2¹¹ + middle difference), the
 * sign of X · 2¹¹ + low difference is exact: X is a whole number below 2²⁴, or too large for the rest to matter.
 */
function atLeast(tf: TensorFlow, sums: Tensor, limit: Limbs): Tensor {
	const [high, middle, low] = tf.split(sums, 3, 0) as [Tensor, Tensor, Tensor];
	const upper = tf.add(tf.mul(tf.sub(high, limit.high), LIMB), tf.sub(middle, limit.middle));
	return tf.greaterEqual(tf.add(tf.mul(upper, LIMB), tf.sub(low, limit.low)), 0);
}

interface Limbs {
	readonly high: number;
	readonly middle: number;
	readonly low: number;
}

function toLimbs(units: number): Limbs {
	const high = Math.floor(units / LIMB ** 2);
	const rest = units - high * LIMB ** 2;
	const middle = Math.floor(rest / LIMB);
	return { high, middle, low: rest - middle * LIMB };
}

function limbRows(units: readonly number[]): number[] {
	const limbs = units.map(toLimbs);
	return [
		...limbs.map(({ high }) => high),
		...limbs.map(({ middle }) => middle),
		...limbs.map(({ low }) => low),
	];
}
