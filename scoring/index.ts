export type { Backend, Program } from "./backend.js";
export { characterErrorRate } from "./characterErrorRate.js";
export { characterErrorRates } from "./characterErrorRates.js";
export { type Crossover, describeCrossover, parseCrossover } from "./crossover/crossover.js";
export { measureCrossover } from "./crossover/measureCrossover.js";
export type { Operation } from "./crossover/workloads.js";
export { type EpochDistance, epochDistance } from "./epoch/epochDistance.js";
export type { EpochInput, EpochParameters, EpochRow } from "./epoch/epochInput.js";
export { type EpochOutput, type StoredEpoch, storedEpoch } from "./epoch/epochOutput.js";
export { yumaEpoch } from "./epoch/yumaEpoch.js";
export { errorNorm } from "./errorNorm.js";
export {
	BackendUnavailableError,
	CrossoverInvalidError,
	EpochInputError,
	Float32RangeError,
	NotFiniteError,
	ScoringError,
	ShapeMismatchError,
} from "./errors.js";
export { jsBackend } from "./js/jsBackend.js";
export { normalised } from "./js/normalise.js";
export type { Kernels, LiquidAlphaCurve } from "./kernels.js";
export { type Floats, matrix, type NdArray, vector } from "./ndArray.js";
export { openScoring, type Scoring } from "./openScoring.js";
export { loadTfjs } from "./tfjs/loadTfjs.js";
