import { ShapeMismatchError } from "../errors.js";
import { MAX_VOICES, STAKE_GRID } from "../kernels.js";
import { columnsOf, type NdArray, rowsOf, sameLength } from "../ndArray.js";

/** Columns gathered at a time, so that a tile of them stays in the cache. */
const TILE = 32;

/**
 * See {@link Kernels.weightedMedian}. Exact weighted quickselect on one column at a time: expected time V a
 * column, V² where an adversary picks the order; memory V × 32.
 */
export function weightedMedian(weights: NdArray, stake: NdArray, minority: number): NdArray {
	const rows = rowsOf(weights);
	const columns = columnsOf(weights);
	sameLength("weightedMedian, stake", rows, stake);
	if (rows > MAX_VOICES)
		throw new ShapeMismatchError("weightedMedian", `at most ${MAX_VOICES} rows`, `${rows}`);
	const voices = voicesOf(stake);
	const limit = Math.floor(minority * STAKE_GRID);
	const medians = new Float64Array(columns);
	const scores = new Float64Array(voices.rows.length);
	const stakes = new Float64Array(voices.rows.length);
	const tile = new Float64Array(voices.rows.length * TILE);
	for (let first = 0; first < columns; first += TILE) {
		const width = Math.min(TILE, columns - first);
		gather(tile, weights, voices.rows, first, width);
		for (let j = 0; j < width; j++) {
			scores.set(tile.subarray(j * scores.length, (j + 1) * scores.length));
			stakes.set(voices.stakes);
			medians[first + j] = selectMedian(scores, stakes, limit);
		}
	}
	return { data: medians, shape: [columns] };
}

/** The rows that have stake, and how much, in units of the grid. */
function voicesOf(stake: NdArray): { rows: number[]; stakes: Float64Array } {
	const units = Array.from(stake.data, (share) => Math.floor(share * STAKE_GRID));
	const rows = units.flatMap((unit, row) => (unit > 0 ? [row] : []));
	return { rows, stakes: Float64Array.from(rows, (row) => units[row] as number) };
}

/** Copies columns of the listed rows, each column in one piece. */
function gather(tile: Float64Array, weights: NdArray, rows: number[], first: number, width: number): void {
	const columns = columnsOf(weights);
	for (let i = 0; i < rows.length; i++) {
		const start = (rows[i] as number) * columns + first;
		for (let j = 0; j < width; j++) tile[j * rows.length + i] = weights.data[start + j] as number;
	}
}

/**
 * The smallest score such that the stakes on scores up to it exceed `minority`, the largest if none does.
 * Reorders its arguments. Kept true all along: the answer lies in [from, to), `below` is the stake under it.
 */
function selectMedian(scores: Float64Array, stakes: Float64Array, minority: number): number {
	let from = 0;
	let to = scores.length;
	if (to === 0) return 0;
	let below = 0;
	while (to - from > 1) {
		const pivot = middleOfThree(scores, from, to);
		let less = from;
		let i = from;
		let more = to;
		let lessStake = 0;
		let equalStake = 0;
		while (i < more) {
			const score = scores[i] as number;
			const stake = stakes[i] as number;
			if (score < pivot) {
				lessStake += stake;
				swap(scores, stakes, i++, less++);
			} else if (score > pivot) {
				swap(scores, stakes, i, --more);
			} else {
				equalStake += stake;
				i++;
			}
		}
		if (below + lessStake > minority) to = less;
		else if (below + lessStake + equalStake > minority || more === to) return pivot;
		else {
			below += lessStake + equalStake;
			from = more;
		}
	}
	return scores[from] as number;
}

function middleOfThree(scores: Float64Array, from: number, to: number): number {
	const a = scores[from] as number;
	const b = scores[(from + to) >> 1] as number;
	const c = scores[to - 1] as number;
	return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

function swap(scores: Float64Array, stakes: Float64Array, i: number, j: number): void {
	const score = scores[i] as number;
	const stake = stakes[i] as number;
	scores[i] = scores[j] as number;
	stakes[i] = stakes[j] as number;
	scores[j] = score;
	stakes[j] = stake;
}
