import type { Kernels } from "../kernels.js";
import { clip } from "./clip.js";
import { columnProducts } from "./columnProducts.js";
import { editDistances } from "./editDistances.js";
import { errorNorms } from "./errorNorms.js";
import { keptEdges } from "./keptEdges.js";
import { liquidAlpha } from "./liquidAlpha.js";
import { movingAverage } from "./movingAverage.js";
import { movingAverageByEdge } from "./movingAverageByEdge.js";
import { normalise } from "./normalise.js";
import { normaliseColumns } from "./normaliseColumns.js";
import { normaliseRows } from "./normaliseRows.js";
import { rowProducts } from "./rowProducts.js";
import { rowSums } from "./rowSums.js";
import { scaleColumnsToMaximum } from "./scaleColumnsToMaximum.js";
import { scaleRows } from "./scaleRows.js";
import { softmax } from "./softmax.js";
import type { Tensor, TensorFlow } from "./tensorFlow.js";
import { topK } from "./topK.js";
import { weightedMedian } from "./weightedMedian.js";
import { whenAnyPositive } from "./whenAnyPositive.js";

/** Every kernel on TensorFlow, in 32-bit floats. What a kernel gives back is the caller's to dispose of. */
export function tfjsKernels(tf: TensorFlow): Kernels<Tensor> {
	return {
		weightedMedian: (...args) => weightedMedian(tf, ...args),
		clip: (...args) => clip(tf, ...args),
		normalise: (...args) => normalise(tf, ...args),
		normaliseRows: (...args) => normaliseRows(tf, ...args),
		normaliseColumns: (...args) => normaliseColumns(tf, ...args),
		scaleColumnsToMaximum: (...args) => scaleColumnsToMaximum(tf, ...args),
		scaleRows: (...args) => scaleRows(tf, ...args),
		rowSums: (...args) => rowSums(tf, ...args),
		columnProducts: (...args) => columnProducts(tf, ...args),
		rowProducts: (...args) => rowProducts(tf, ...args),
		movingAverage: (...args) => movingAverage(tf, ...args),
		movingAverageByEdge: (...args) => movingAverageByEdge(tf, ...args),
		liquidAlpha: (...args) => liquidAlpha(tf, ...args),
		keptEdges: (...args) => keptEdges(tf, ...args),
		whenAnyPositive: (...args) => whenAnyPositive(tf, ...args),
		softmax: (...args) => softmax(tf, ...args),
		topK: (...args) => topK(tf, ...args),
		errorNorms: (...args) => errorNorms(tf, ...args),
		editDistances: (...args) => editDistances(tf, ...args),
	};
}
