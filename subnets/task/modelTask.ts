import type { ModelTensor, TaskManifest } from "../manifest/manifest.js";
import type { OnnxSignature } from "../manifest/onnxSignature.js";
import type { ModelKind } from "../models/modelKind.js";
import type { Datatype } from "../protocol/tensor.js";

/** A model that was pulled, as a task that would serve it sees it. */
export interface CandidateModel {
	/** `owner/name`. */
	readonly name: string;
	readonly kind: ModelKind;
	readonly signature: OnnxSignature;
	/** Of its file and of those beside it that hold weights. */
	readonly modelBytes: number;
	/** Whether it calculates in half precision (float16), in which honest answers differ by more. */
	readonly calculatesInHalf: boolean;
	/** Whether its file holds operators whose scale depends on the other rows of a batch. */
	readonly quantisesByBatch: boolean;
	/** The tensor that a softmax at the end of that output takes; undefined where there is none. */
	beforeSoftmax(output: string): string | undefined;
	/** A JSON file of the model's folder; `{}` where it has none of that name. */
	json(path: string): Readonly<Record<string, unknown>>;
}

/** What of a manifest a task decides; model, files and code follow from the model and from Ganglion. */
export type DesignedParts = Pick<
	TaskManifest,
	"description" | "sampler" | "scorer" | "answer" | "verification" | "limits" | "reward"
>;

/**
 * The manifest's parts for a model.
 * @throws BundleUnusableError where the task cannot serve it
 */
export type DesignTask = (model: CandidateModel) => DesignedParts;

/** The first output of that rank whose elements are FP32 or FP16. */
export function floatOutput({ signature }: CandidateModel, rank: number): ModelTensor | undefined {
	return signature.outputs.find(({ datatype, shape }) => isFloat(datatype) && shape.length === rank);
}

/** Whether a task of a model reads such numbers: FP16 is converted where it is calculated with. */
export function isFloat(datatype: Datatype): boolean {
	return datatype === "FP32" || datatype === "FP16";
}

/** Memory that an engine needs for a model, MiB: node and libraries, the file three times while it loads, and runs. */
export function memoryFor(modelBytes: number, runBytes: number): number {
	const MIB = 2 ** 20;
	return 640 + Math.ceil((3 * modelBytes + runBytes) / MIB);
}
