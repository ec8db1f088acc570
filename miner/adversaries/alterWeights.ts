import { type ByteRange, onnxTensors } from "../onnx/onnxTensors.js";

/** What is done to the weights of a model before it is loaded. */
export type WeightChange = "int8" | "half" | "other-model";

/** Element type of float32 in onnx.proto. */
const FLOAT32 = 1;

/** Where the float32 weights of an ONNX file lie. */
export function findFloatWeights(model: Uint8Array): ByteRange[] {
	return onnxTensors(model)
		.filter(({ elementType }) => elementType === FLOAT32)
		.flatMap(({ values }) => values);
}

/**
 * A copy of an ONNX model with every float32 weight changed, as a miner would who saves memory or serves another model.
 *
 * - `int8`: each tensor rounded to 255 steps of its own largest value;
 * - `half`: rounded to half precision (11 significant bits, subnormals kept, larger values clamped);
 * - `other-model`: the same architecture after "another training": each weight moved by a fixed pseudo-random share
 *   of its tensor's root mean square, so that the answers are still sensible but not this model's.
 *
 * @returns new bytes of the same length
 */
export function alterWeights(model: Uint8Array, change: WeightChange): Uint8Array {
	const copy = new Uint8Array(model);
	const view = new DataView(copy.buffer);
	findFloatWeights(copy).forEach((range, index) => {
		const count = Math.floor((range.end - range.start) / 4);
		const values = new Float32Array(count);
		for (let i = 0; i < count; i++) values[i] = view.getFloat32(range.start + 4 * i, true);
		const altered = changed(values, change, index);
		for (let i = 0; i < count; i++) view.setFloat32(range.start + 4 * i, altered[i] ?? 0, true);
	});
	return copy;
}

function changed(values: Float32Array, change: WeightChange, tensor: number): Float32Array {
	if (change === "half") return values.map(toHalf);
	if (change === "int8") {
		const largest = values.reduce((top, value) => Math.max(top, Math.abs(value)), 0);
		if (largest === 0 || !Number.isFinite(largest)) return values;
		const step = largest / 127;
		return values.map((value) => Math.round(value / step) * step);
	}
	// Tensors of a few values hold shapes and constants such as 0.5 or epsilons, not what a training would move.
	if (values.length < SMALLEST_TRAINED_TENSOR) return values;
	const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
	let state = (tensor + 1) * 0x9e3779b1;
	return values.map((value) => {
		state = (Math.imul(state, 1664525) + 1013904223) | 0;
		return value + OTHER_TRAINING_SHARE * rms * ((state >>> 8) / 2 ** 23 - 1);
	});
}

const SMALLEST_TRAINED_TENSOR = 64;
const OTHER_TRAINING_SHARE = 0.1;

const HALF_LARGEST = 65504;
const HALF_SMALLEST_NORMAL_EXPONENT = -14;
const HALF_FRACTION_BITS = 10;

/** The nearest half-precision value, ties to even. */
export function toHalf(value: number): number {
	if (value === 0 || Number.isNaN(value)) return value;
	const size = Math.abs(value);
	if (size >= HALF_LARGEST) return Math.sign(value) * HALF_LARGEST;
	const exponent = Math.max(Math.floor(Math.log2(size)), HALF_SMALLEST_NORMAL_EXPONENT);
	const step = 2 ** (exponent - HALF_FRACTION_BITS);
	const steps = size / step;
	const below = Math.floor(steps);
	const rest = steps - below;
	const rounded = rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
	return Math.sign(value) * rounded * step;
}
