import type { Program } from "./backend.js";
import type { Admission } from "./checkInputs.js";
import type { Kernels } from "./kernels.js";
import type { NdArray } from "./ndArray.js";

/** Runs a program whose one result is called `out`. */
type RunOne = <I extends string>(
	inputs: Record<I, NdArray>,
	program: Program<I, "out">,
	admission?: Admission,
) => NdArray;

/** Each kernel as a program of its own. The names of the inputs are those that errors name. */
export function kernelsOnArrays(run: RunOne): Kernels<NdArray> {
	return {
		weightedMedian: (weights, stake, minority) =>
			run({ weights }, (k, t) => ({ out: k.weightedMedian(t.weights, stake, minority) })),
		clip: (weights, limits) => run({ weights, limits }, (k, t) => ({ out: k.clip(t.weights, t.limits) })),
		normalise: (values) => run({ values }, (k, t) => ({ out: k.normalise(t.values) })),
		normaliseRows: (values) => run({ values }, (k, t) => ({ out: k.normaliseRows(t.values) })),
		normaliseColumns: (values) => run({ values }, (k, t) => ({ out: k.normaliseColumns(t.values) })),
		scaleColumnsToMaximum: (values) =>
			run({ values }, (k, t) => ({ out: k.scaleColumnsToMaximum(t.values) })),
		scaleRows: (values, factors) =>
			run({ values, factors }, (k, t) => ({ out: k.scaleRows(t.values, t.factors) })),
		rowSums: (values) => run({ values }, (k, t) => ({ out: k.rowSums(t.values) })),
		columnProducts: (values, factors) =>
			run({ values, factors }, (k, t) => ({ out: k.columnProducts(t.values, t.factors) })),
		rowProducts: (values, factors) =>
			run({ values, factors }, (k, t) => ({ out: k.rowProducts(t.values, t.factors) })),
		movingAverage: (next, previous, share) =>
			run({ next, previous }, (k, t) => ({ out: k.movingAverage(t.next, t.previous, share) })),
		movingAverageByEdge: (next, previous, shares, listed) =>
			run({ next, previous, shares, listed }, (k, t) => ({
				out: k.movingAverageByEdge(t.next, t.previous, t.shares, t.listed),
			})),
		liquidAlpha: (weights, bonds, consensus, curve) =>
			run({ weights, bonds, consensus }, (k, t) => ({
				out: k.liquidAlpha(t.weights, t.bonds, t.consensus, curve),
			})),
		keptEdges: (listed, before, after) =>
			run({ listed, before, after }, (k, t) => ({ out: k.keptEdges(t.listed, t.before, t.after) })),
		whenAnyPositive: (test, then, otherwise) =>
			run({ test, then, otherwise }, (k, t) => ({
				out: k.whenAnyPositive(t.test, t.then, t.otherwise),
			})),
		softmax: (logits) => run({ logits }, (k, t) => ({ out: k.softmax(t.logits) }), "any"),
		topK: (values, k) => run({ values }, (kernels, t) => ({ out: kernels.topK(t.values, k) })),
		errorNorms: (answers, reference) =>
			run({ answers, reference }, (k, t) => ({ out: k.errorNorms(t.answers, t.reference) }), "any"),
		editDistances: (truths, truthLengths, answers, answerLengths) =>
			run({ truths, truthLengths, answers, answerLengths }, (k, t) => ({
				out: k.editDistances(t.truths, t.truthLengths, t.answers, t.answerLengths),
			})),
	};
}
