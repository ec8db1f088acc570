import { floatsOfHalves, halvesOfFloats, type OnnxTensor, onnxTensors } from "../../subnets/index.js";

/** What is done to the weights of a model before it is loaded. */
export type WeightChange = "int8" | "half" | "other-model";

/** Element types of float32 and float16 in onnx.proto. */
const FLOAT32 = 1;
const FLOAT16 = 10;

/** The float tensors of an ONNX file, of single or half precision. */
export function findFloatWeights(model: Uint8Array): OnnxTensor[] {
	return onnxTensors(model).filter(({ elementType }) => elementType === FLOAT32 || elementType === FLOAT16);
}

/**
 * A copy of an ONNX model with its float weights changed, as a miner would who saves memory or serves another model.
 *
 * - `int8`: each channel of a matrix or convolution rounded to 255 steps of its largest value, as quantisers do;
 *   biases and normalisations stay
 * - `half`: every value rounded to half precision (11 significant bits, subnormals kept, larger values clamped)
 * - `other-model`: the same architecture after "another training": each value of a matrix or convolution moved by a
 *   fixed pseudo-random share of its tensor's root mean square, so that answers look sensible but are not this model's
 *
 * @returns new bytes of the same length
 */
export function alterWeights(model: Uint8Array, change: WeightChange): Uint8Array {
	const copy = new Uint8Array(model);
	findFloatWeights(copy).forEach(({ elementType, shape, values: ranges }, index) => {
		for (const { start, end } of ranges) {
			// Copied: values in a file lie at any place, and arrays of numbers do not.
			const bytes = copy.slice(start, end);
			const isHalf = elementType === FLOAT16;
			const values = isHalf
				? floatsOfHalves(new Uint16Array(bytes.buffer, 0, bytes.length >> 1))
				: new Float32Array(bytes.buffer, 0, bytes.length >> 2);
			const other = changed(values, shape, change, index);
			const written = isHalf ? halvesOfFloats(other) : other;
			copy.set(new Uint8Array(written.buffer, written.byteOffset, written.byteLength), start);
		}
	});
	return copy;
}

function changed(
	values: Float32Array,
	shape: readonly number[],
	change: WeightChange,
	tensor: number,
): Float32Array {
	if (change === "half") return values.map(toHalf);
	// One dimension: a bias, a normalisation or a constant such as 0.5.
	if (shape.length < 2) return values;
	return change === "int8" ? toInt8(values, shape) : moved(values, tensor);
}

/** Channels are the first dimension of a convolution, the last one of a matrix. */
function toInt8(values: Float32Array, shape: readonly number[]): Float32Array {
	const isMatrix = shape.length === 2;
	const channels = (isMatrix ? shape[1] : shape[0]) ?? 1;
	const perChannel = values.length / channels;
	const channelOf = (index: number) => (isMatrix ? index % channels : Math.floor(index / perChannel));
	const largest = new Float64Array(channels);
	values.forEach((value, index) => {
		const channel = channelOf(index);
		largest[channel] = Math.max(largest[channel] ?? 0, Math.abs(value));
	});
	return values.map((value, index) => {
		const step = (largest[channelOf(index)] ?? 0) / 127;
		return step > 0 && Number.isFinite(step) ? Math.round(value / step) * step : value;
	});
}

/** How far another training moves a weight, as a share of its tensor's root mean square. */
const OTHER_TRAINING_SHARE = 0.1;

function moved(values: Float32Array, tensor: number): Float32Array {
	const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
	let state = (tensor + 1) * 0x9e3779b1;
	return values.map((value) => {
		state = (Math.imul(state, 1664525) + 1013904223) | 0;
		return value + OTHER_TRAINING_SHARE * rms * ((state >>> 8) / 2 ** 23 - 1);
	});
}

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
