import { createCanvas } from "@napi-rs/canvas";
import { InputRefusedError } from "../../errors.js";
import type { ModelTensor } from "../../manifest/manifest.js";
import { loadPicture } from "../../picture/loadPicture.js";
import { halvesOfFloats } from "../../protocol/halfFloats.js";
import type { InferRequest } from "../../protocol/inference.js";
import { type Refusal, refusal } from "../../protocol/refusal.js";
import { requiredInput } from "../../task/requiredInput.js";
import { drawScene } from "./drawScene.js";
import type { PictureShape } from "./pictureShape.js";
import { CHANNELS, largestPixel, normalise, preparePicture, withChannelsLast } from "./preparePicture.js";
import type { Subject } from "./subject.js";

/** Pictures of one request, at most. */
const MAX_PICTURES = 4;

/**
 * Pictures, as the numbers that the model reads: who asks scales and normalises them, so that no miner unpacks files.
 * Requests carry `pixel_values`, FP32 [n, 3, height, width], whatever the model's own input is called, typed and laid out.
 *
 * @param input - the model's
 */
export function createPictureSubject(
	shape: PictureShape,
	input: Pick<ModelTensor, "name" | "datatype">,
): Subject {
	const { height, width } = shape;
	const pixels = CHANNELS * height * width;
	const largest = largestPixel(shape);
	const check = (request: InferRequest): Refusal | undefined => {
		const [tensor] = request.inputs;
		const count = tensor?.shape[0] ?? 0;
		if (
			request.inputs.length !== 1 ||
			tensor?.name !== "pixel_values" ||
			!(tensor.data instanceof Float32Array) ||
			tensor.shape.length !== 4 ||
			count < 1 ||
			count > MAX_PICTURES ||
			tensor.data.length !== count * pixels ||
			tensor.shape[1] !== CHANNELS ||
			tensor.shape[2] !== height
		)
			return refusal(
				400,
				"INPUT_SHAPE",
				`expected one input pixel_values, FP32 [1 to ${MAX_PICTURES}, ${CHANNELS}, ${height}, ${width}]`,
				"Scale and cut pictures as docs/models.md says.",
			);
		if (!tensor.data.every((value) => Math.abs(value) <= largest))
			return refusal(
				400,
				"INPUT_RANGE",
				`expected normalised pixels from -${largest.toPrecision(4)} to ${largest.toPrecision(4)}`,
				"Multiply each byte by the picture's factor, subtract the mean and divide by the standard deviation (sampler.parameters.picture of the manifest).",
			);
		return undefined;
	};
	const requestOf = (pictures: readonly Float32Array[]): InferRequest => {
		const data = new Float32Array(pictures.length * pixels);
		for (const [i, picture] of pictures.entries()) data.set(picture, i * pixels);
		const shaped = [pictures.length, CHANNELS, height, width];
		return {
			inputs: [{ name: "pixel_values", datatype: "FP32", shape: shaped, data }],
			binaryOutputs: true,
		};
	};
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
			for (const [i, { values }] of items.entries())
				data.set(shape.channelsLast ? withChannelsLast(values as Float32Array) : values, i * pixels);
			const { name } = input;
			const shaped = shape.channelsLast
				? [items.length, height, width, CHANNELS]
				: [items.length, CHANNELS, height, width];
			return {
				[name]:
					input.datatype === "FP16"
						? { name, datatype: "FP16", shape: shaped, data: halvesOfFloats(data) }
						: { name, datatype: "FP32", shape: shaped, data },
			};
		},
		draw(random) {
			const canvas = createCanvas(width, height);
			const context = canvas.getContext("2d");
			drawScene(context, random, width, height);
			return requestOf([normalise(context.getImageData(0, 0, width, height), shape)]);
		},
		async fromInput(input) {
			const file = requiredInput(
				input.file,
				"a picture",
				"Send a picture (`ganglion query --input cat.jpg`).",
			);
			return requestOf([preparePicture(await loadPicture(file), shape)]);
		},
	};
}
