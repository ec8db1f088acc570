import type { Tensor } from "../../protocol/tensor.js";

/** Height of every line in pixels: the model's own. */
export const LINE_HEIGHT = 48;

/** Width buckets in pixels. One width for all lengths would cost; free widths would tell requests apart. */
export const LINE_WIDTHS: readonly number[] = [320, 480, 640];

/**
 * A line's pixels as the model's input `x`, FP32 [1, 3, 48, width], in the channel order blue, green, red and the
 * range -1 to 1, as PaddleOCR prepares its images.
 *
 * @param rgba - four bytes a pixel, row by row
 */
export function lineTensor(rgba: Uint8ClampedArray | Uint8Array, width: number): Tensor {
	const plane = width * LINE_HEIGHT;
	const data = new Float32Array(3 * plane);
	for (let pixel = 0, byte = 0; pixel < plane; pixel++, byte += 4) {
		data[pixel] = (rgba[byte + 2] as number) / 127.5 - 1;
		data[plane + pixel] = (rgba[byte + 1] as number) / 127.5 - 1;
		data[2 * plane + pixel] = (rgba[byte] as number) / 127.5 - 1;
	}
	return { name: "x", datatype: "FP32", shape: [1, 3, LINE_HEIGHT, width], data };
}

/** Lines of one width as one input, a row each. */
export function stackLines(lines: readonly Tensor[]): Tensor {
	const [first, ...others] = lines;
	if (first === undefined || others.some(({ shape }) => shape[3] !== first.shape[3]))
		throw new RangeError("expected one or more lines of one width: padding would change what is read");
	if (others.length === 0) return first;
	const each = first.data.length;
	const data = new Float32Array(lines.length * each);
	lines.forEach((line, row) => {
		data.set(line.data as Float32Array, row * each);
	});
	return { ...first, shape: [lines.length, ...first.shape.slice(1)], data };
}
