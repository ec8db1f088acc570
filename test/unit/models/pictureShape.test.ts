import { createCanvas, loadImage } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import type { ModelTensor } from "../../../subnets/index.js";
import { beforeSoftmax } from "../../../subnets/manifest/beforeSoftmax.js";
import { onnxSignature } from "../../../subnets/manifest/onnxSignature.js";
import type { CandidateModel } from "../../../subnets/task/modelTask.js";
import { readPictureShape } from "../../../subnets/tasks/classification/pictureShape.js";
import { createPictureSubject } from "../../../subnets/tasks/classification/pictureSubject.js";
import { preparePicture } from "../../../subnets/tasks/classification/preparePicture.js";
import * as onnx from "../subnets/onnxWriter.js";

const IMAGENET = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };
const pixels = (...shape: number[]): ModelTensor => ({ name: "pixel_values", datatype: "FP32", shape });
const shapeOf = (config: object, input = pixels(-1, 3, -1, -1)) =>
	readPictureShape({ json: () => config } as unknown as CandidateModel, input);

describe("preprocessor_config.json of", () => {
	it.each<[string, object, object]>([
		[
			"ViT",
			{
				do_resize: true,
				size: { height: 224, width: 224 },
				resample: 2,
				do_normalize: true,
				image_mean: [0.5, 0.5, 0.5],
			},
			{
				height: 224,
				width: 224,
				resize: { height: 224, width: 224 },
				resampling: "bilinear",
				mean: [0.5, 0.5, 0.5],
			},
		],
		[
			"an older ViT, whose size is a number",
			{ size: 384, resample: 3 },
			{ height: 384, width: 384, resize: { height: 384, width: 384 }, resampling: "bicubic" },
		],
		[
			"CLIP and ResNet: shorter edge, then the middle",
			{
				size: { shortest_edge: 256 },
				do_center_crop: true,
				crop_size: { height: 224, width: 224 },
				resample: 3,
				...IMAGENET,
			},
			{
				height: 224,
				width: 224,
				resize: { shortestEdge: 256 },
				mean: IMAGENET.image_mean,
				std: IMAGENET.image_std,
			},
		],
		[
			"an older one of these, by numbers",
			{ size: 256, do_center_crop: true, crop_size: 224 },
			{ height: 224, width: 224, resize: { shortestEdge: 256 } },
		],
		[
			"ConvNeXT: a share of the picture is cut out",
			{ size: { shortest_edge: 224 }, crop_pct: 0.875 },
			{ height: 224, width: 224, resize: { shortestEdge: 256 } },
		],
		[
			"ConvNeXT for large pictures: squeezed",
			{ size: { shortest_edge: 384 }, crop_pct: 0.875 },
			{ height: 384, width: 384, resize: { height: 384, width: 384 } },
		],
		[
			"MobileViT: blue first, and not normalised",
			{
				size: { shortest_edge: 288 },
				do_center_crop: true,
				crop_size: { height: 256, width: 256 },
				do_normalize: false,
				do_flip_channel_order: true,
			},
			{ height: 256, width: 256, blueFirst: true, mean: [0, 0, 0], std: [1, 1, 1], factor: 1 / 255 },
		],
		["one that takes bytes as they are", { size: 32, do_rescale: false, do_normalize: false }, { factor: 1 }],
		[
			"one with a factor of its own",
			{ size: 32, rescale_factor: 1 / 127.5, image_mean: 1, image_std: 1 },
			{ factor: 1 / 127.5, mean: [1, 1, 1] },
		],
		[
			"nearest, and no scaling",
			{ do_resize: false, resample: 0, size: 32 },
			{ resampling: "nearest", height: 32 },
		],
		[
			"nothing: the usual",
			{},
			{ height: 224, width: 224, resize: { height: 224, width: 224 }, factor: 1 / 255 },
		],
	])("%s", (_name, config, expected) => {
		expect(shapeOf(config)).toMatchObject(expected);
	});

	it("says less than the model's own input, where that is fixed", () => {
		expect(shapeOf({}, pixels(-1, 3, 48, 192))).toMatchObject({
			height: 48,
			width: 192,
			channelsLast: false,
		});
		expect(shapeOf({}, pixels(-1, 96, 64, 3))).toMatchObject({ height: 96, width: 64, channelsLast: true });
		expect(shapeOf({ do_resize: false }, pixels(-1, 3, 8, 8))).not.toHaveProperty("resize");
	});
});

describe("a picture", () => {
	/** Red on the left, blue on the right, 8 x 4. */
	const halves = () => {
		const canvas = createCanvas(8, 4);
		const context = canvas.getContext("2d");
		context.fillStyle = "rgb(255,0,0)";
		context.fillRect(0, 0, 4, 4);
		context.fillStyle = "rgb(0,0,255)";
		context.fillRect(4, 0, 4, 4);
		return loadImage(canvas.toBuffer("image/png"));
	};
	const raw = { do_rescale: false, do_normalize: false };

	it("is squeezed, cut or set into black, as its shape says", async () => {
		const image = await halves();
		const red = (config: object) =>
			Array.from(preparePicture(image, shapeOf({ ...raw, ...config }))).slice(0, 4);
		const size = { height: 2, width: 2 };
		expect(red({ size, resample: 0 })).toEqual([255, 0, 255, 0]);
		expect(red({ size: { shortest_edge: 2 }, do_center_crop: true, crop_size: size, resample: 0 })).toEqual([
			255, 0, 255, 0,
		]);
		const larger = preparePicture(
			image,
			shapeOf({ ...raw, do_resize: false, do_center_crop: true, crop_size: { height: 6, width: 10 } }),
		);
		const rows = Array.from({ length: 6 }, (_, y) => Array.from(larger.slice(10 * y, 10 * y + 10)));
		expect(rows[0]).toEqual(Array(10).fill(0));
		expect(rows[1]).toEqual([0, 255, 255, 255, 255, 0, 0, 0, 0, 0]);
	});

	it("has its channels in the model's order, and is normalised by colour whatever comes first", async () => {
		const image = await halves();
		const config = {
			size: { height: 1, width: 1 },
			do_center_crop: true,
			crop_size: { height: 1, width: 1 },
			resample: 0,
			image_mean: [0.5, 0.25, 0],
			image_std: [0.5, 0.25, 2],
		};
		// The pixel in the middle of eight is the fifth: blue.
		expect(Array.from(preparePicture(image, shapeOf(config)))).toEqual([-1, -1, 0.5]);
		const flipped = shapeOf({ ...config, do_flip_channel_order: true });
		expect(Array.from(preparePicture(image, flipped))).toEqual([0.5, -1, -1]);
	});

	it("reaches a model that has channels last, under the model's own name", async () => {
		const input: ModelTensor = { name: "image", datatype: "FP32", shape: [-1, 1, 2, 3] };
		const shape = shapeOf({ ...raw, resample: 0 }, input);
		const subject = createPictureSubject(shape, input);
		const canvas = createCanvas(8, 4);
		canvas.getContext("2d").drawImage(await halves(), 0, 0);
		const request = await subject.fromInput({ file: canvas.toBuffer("image/png") });
		expect(request.inputs[0]).toMatchObject({ name: "pixel_values", shape: [1, 3, 1, 2] });
		expect(subject.feeds(subject.read(request))).toEqual({
			image: {
				name: "image",
				datatype: "FP32",
				shape: [1, 1, 2, 3],
				data: Float32Array.of(255, 0, 0, 0, 0, 255),
			},
		});
	});

	it("is refused past what its bytes can give", () => {
		const subject = createPictureSubject(shapeOf(raw, pixels(-1, 3, 1, 1)), pixels(-1, 3, 1, 1));
		const check = (value: number) =>
			subject.check({
				inputs: [
					{
						name: "pixel_values",
						datatype: "FP32",
						shape: [1, 3, 1, 1],
						data: new Float32Array(3).fill(value),
					},
				],
			});
		expect(check(255)).toBeUndefined();
		expect(check(256)).toMatchObject({ code: "INPUT_RANGE" });
	});
});

describe("a graph", () => {
	const ending = (...operators: string[]) =>
		onnx.model(
			onnx.graph({
				nodes: operators.map((operator, i) =>
					onnx.node({ operator, inputs: [`t${i}`], outputs: [`t${i + 1}`] }),
				),
				inputs: [onnx.value("t0", onnx.FLOAT, [-1, 2])],
				outputs: [onnx.value(`t${operators.length}`, onnx.FLOAT, ["n", 2])],
			}),
		);

	it.each<[readonly string[], string | undefined]>([
		[["Relu", "Softmax"], "t1"],
		[["Relu", "Softmax", "Identity"], "t1"],
		[["Relu", "Softmax", "Cast", "Identity"], "t1"],
		[["Softmax", "Relu"], undefined],
		[["Relu"], undefined],
	])("that ends in %j is compared at %s", (operators, expected) => {
		expect(beforeSoftmax(ending(...operators), `t${operators.length}`)).toBe(expected);
	});

	it("that says -1 of a dimension says that it may vary", () => {
		expect(onnxSignature(ending("Relu")).inputs[0]?.shape).toEqual([-1, 2]);
	});
});
