export type { Backend, Program } from "./backend.js";
export { characterErrorRate } from "./characterErrorRate.js";
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
export { loadTfjs } from "./tfjs/loadTfjs.js";
