import type { Kernels } from "../kernels.js";
import type { NdArray } from "../ndArray.js";
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
import { topK } from "./topK.js";
import { weightedMedian } from "./weightedMedian.js";
import { whenAnyPositive } from "./whenAnyPositive.js";

/** Every kernel in plain JavaScript, in 64-bit floats. */
export const jsKernels: Kernels<NdArray> = {
	weightedMedian,
	clip,
	normalise,
	normaliseRows,
	normaliseColumns,
	scaleColumnsToMaximum,
	scaleRows,
	rowSums,
	columnProducts,
	rowProducts,
	movingAverage,
	movingAverageByEdge,
	liquidAlpha,
	keptEdges,
	whenAnyPositive,
	softmax,
	topK,
	errorNorms,
	editDistances,
};
