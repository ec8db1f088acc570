/** Parts of a factor of two. */
const PARTS = 256;
const PER_PART = Math.LN2 / PARTS;
/** Further below the top, a number adds nothing that a sum of 64-bit floats, seen by a 32-bit one, could show. */
const NEGLIGIBLE = -40;
const fractions = Float64Array.from({ length: PARTS }, (_, i) => Math.exp(-i * PER_PART));
const powers = Float64Array.from({ length: 64 }, (_, i) => 2 ** -i);

/**
 * Sum of e^(value - top) over all values, to nine digits: a table and two terms of the series. `Math.exp` for each token of a
 * large vocabulary took longer than a stream may cost beside the model (0.4 ms for 49,152 of them, this 0.09).
 *
 * @param top - the largest of them
 */
export function expSum(values: Float32Array, top: number): number {
	let sum = 0;
	for (let i = 0; i < values.length; i++) {
		const x = (values[i] as number) - top;
		if (!(x > NEGLIGIBLE)) continue;
		const parts = Math.trunc(-x / PER_PART);
		const rest = x + parts * PER_PART;
		sum +=
			(fractions[parts & (PARTS - 1)] as number) *
			(powers[parts >> 8] as number) *
			(1 + rest * (1 + rest * 0.5));
	}
	return sum;
}

/** The largest of the values; -Infinity of none. */
export function largestOf(values: Float32Array): number {
	let top = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < values.length; i++) {
		const value = values[i] as number;
		if (value > top) top = value;
	}
	return top;
}
