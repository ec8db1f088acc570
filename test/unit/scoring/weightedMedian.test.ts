import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matrix, vector } from "../../../scoring/index.js";
import { backends, need } from "./loadedBackends.js";

const GRID = 2 ** 32;

/** The definition, by sorting whole units of stake as big integers: nothing in it can be rounded. */
function bySorting(weights: readonly number[], stakes: readonly number[], minority: number): number {
	const entries = weights
		.map((score, i) => ({ score, units: BigInt(Math.floor((stakes[i] ?? 0) * GRID)) }))
		.filter(({ units }) => units > 0n)
		.sort((a, b) => a.score - b.score);
	let below = 0n;
	for (const { score, units } of entries) {
		below += units;
		if (below > BigInt(Math.floor(minority * GRID))) return score;
	}
	return entries.at(-1)?.score ?? 0;
}

/** Columns of few distinct weights (so that many tie), stakes in twentieths (so that their sums hit the cliff). */
const subnet = fc.integer({ min: 1, max: 24 }).chain((rows) =>
	fc.record({
		rows: fc.constant(rows),
		columns: fc.integer({ min: 1, max: 40 }),
		weights: fc.array(fc.constantFrom(0, 0.125, 0.25, 0.5, 1 / 3, 1), {
			minLength: rows * 40,
			maxLength: rows * 40,
		}),
		stakes: fc.array(fc.constantFrom(0, 0.05, 0.1, 0.15, 0.0000003), { minLength: rows, maxLength: rows }),
		minority: fc.constantFrom(-0.01, 0, 0.05, 0.1, 0.25, 0.3, 0.5, 0.75, 5),
	}),
);

describe.each(backends)("weighted median on $name", (loaded) => {
	it("is the definition's, at every tie and on every cliff", ({ skip }) => {
		const { kernels, precision } = need(loaded, skip);
		fc.assert(
			fc.property(subnet, ({ rows, columns, weights, stakes, minority }) => {
				const used = weights.slice(0, rows * columns);
				const found = kernels.weightedMedian(matrix(used, rows, columns), vector(stakes), minority);
				const expected = Array.from({ length: columns }, (_, j) =>
					bySorting(
						Array.from({ length: rows }, (_, i) => used[i * columns + j] as number),
						stakes,
						minority,
					),
				);
				expect(Array.from(found.data)).toEqual(
					precision === "float32" ? expected.map(Math.fround) : expected,
				);
			}),
			{ numRuns: loaded.name === "js" ? 500 : 60, seed: 11 },
		);
	});

	it("is the definition's for weights that differ by their last bits", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const near = [0.5, 0.5 + 2 ** -23, 0.5 + 2 ** -22, 0.5 - 2 ** -24, 2 ** -100, 2 ** -101, 0];
		for (const minority of [0, 0.2, 0.3, 0.5, 0.7, 0.99]) {
			const stakes = near.map((_, i) => (i + 1) / 28);
			const found = kernels.weightedMedian(matrix(near, near.length, 1), vector(stakes), minority);
			expect(found.data[0], `minority ${minority}`).toBe(bySorting(near, stakes, minority));
		}
	});

	it("decides by one unit of stake in 2³² of the whole", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const weights = matrix([0, 1], 2, 1);
		const half = vector([0.5, 0.5]);
		const cliff = (minority: number) => kernels.weightedMedian(weights, half, minority).data[0];
		expect(cliff(0.5 - 1 / GRID)).toBe(0);
		expect(cliff(0.5)).toBe(1);
	});

	it("gives 0 where nobody has stake, and hears no row without it", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		expect(Array.from(kernels.weightedMedian(matrix([1, 1, 1, 1], 2, 2), vector([0, 0]), 0).data)).toEqual([
			0, 0,
		]);
		const weights = matrix([0.25, 0.5, 0.75], 3, 1);
		expect(kernels.weightedMedian(weights, vector([0, 0.5, 0.5]), 0).data[0]).toBe(0.5);
		expect(kernels.weightedMedian(weights, vector([0.5, 0, 0.5]), 0.5).data[0]).toBe(0.75);
	});

	it("gives the largest weight where no stake exceeds the minority, the smallest where all does", ({
		skip,
	}) => {
		const { kernels } = need(loaded, skip);
		const weights = matrix([0.25, 0.5, 0.75], 3, 1);
		const thirds = vector([0.25, 0.25, 0.25]);
		expect(kernels.weightedMedian(weights, thirds, 0.75).data[0]).toBe(0.75);
		expect(kernels.weightedMedian(weights, thirds, 2).data[0]).toBe(0.75);
		expect(kernels.weightedMedian(weights, thirds, -1).data[0]).toBe(0.25);
	});

	it("is the same on 8192 voices of one size, whose sums a 32-bit float would round", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const rows = 8_192;
		const stakes = new Float64Array(rows).fill(1 / 8_191);
		const weights = Float64Array.from(stakes, (_, i) => i / rows);
		const minority = (4_095 * Math.floor(GRID / 8_191)) / GRID;
		expect(kernels.weightedMedian(matrix(weights, rows, 1), vector(stakes), minority).data[0]).toBe(
			4_095 / rows,
		);
		expect(() =>
			kernels.weightedMedian(
				matrix(new Float64Array(rows + 1), rows + 1, 1),
				vector(new Float64Array(rows + 1)),
				0,
			),
		).toThrow("at most 8192 rows");
	});
});
