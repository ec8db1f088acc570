import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { InputRefusedError } from "../../errors.js";
import { loadPicture } from "../../picture/loadPicture.js";
import type { InferRequest } from "../../protocol/inference.js";
import { type Refusal, refusal } from "../../protocol/refusal.js";
import type { Tensor } from "../../protocol/tensor.js";
import type { Random } from "../../task/random.js";
import type { Subject } from "./subject.js";

/** How a model takes pictures: its preprocessor_config.json. */
export interface PictureShape {
	readonly height: number;
	readonly width: number;
	/** Of the shorter edge before the middle is cut out; 0 squeezes the whole picture into the shape. */
	readonly shortestEdge: number;
	readonly mean: readonly number[];
	readonly std: readonly number[];
}

const CHANNELS = 3;
/** Pictures of one request, at most. */
const MAX_PICTURES = 4;
/** A pixel further from its channel's mean, in its standard deviations, is none that a picture gives. */
const MAX_PIXEL = 8;

/** Pictures, as the numbers that the model reads: who asks scales and normalises them, so that no miner unpacks files. */
export function createPictureSubject(shape: PictureShape): Subject {
	const { height, width } = shape;
	const pixels = CHANNELS * height * width;
	const check = (request: InferRequest): Refusal | undefined => {
		const [input] = request.inputs;
		const count = input?.shape[0] ?? 0;
		if (
			request.inputs.length !== 1 ||
			input?.name !== "pixel_values" ||
			!(input.data instanceof Float32Array) ||
			input.shape.length !== 4 ||
			count < 1 ||
			count > MAX_PICTURES ||
			input.data.length !== count * pixels ||
			input.shape[1] !== CHANNELS ||
			input.shape[2] !== height
		)
			return refusal(
				400,
				"INPUT_SHAPE",
				`expected one input pixel_values, FP32 [1 to ${MAX_PICTURES}, ${CHANNELS}, ${height}, ${width}]`,
				"Scale and cut pictures as docs/models.md says.",
			);
		if (!input.data.every((value) => Math.abs(value) <= MAX_PIXEL))
			return refusal(
				400,
				"INPUT_RANGE",
				`expected normalised pixels from -${MAX_PIXEL} to ${MAX_PIXEL}`,
				"Divide each byte by 255, subtract the mean and divide by the standard deviation.",
			);
		return undefined;
	};
	const requestOf = (pictures: readonly Float32Array[]): InferRequest => {
		const data = new Float32Array(pictures.length * pixels);
		for (const [i, picture] of pictures.entries()) data.set(picture, i * pixels);
		return { inputs: [pixelTensor(pictures.length, data)], binaryOutputs: true };
	};
	const pixelTensor = (count: number, data: Float32Array): Tensor => ({
		name: "pixel_values",
		datatype: "FP32",
		shape: [count, CHANNELS, height, width],
		data,
	});
	return {
		check,
		read(request) {
			const refused = check(request);
			if (refused !== undefined) throw new InputRefusedError(refused);
			const data = request.inputs[0]?.data as Float32Array;
			return Array.from({ length: data.length / pixels }, (_, i) => ({
				key: "picture",
				values: data.subarray(i * pixels, (i + 1) * pixels),
			}));
		},
		feeds(items) {
			const data = new Float32Array(items.length * pixels);
			for (const [i, { values }] of items.entries()) data.set(values, i * pixels);
			return { pixel_values: pixelTensor(items.length, data) };
		},
		draw(random) {
			const canvas = createCanvas(width, height);
			const context = canvas.getContext("2d");
			drawScene(context, random, width, height);
			return requestOf([normalise(context, shape)]);
		},
		async fromInput({ file }) {
			if (file === undefined)
				throw new InputRefusedError({
					status: 400,
					code: "INPUT_MISSING",
					message: "expected a picture, got none",
					remedy: "Send a picture (`ganglion query --input cat.jpg`).",
				});
			const image = await loadPicture(file);
			const canvas = createCanvas(width, height);
			const context = canvas.getContext("2d");
			context.fillStyle = "white";
			context.fillRect(0, 0, width, height);
			const scale = shape.shortestEdge / Math.min(image.width, image.height);
			const [drawnWidth, drawnHeight] =
				shape.shortestEdge === 0 ? [width, height] : [image.width * scale, image.height * scale];
			context.imageSmoothingQuality = "high";
			context.drawImage(image, (width - drawnWidth) / 2, (height - drawnHeight) / 2, drawnWidth, drawnHeight);
			return requestOf([normalise(context, shape)]);
		},
	};
}

/** Bytes of a canvas as the model's numbers: planes of red, green and blue. */
function normalise(context: SKRSContext2D, { height, width, mean, std }: PictureShape): Float32Array {
	const rgba = context.getImageData(0, 0, width, height).data;
	const plane = height * width;
	const values = new Float32Array(CHANNELS * plane);
	for (let channel = 0; channel < CHANNELS; channel++)
		for (let pixel = 0; pixel < plane; pixel++)
			values[channel * plane + pixel] =
				((rgba[4 * pixel + channel] as number) / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
	return values;
}

/** A made-up scene: a sky, a ground, and shapes in colours of chance, each different at every pixel's noise. */
function drawScene(context: SKRSContext2D, random: Random, width: number, height: number): void {
	const colour = () => `rgb(${random.integer(256)},${random.integer(256)},${random.integer(256)})`;
	const sky = context.createLinearGradient(0, 0, random.integer(width), height);
	sky.addColorStop(0, colour());
	sky.addColorStop(1, colour());
	context.fillStyle = sky;
	context.fillRect(0, 0, width, height);
	context.fillStyle = colour();
	context.fillRect(0, height * (0.5 + 0.4 * random.next()), width, height);
	for (let i = 2 + random.integer(6); i > 0; i--) {
		const [x, y, size] = [
			random.next() * width,
			random.next() * height,
			(0.05 + 0.3 * random.next()) * width,
		];
		context.fillStyle = colour();
		context.beginPath();
		if (random.next() < 0.5)
			context.ellipse(x, y, size, size * (0.3 + random.next()), random.next() * 3, 0, 7);
		else {
			context.moveTo(x, y);
			for (let corner = 2 + random.integer(4); corner > 0; corner--)
				context.lineTo(x + size * (random.next() - 0.5) * 2, y + size * (random.next() - 0.5) * 2);
		}
		context.fill();
	}
	const image = context.getImageData(0, 0, width, height);
	for (let i = 0; i < image.data.length; i += 4)
		for (let channel = 0; channel < CHANNELS; channel++)
			image.data[i + channel] = (image.data[i + channel] as number) + random.integer(17) - 8;
	context.putImageData(image, 0, 0);
}
