import { createCanvas } from "@napi-rs/canvas";
import { InputRefusedError } from "../../errors.js";
import { loadPicture } from "../../picture/loadPicture.js";
import type { Tensor } from "../../protocol/tensor.js";
import { LINE_HEIGHT, LINE_WIDTHS, lineTensor } from "./lineTensor.js";

/** A line longer than the widest bucket is squeezed this much at most; the model still reads it well. */
const MAX_SQUEEZE = 1.3;

/**
 * A picture of one text line (PNG, JPEG, WebP) as the model's input: scaled to the line's height and set on paper
 * of its right edge's colour, up to the next width bucket.
 *
 * @throws InputRefusedError where it is no picture, or not of one line's proportions
 */
export async function readImage(file: Uint8Array): Promise<Tensor> {
	const image = await loadPicture(file);
	const natural = Math.max(1, Math.round((image.width * LINE_HEIGHT) / image.height));
	const widest = LINE_WIDTHS.at(-1) as number;
	if (natural > widest * MAX_SQUEEZE)
		throw refused(
			"LINE_TOO_LONG",
			`expected one text line at most ${Math.floor((widest * MAX_SQUEEZE) / LINE_HEIGHT)} times as wide as high, got ${image.width} x ${image.height}`,
		);
	const drawn = Math.min(natural, widest);
	const width = LINE_WIDTHS.find((bucket) => bucket >= drawn) as number;
	const canvas = createCanvas(width, LINE_HEIGHT);
	const context = canvas.getContext("2d");
	context.fillStyle = "white";
	context.fillRect(0, 0, width, LINE_HEIGHT);
	context.drawImage(image, 0, 0, drawn, LINE_HEIGHT);
	if (drawn < width) {
		const edge = context.getImageData(drawn - 1, 0, 1, LINE_HEIGHT).data;
		context.fillStyle = `rgb(${[0, 1, 2].map((channel) => median(edge, channel)).join(",")})`;
		context.fillRect(drawn, 0, width - drawn, LINE_HEIGHT);
	}
	return lineTensor(context.getImageData(0, 0, width, LINE_HEIGHT).data, width);
}

function median(rgba: Uint8ClampedArray, channel: number): number {
	const values = Array.from({ length: rgba.length / 4 }, (_, pixel) => rgba[pixel * 4 + channel] as number);
	return values.sort((a, b) => a - b)[values.length >> 1] as number;
}

function refused(code: string, message: string): InputRefusedError {
	return new InputRefusedError({
		status: 400,
		code,
		message,
		remedy: "Send a picture of one text line as PNG, JPEG or WebP.",
	});
}
