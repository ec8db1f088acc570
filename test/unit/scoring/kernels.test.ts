import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Kernels, matrix, type NdArray, vector } from "../../../scoring/index.js";
import { backends, disagreements, need } from "./loadedBackends.js";

/** A matrix as nested arrays, so that the definitions below read as they are written on paper. */
type Rows = number[][];

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const columns = (rows: Rows): Rows => (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] as number));
const scaled = (values: number[], by: number) => values.map((value) => (by === 0 ? value : value / by));
const each = (rows: Rows, f: (value: number, i: number, j: number) => number): Rows =>
	rows.map((row, i) => row.map((value, j) => f(value, i, j)));
const at = (rows: Rows, i: number, j: number) => (rows[i] as number[])[j] as number;

/** 0, or a number that a float32 holds: what it cannot hold is a hazard with a test of its own. */
const proportion = fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 2 ** -64, max: 1, noNaN: true }));
/** Two matrices of one shape, a factor a row, a factor a column. */
const operands = fc
	.record({ v: fc.integer({ min: 1, max: 7 }), m: fc.integer({ min: 1, max: 9 }) })
	.chain(({ v, m }) => {
		const rows = fc.array(fc.array(proportion, { minLength: m, maxLength: m }), {
			minLength: v,
			maxLength: v,
		});
		return fc.record({
			a: rows,
			b: rows,
			perRow: fc.array(proportion, { minLength: v, maxLength: v }),
			perColumn: fc.array(proportion, { minLength: m, maxLength: m }),
			share: proportion,
		});
	});

interface Operands {
	a: Rows;
	b: Rows;
	perRow: number[];
	perColumn: number[];
	share: number;
}

const curve = { low: 0.7, high: 0.9, steepness: 10 };
const toMatrix = (rows: Rows): NdArray => matrix(rows.flat(), rows.length, rows[0]?.length ?? 0);

/** For each kernel what it is by definition, and how it is called. */
const definitions: Record<
	string,
	{ call: (k: Kernels<NdArray>, o: Operands) => NdArray; expected: (o: Operands) => number[] }
> = {
	clip: {
		call: (k, { a, perColumn }) => k.clip(toMatrix(a), vector(perColumn)),
		expected: ({ a, perColumn }) => each(a, (x, _, j) => Math.min(x, perColumn[j] as number)).flat(),
	},
	normalise: {
		call: (k, { perRow }) => k.normalise(vector(perRow)),
		expected: ({ perRow }) => scaled(perRow, sum(perRow)),
	},
	normaliseRows: {
		call: (k, { a }) => k.normaliseRows(toMatrix(a)),
		expected: ({ a }) => a.flatMap((row) => scaled(row, sum(row))),
	},
	normaliseColumns: {
		call: (k, { a }) => k.normaliseColumns(toMatrix(a)),
		expected: ({ a }) => columns(columns(a).map((column) => scaled(column, sum(column)))).flat(),
	},
	scaleColumnsToMaximum: {
		call: (k, { a }) => k.scaleColumnsToMaximum(toMatrix(a)),
		expected: ({ a }) => columns(columns(a).map((column) => scaled(column, Math.max(...column)))).flat(),
	},
	scaleRows: {
		call: (k, { a, perRow }) => k.scaleRows(toMatrix(a), vector(perRow)),
		expected: ({ a, perRow }) => each(a, (x, i) => x * (perRow[i] as number)).flat(),
	},
	"scaleRows of a vector": {
		call: (k, { perRow }) => k.scaleRows(vector(perRow), vector(perRow)),
		expected: ({ perRow }) => perRow.map((x) => x * x),
	},
	rowSums: {
		call: (k, { a }) => k.rowSums(toMatrix(a)),
		expected: ({ a }) => a.map(sum),
	},
	columnProducts: {
		call: (k, { a, perRow }) => k.columnProducts(toMatrix(a), vector(perRow)),
		expected: ({ a, perRow }) => columns(each(a, (x, i) => x * (perRow[i] as number))).map(sum),
	},
	rowProducts: {
		call: (k, { a, perColumn }) => k.rowProducts(toMatrix(a), vector(perColumn)),
		expected: ({ a, perColumn }) => each(a, (x, _, j) => x * (perColumn[j] as number)).map(sum),
	},
	movingAverage: {
		call: (k, { a, b, share }) => k.movingAverage(toMatrix(a), toMatrix(b), share),
		expected: ({ a, b, share }) => each(a, (x, i, j) => share * x + (1 - share) * at(b, i, j)).flat(),
	},
	"movingAverage with a share below 0": {
		call: (k, { a, b, share }) => k.movingAverage(toMatrix(a), toMatrix(b), -share),
		expected: ({ a, b, share }) =>
			each(a, (x, i, j) => Math.max(0, -share * x + (1 + share) * at(b, i, j))).flat(),
	},
	movingAverageByEdge: {
		call: (k, { a, b }) => k.movingAverageByEdge(toMatrix(a), toMatrix(b), toMatrix(b), toMatrix(a)),
		expected: ({ a, b }) =>
			each(a, (x, i, j) =>
				x === 0 ? 0 : Math.min(1, at(b, i, j) * x + (1 - at(b, i, j)) * at(b, i, j)),
			).flat(),
	},
	keptEdges: {
		call: (k, { a, b }) => k.keptEdges(toMatrix(a), toMatrix(b), toMatrix(a)),
		expected: ({ a }) => each(a, (x) => (x === 0 ? 0 : 1)).flat(),
	},
	"keptEdges where clipping took all": {
		call: (k, { a, b }) => k.keptEdges(toMatrix(a), toMatrix(b), toMatrix(each(a, () => 0))),
		expected: ({ a, b }) => each(a, (x, i, j) => (x !== 0 && at(b, i, j) === 0 ? 1 : 0)).flat(),
	},
	whenAnyPositive: {
		call: (k, { a, b, perRow }) => k.whenAnyPositive(vector(perRow), toMatrix(a), toMatrix(b)),
		expected: ({ a, b, perRow }) => (perRow.some((x) => x > 0) ? a : b).flat(),
	},
	liquidAlpha: {
		call: (k, { a, b, perColumn }) => k.liquidAlpha(toMatrix(a), toMatrix(b), vector(perColumn), curve),
		expected: ({ a, b, perColumn }) =>
			each(a, (w, i, j) => {
				const bond = at(b, i, j);
				const far = Math.min(1, Math.max(0, w >= bond ? w - (perColumn[j] as number) : bond - w));
				return curve.low + (curve.high - curve.low) / (1 + Math.exp(-curve.steepness * (far - 0.5)));
			}).flat(),
	},
	softmax: {
		call: (k, { a }) => k.softmax(toMatrix(a)),
		expected: ({ a }) => a.flatMap((row) => scaled(row.map(Math.exp), sum(row.map(Math.exp)))),
	},
	errorNorms: {
		call: (k, { a, b }) => k.errorNorms(toMatrix(a), toMatrix(b.map((row) => row.map((x) => x + 1)))),
		expected: ({ a, b }) =>
			a.map((row, i) => {
				const reference = (b[i] as number[]).map((x) => x + 1);
				const most = Math.max(...row.map((x, j) => Math.abs(x - (reference[j] as number))));
				return most / Math.sqrt(sum(reference.map((x) => x * x)) / reference.length);
			}),
	},
};

describe.each(backends)("kernels on $name", (loaded) => {
	/** Weights that tie in 64 bits need not in 32: a rising edge could become a falling one. */
	const single = (o: Operands): Operands => ({
		a: each(o.a, Math.fround),
		b: each(o.b, Math.fround),
		perRow: o.perRow.map(Math.fround),
		perColumn: o.perColumn.map(Math.fround),
		share: o.share,
	});

	for (const [name, { call, expected }] of Object.entries(definitions))
		it(`${name} is what its definition says`, ({ skip }) => {
			const { kernels } = need(loaded, skip);
			fc.assert(
				fc.property(operands, (drawn) => {
					const o = single(drawn);
					expect(disagreements(call(kernels, o).data, expected(o), loaded.tolerance)).toEqual([]);
				}),
				{ numRuns: loaded.name === "js" ? 200 : 40, seed: 5 },
			);
		});

	it("topK orders by value, then by place", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const values = matrix([1, 3, 3, 2, 0, 0, 0, 0], 2, 4);
		const found = kernels.topK(values, 3);
		expect(found.shape).toEqual([2, 3]);
		expect(Array.from(found.data)).toEqual([1, 2, 3, 0, 1, 2]);
		expect(() => kernels.topK(values, 5)).toThrow("k from 1 to 4");
		expect(() => kernels.topK(values, 0)).toThrow("k from 1 to 4");
	});

	it("editDistances counts insertions, deletions and substitutions of the given lengths only", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const truths = matrix([1, 2, 3, 9, 1, 1, 1, 1, 1, 2, 3, 4, 7, 7, 7, 7], 4, 4);
		const answers = matrix([1, 3, 2, 5, 0, 1, 1, 2, 0, 0, 4, 1, 2, 3, 4, 7, 7, 7, 7, 7], 4, 5);
		const found = kernels.editDistances(truths, vector([3, 4, 4, 0]), answers, vector([4, 0, 5, 2]));
		expect(Array.from(found.data)).toEqual([2, 4, 1, 2]);
	});

	it("refuses shapes that do not go together", ({ skip }) => {
		const { kernels } = need(loaded, skip);
		const two = matrix([1, 2, 3, 4], 2, 2);
		const three = vector([1, 2, 3]);
		const one = vector([1]);
		for (const call of [
			() => kernels.clip(two, three),
			() => kernels.clip(two, one),
			() => kernels.scaleRows(two, one),
			() => kernels.columnProducts(two, three),
			() => kernels.rowProducts(two, one),
			() => kernels.movingAverage(two, matrix([1, 2], 1, 2), 0.5),
			() => kernels.weightedMedian(two, three, 0.5),
			() => kernels.errorNorms(two, matrix([1, 2], 2, 1)),
			() => kernels.editDistances(two, three, two, three),
		])
			expect(call).toThrow(expect.objectContaining({ code: "SHAPE_MISMATCH" }));
	});
});
