import { createCanvas, type Image } from "@napi-rs/canvas";
import { type Pixels, resample } from "../../picture/resample.js";
import type { PictureShape } from "./pictureShape.js";

export const CHANNELS = 3;
/** Largest side of a picture while it is scaled. */
const MOST_PIXELS = 16_384;

/** A picture as the model's numbers: scaled, its middle cut out (black where it is smaller), normalised. */
export function preparePicture(image: Image, shape: PictureShape): Float32Array {
	const canvas = createCanvas(image.width, image.height);
	const context = canvas.getContext("2d");
	// What is transparent is white, as on paper.
	context.fillStyle = "white";
	context.fillRect(0, 0, image.width, image.height);
	context.drawImage(image, 0, 0);
	const { width, height } = scaledSize(image, shape);
	const scaled = resample(
		context.getImageData(0, 0, image.width, image.height),
		width,
		height,
		shape.resampling,
	);
	return normalise(cutOut(scaled, shape), shape);
}

function scaledSize(
	{ width, height }: Pick<Image, "width" | "height">,
	{ resize }: PictureShape,
): { width: number; height: number } {
	if (resize === undefined) return { width, height };
	if ("height" in resize) return resize;
	const along = (edge: number) =>
		Math.min(MOST_PIXELS, Math.floor((resize.shortestEdge * edge) / Math.min(width, height)));
	return { width: along(width), height: along(height) };
}

function cutOut(
	{ data, width, height }: Pixels,
	to: { readonly width: number; readonly height: number },
): Pixels {
	const left = Math.floor((width - to.width) / 2);
	const top = Math.floor((height - to.height) / 2);
	if (left === 0 && top === 0 && width === to.width) return { data, width, height };
	const cut = new Uint8ClampedArray(to.width * to.height * 4);
	for (let y = Math.max(0, -top); y < to.height && y + top < height; y++) {
		const first = Math.max(0, -left);
		const last = Math.min(to.width, width - left);
		const from = ((y + top) * width + left) * 4;
		cut.set(data.subarray(from + first * 4, from + last * 4), (y * to.width + first) * 4);
	}
	return { data: cut, width: to.width, height: to.height };
}

/** Bytes as the model's numbers: planes of red, green and blue, or the other way round. */
export function normalise({ data }: Pixels, shape: PictureShape): Float32Array {
	const { height, width, mean, std, factor, blueFirst } = shape;
	const plane = height * width;
	const values = new Float32Array(CHANNELS * plane);
	for (let channel = 0; channel < CHANNELS; channel++) {
		const start = plane * (blueFirst ? CHANNELS - 1 - channel : channel);
		for (let pixel = 0; pixel < plane; pixel++)
			values[start + pixel] =
				((data[4 * pixel + channel] as number) * factor - (mean[channel] ?? 0)) / (std[channel] ?? 1);
	}
	return values;
}

/** The largest number, by amount, that a picture gives. */
export function largestPixel({ mean, std, factor }: PictureShape): number {
	const ends = [0, 255 * factor].flatMap((value) =>
		mean.map((subtracted, channel) => Math.abs((value - subtracted) / (std[channel] ?? 1))),
	);
	return Math.max(...ends) * (1 + 1e-5);
}

/** Planes as pixels: [3, height, width] as [height, width, 3]. */
export function withChannelsLast(values: Float32Array): Float32Array {
	const plane = values.length / CHANNELS;
	const other = new Float32Array(values.length);
	for (let channel = 0; channel < CHANNELS; channel++)
		for (let pixel = 0; pixel < plane; pixel++)
			other[pixel * CHANNELS + channel] = values[channel * plane + pixel] as number;
	return other;
}
