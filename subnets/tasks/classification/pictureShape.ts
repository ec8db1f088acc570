import type { ModelTensor } from "../../manifest/manifest.js";
import type { Resampling } from "../../picture/resample.js";
import type { CandidateModel } from "../../task/modelTask.js";

/** How a model takes pictures, as its preprocessor_config.json says. Part of the manifest. */
export interface PictureShape {
	readonly height: number;
	readonly width: number;
	/** What a picture is scaled to before the middle is cut out: both edges, or the shorter one; absent: not scaled. */
	readonly resize?: { readonly height: number; readonly width: number } | { readonly shortestEdge: number };
	readonly resampling: Resampling;
	/** Each byte is multiplied by it. */
	readonly factor: number;
	/** Of red, green and blue: subtracted, and divided by. */
	readonly mean: readonly number[];
	readonly std: readonly number[];
	/** Whether blue comes first. */
	readonly blueFirst: boolean;
	/** Whether the model's input is [n, height, width, 3]; requests are [n, 3, height, width] whatever it is. */
	readonly channelsLast: boolean;
}

/** Pillow's numbers of its filters. */
const RESAMPLING: readonly Resampling[] = ["nearest", "lanczos", "bilinear", "bicubic", "box"];
/** Below this edge, processors that know crop_pct scale to more and cut; from it on they squeeze. */
const CROP_PCT_EDGE = 384;
const USUAL_EDGE = 224;

/** Reads preprocessor_config.json, with the defaults of the hub's image processors. */
export function readPictureShape(model: CandidateModel, input: ModelTensor): PictureShape {
	const config = model.json("preprocessor_config.json");
	const channelsLast = input.shape[3] === 3 && input.shape[1] !== 3;
	const [, a, b, c] = input.shape;
	const fixed = channelsLast ? [a, b] : [b, c];
	const { height, width, resize } = readEdges(config, fixed);
	const isNormal = config.do_normalize !== false;
	const number = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);
	return {
		height,
		width,
		...(config.do_resize === false || resize === undefined ? {} : { resize }),
		resampling: RESAMPLING[number(config.resample, 2)] ?? "bilinear",
		factor: config.do_rescale === false ? 1 : number(config.rescale_factor, 1 / 255),
		mean: isNormal ? threeOf(config.image_mean, 0.5) : [0, 0, 0],
		std: isNormal ? threeOf(config.image_std, 0.5) : [1, 1, 1],
		blueFirst: config.do_flip_channel_order === true,
		channelsLast,
	};
}

function threeOf(value: unknown, otherwise: number): readonly number[] {
	if (typeof value === "number") return [value, value, value];
	const isWhole =
		Array.isArray(value) &&
		value.length === 3 &&
		value.every((one) => typeof one === "number" && one !== null);
	return isWhole ? (value as number[]) : [otherwise, otherwise, otherwise];
}

/** @param fixed - height and width of the model's input, -1 where they may vary */
function readEdges(
	config: Readonly<Record<string, unknown>>,
	fixed: readonly (number | undefined)[],
): Pick<PictureShape, "height" | "width" | "resize"> {
	const [fixedHeight = -1, fixedWidth = -1] = fixed;
	const isCropped = config.do_center_crop === true;
	const size = readSize(config.size, isCropped);
	const crop = isCropped ? readSize(config.crop_size, false) : undefined;
	const edge = size !== undefined && "shortestEdge" in size ? size.shortestEdge : undefined;
	const cropPct = config.crop_pct;
	if (edge !== undefined && typeof cropPct === "number" && cropPct > 0) {
		const square = { height: edge, width: edge };
		return {
			...square,
			resize: edge < CROP_PCT_EDGE ? { shortestEdge: Math.floor(edge / cropPct) } : square,
		};
	}
	const both = [crop, size].find((one) => one !== undefined && "height" in one);
	const {
		height = fixedHeight > 0 ? fixedHeight : (edge ?? USUAL_EDGE),
		width = fixedWidth > 0 ? fixedWidth : (edge ?? USUAL_EDGE),
	} = (both ?? {}) as { height?: number; width?: number };
	return { height, width, resize: size ?? { height, width } };
}

/** @param isShortest - what a single number stands for: the shorter edge, or both */
function readSize(value: unknown, isShortest: boolean): PictureShape["resize"] {
	const isEdge = (edge: unknown): edge is number => Number.isSafeInteger(edge) && (edge as number) > 0;
	if (isEdge(value)) return isShortest ? { shortestEdge: value } : { height: value, width: value };
	const { height, width, shortest_edge: edge } = (value ?? {}) as Record<string, unknown>;
	if (isEdge(height) && isEdge(width)) return { height, width };
	return isEdge(edge) ? { shortestEdge: edge } : undefined;
}
