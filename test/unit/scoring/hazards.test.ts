import { describe, expect, it } from "vitest";
import { type Kernels, matrix, type NdArray, normalised, vector } from "../../../scoring/index.js";
import { backends, disagreements, need } from "./loadedBackends.js";

const { NaN: nan, POSITIVE_INFINITY: infinity, NEGATIVE_INFINITY: minusInfinity } = Number;

/** Every kernel that has no word on NaN, given one value in one place. */
const calls: Record<string, (k: Kernels<NdArray>, value: number) => NdArray> = {
	weightedMedian: (k, x) => k.weightedMedian(matrix([0.5, x], 2, 1), vector([0.5, 0.5]), 0.5),
	clip: (k, x) => k.clip(matrix([0.5, 1], 1, 2), vector([1, x])),
	normalise: (k, x) => k.normalise(vector([1, x])),
	normaliseRows: (k, x) => k.normaliseRows(matrix([1, x], 1, 2)),
	normaliseColumns: (k, x) => k.normaliseColumns(matrix([1, x], 2, 1)),
	scaleColumnsToMaximum: (k, x) => k.scaleColumnsToMaximum(matrix([1, x], 2, 1)),
	scaleRows: (k, x) => k.scaleRows(matrix([1, 1], 2, 1), vector([1, x])),
	rowSums: (k, x) => k.rowSums(matrix([1, x], 1, 2)),
	columnProducts: (k, x) => k.columnProducts(matrix([1, x], 2, 1), vector([1, 1])),
	rowProducts: (k, x) => k.rowProducts(matrix([1, x], 1, 2), vector([1, 1])),
	movingAverage: (k, x) => k.movingAverage(vector([1, x]), vector([1, 1]), 0.5),
	topK: (k, x) => k.topK(matrix([1, x], 1, 2), 1),
};

describe.each(backends)("numeric hazards on $name", (loaded) => {
	for (const [name, call] of Object.entries(calls))
		it(`${name} refuses a NaN and an infinity, and says where`, ({ skip }) => {
			const { kernels } = need(loaded, skip);
			for (const value of [nan, infinity, minusInfinity])
				expect(() => call(kernels, value), `${value}`).toThrow(
					expect.objectContaining({ code: "NOT_FINITE", place: 1 }),
				);
		});

	it("sums of huge numbers: exact in 64 bits, refused in 32", ({ skip }) => {
		const { kernels, precision } = need(loaded, skip);
		const huge = [1e308, 1e308, 0];
		if (precision === "float32") {
			for (const call of [
				() => kernels.normalise(vector(huge)),
				() => kernels.rowSums(matrix(huge, 1, 3)),
				() => kernels.normalise(vector([1, 2e30])),
			])
				expect(call).toThrow(expect.objectContaining({ code: "FLOAT32_RANGE" }));
			return;
		}
		expect(Array.from(kernels.normalise(vector(huge)).data)).toEqual([0.5, 0.5, 0]);
		expect(Array.from(kernels.normaliseRows(matrix(huge, 1, 3)).data)).toEqual([0.5, 0.5, 0]);
		expect(Array.from(kernels.normaliseColumns(matrix(huge, 3, 1)).data)).toEqual([0.5, 0.5, 0]);
	});

	it("numbers too small for the format count as 0, not as an error", ({ skip }) => {
		const { kernels, precision } = need(loaded, skip);
		const found = kernels.normaliseColumns(matrix([1e-39, 1e-39, 1, 1], 2, 2));
		expect(Array.from(found.data)).toEqual(
			precision === "float32" ? [0, 0, 1, 1] : [1e-39, 1e-39, 1, 1].map((x) => x / (1 + 1e-39)),
		);
	});

	it("zero rows, columns, sums and stakes give zeros, never NaN", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const zeros = matrix([0, 0, 0, 0], 2, 2);
		const none = vector([0, 0]);
		for (const found of [
			kernels.normalise(none),
			kernels.normaliseRows(zeros),
			kernels.normaliseColumns(zeros),
			kernels.scaleColumnsToMaximum(zeros),
			kernels.weightedMedian(zeros, none, 0.5),
			kernels.columnProducts(zeros, none),
			kernels.errorNorms(zeros, zeros),
		])
			expect(Array.from(found.data).every((value) => Object.is(value, 0))).toBe(true);
	});

	it("nothing at all gives nothing", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const nothing = matrix([], 0, 3);
		expect(kernels.normaliseRows(nothing).data).toHaveLength(0);
		expect(Array.from(kernels.weightedMedian(nothing, vector([]), 0.5).data)).toEqual([0, 0, 0]);
		expect(Array.from(kernels.columnProducts(nothing, vector([])).data)).toEqual([0, 0, 0]);
		expect(kernels.softmax(matrix([], 3, 0)).data).toHaveLength(0);
	});

	it("softmax neither overflows nor underflows, and passes on what has no answer", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const rows = [
			[1_000, 1_001, minusInfinity],
			[-1_000, -1_000, -1_000],
			[3e38, -3e38, 0],
			[infinity, 1, 2],
			[nan, 1, 2],
			[minusInfinity, minusInfinity, minusInfinity],
		];
		const third = 1 / 3;
		const e = Math.E;
		const expected = [1 / (1 + e), e / (1 + e), 0, third, third, third, 1, 0, 0, ...Array(9).fill(nan)];
		const found = kernels.softmax(matrix(rows.flat(), rows.length, 3)).data;
		expect(disagreements(found, expected, loaded.tolerance)).toEqual([]);
	});

	it("errorNorms lets no NaN, infinity or huge number pass a tolerance", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const pairs: [answer: number[], reference: number[], norm: number][] = [
			[[1, 2], [1, 2], 0],
			[[1, nan], [1, 2], infinity],
			[[nan, nan], [nan, nan], infinity],
			[[infinity, 1], [infinity, 1], infinity],
			[[infinity, 1], [1, 1], infinity],
			[[0, 0], [0, 0], 0],
			[[0, 1e-6], [0, 0], infinity],
			[[1e20, 1e20], [1e20, -1e20], 2],
			[[2e-20, 1e-20], [1e-20, 1e-20], 1],
		];
		const flat = (side: 0 | 1) =>
			matrix(
				pairs.flatMap((pair) => pair[side]),
				pairs.length,
				2,
			);
		const norms = kernels.errorNorms(flat(0), flat(1)).data;
		expect(
			disagreements(
				norms,
				pairs.map(([, , norm]) => norm),
				loaded.tolerance,
			),
		).toEqual([]);
	});

	it("the exponent of liquid alpha is limited, and its curve may be flat or a step", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const weights = matrix([1, 0], 1, 2);
		const bonds = matrix([0, 1], 1, 2);
		const none = vector([0, 0]);
		for (const [steepness, share] of [
			[0, 0.5],
			[1e6, 1],
			[-1e6, 0],
		] as const) {
			const found = kernels.liquidAlpha(weights, bonds, none, { low: 0, high: 1, steepness }).data;
			expect(disagreements(found, [share, share], 1e-6)).toEqual([]);
		}
	});

	it("holds nothing on the device after any of this, be it refused or not", ({ skip }) => {
		const backend = need(loaded, skip);
		const before = backend.heldTensors();
		for (const call of Object.values(calls)) {
			call(backend.kernels, 0.25);
			expect(() => call(backend.kernels, nan)).toThrow();
		}
		expect(() => backend.kernels.clip(matrix([1, 2], 1, 2), vector([1]))).toThrow();
		expect(() =>
			backend.compute({ a: vector([1, 2]) }, (k, { a }) => {
				k.normalise(a);
				throw new Error("in the middle");
			}),
		).toThrow("in the middle");
		expect(backend.heldTensors()).toBe(before);
	});
});

describe("normalised", () => {
	it("takes any list of numbers and leaves it as it was", () => {
		const scores = [1, 3];
		expect(Array.from(normalised(scores))).toEqual([0.25, 0.75]);
		expect(scores).toEqual([1, 3]);
		expect(Array.from(normalised([]))).toEqual([]);
		expect(Array.from(normalised([0, 0]))).toEqual([0, 0]);
		expect(Array.from(normalised([infinity, 1]))).toEqual([nan, nan]);
	});
});
