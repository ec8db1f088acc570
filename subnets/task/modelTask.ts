import type { ModelTensor, TaskManifest } from "../manifest/manifest.js";
import type { OnnxSignature } from "../manifest/onnxSignature.js";
import type { ModelKind } from "../models/modelKind.js";

/** A model that was pulled, as a task that would serve it sees it. */
export interface CandidateModel {
	/** `owner/name`. */
	readonly name: string;
	readonly kind: ModelKind;
	readonly signature: OnnxSignature;
	/** Of its file and of those beside it that hold weights. */
	readonly modelBytes: number;
	/** Whether its file holds operators whose scale depends on the other rows of a batch. */
	readonly quantisesByBatch: boolean;
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

/** The first output of that rank whose elements are FP32. */
export function floatOutput({ signature }: CandidateModel, rank: number): ModelTensor | undefined {
	return signature.outputs.find(({ datatype, shape }) => datatype === "FP32" && shape.length === rank);
}

/** Memory that an engine needs for a model, MiB: node and libraries, the file three times while it loads, and runs. */
export function memoryFor(modelBytes: number, runBytes: number): number {
	const MIB = 2 ** 20;
	return 640 + Math.ceil((3 * modelBytes + runBytes) / MIB);
}
