import type { Tensor } from "./tensor.js";

// IEEE 754 half precision, in memory as its 16 bits: Node.js has numbers of that kind only from version 24 on.

const EXPONENT = 0x7c00;
const FRACTION = 0x03ff;
/** Half precision's 1 at its lowest bit. */
const SMALLEST = 2 ** -24;

/** The value of every half there is. */
let values: Float32Array | undefined;

function valueOfHalf(half: number): number {
	const sign = half >= 0x8000 ? -1 : 1;
	const exponent = (half & EXPONENT) >> 10;
	const fraction = half & FRACTION;
	if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
	if (exponent === 0) return sign * fraction * SMALLEST;
	return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Halves as single precision, which holds each of them exactly. */
export function floatsOfHalves(halves: Uint16Array): Float32Array {
	values ??= Float32Array.from({ length: 0x10000 }, (_, half) => valueOfHalf(half));
	const table = values;
	const floats = new Float32Array(halves.length);
	for (let i = 0; i < halves.length; i++) floats[i] = table[halves[i] as number] as number;
	return floats;
}

/** The nearest halves, ties to even; beyond the largest (65,504) infinity. */
export function halvesOfFloats(floats: Float32Array): Uint16Array {
	const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
	const halves = new Uint16Array(floats.length);
	for (let i = 0; i < floats.length; i++) {
		const all = bits[i] as number;
		halves[i] = ((all >>> 16) & 0x8000) | halfOf(all & 0x7fffffff);
	}
	return halves;
}

/** Of the bits of a float without its sign: exponent from bit 23 on, biased by 127 (a half's: from bit 10 on, by 15). */
function halfOf(bits: number): number {
	if (bits > 0x7f800000) return EXPONENT | 0x200;
	// Half of the way from 65,504 to what would be the next.
	if (bits >= 0x477ff000) return EXPONENT;
	const exponent = bits >>> 23;
	if (exponent >= 113) return rounded(bits - (112 << 23), 13);
	// Below the smallest normal half: a whole number of its lowest bits. Below half of one, 0.
	return exponent < 102 ? 0 : rounded((bits & 0x7fffff) | 0x800000, 126 - exponent);
}

function rounded(value: number, shift: number): number {
	const kept = value >>> shift;
	const rest = value - kept * 2 ** shift;
	const half = 2 ** (shift - 1);
	return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept;
}

/** Whether a half is a number: not infinite, and not NaN. */
export function isFiniteHalf(half: number): boolean {
	return (half & EXPONENT) !== EXPONENT;
}

/** The values of an FP32 tensor, or of an FP16 one in single precision; undefined for another. */
export function floatsOf(tensor: Tensor | undefined): Float32Array | undefined {
	const { datatype, data } = tensor ?? {};
	if (datatype === "FP16" && data instanceof Uint16Array) return floatsOfHalves(data);
	return data instanceof Float32Array ? data : undefined;
}
