import type { Tensor } from "../../protocol/tensor.js";

/** Height of every line in pixels: the model's own. */
export const LINE_HEIGHT = 48;

/** Width buckets in pixels. One width for all lengths would cost; free widths would tell requests apart. */
export const LINE_WIDTHS: readonly number[] = [320, 480, 640];

/** A channel's byte as the model takes it: PaddleOCR's range of -1 to 1. */
const PIXELS = Float32Array.from({ length: 256 }, (_, byte) => byte / 127.5 - 1);

/**
 * A line's pixels as the task's input `x`, UINT8 [1, 3, 48, width], in the channel order blue, green, red, as PaddleOCR
 * prepares its images.
 *
 * @param rgba - four bytes a pixel, row by row
 */
export function lineTensor(rgba: Uint8ClampedArray | Uint8Array, width: number): Tensor {
	const plane = width * LINE_HEIGHT;
	const data = new Uint8Array(3 * plane);
	for (let pixel = 0, byte = 0; pixel < plane; pixel++, byte += 4) {
		data[pixel] = rgba[byte + 2] as number;
		data[plane + pixel] = rgba[byte + 1] as number;
		data[2 * plane + pixel] = rgba[byte] as number;
	}
	return { name: "x", datatype: "UINT8", shape: [1, 3, LINE_HEIGHT, width], data };
}

/** Lines of one width, of bytes or of the model's own numbers, as the model's one input: FP32, a row each. */
export function stackLines(lines: readonly Tensor[]): Tensor {
	const [first, ...others] = lines;
	if (first === undefined || others.some(({ shape }) => shape[3] !== first.shape[3]))
		throw new RangeError("expected one or more lines of one width: padding would change what is read");
	const each = first.data.length;
	const data = new Float32Array(lines.length * each);
	for (const [row, line] of lines.entries()) {
		const at = row * each;
		if (line.data instanceof Float32Array) data.set(line.data, at);
		else {
			const bytes = line.data as Uint8Array;
			for (let i = 0; i < each; i++) data[at + i] = PIXELS[bytes[i] as number] as number;
		}
	}
	return { name: first.name, datatype: "FP32", shape: [lines.length, ...first.shape.slice(1)], data };
}
