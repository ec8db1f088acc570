import type { Datatype } from "../protocol/tensor.js";

/** Where a pinned file comes from: the bundle's folder, an npm package that is installed, or a model that was pulled. */
export type FileSource =
	| { readonly file: string; readonly package?: never; readonly model?: never }
	| { readonly file: string; readonly package: string; readonly model?: never }
	| { readonly file: string; readonly model: string; readonly package?: never };

export interface PinnedFile {
	/** How the task's code calls it. */
	readonly name: string;
	readonly sha256: string;
	readonly source: FileSource;
}

/** One input or output of the model; -1 stands for a dimension that may vary. */
export interface ModelTensor {
	readonly name: string;
	readonly datatype: Datatype;
	readonly shape: readonly number[];
}

/** A file beside the model's own that holds weights of it: what ONNX calls external data. */
export interface ExternalDataFile {
	/** As the graph names it: a plain file name, in the folder of the model's file. */
	readonly location: string;
	readonly sha256: string;
}

export interface ModelSpecification {
	readonly name: string;
	readonly sha256: string;
	/** Every file of weights that the graph names; absent where all weights are in the model's file. */
	readonly externalData?: readonly ExternalDataFile[];
	/** Opset of the default ONNX domain. */
	readonly opset: number;
	readonly inputs: readonly ModelTensor[];
	readonly outputs: readonly ModelTensor[];
	readonly source: FileSource;
	readonly license: string;
	/**
	 * Operators that this model may use beyond those that may always run (`onnxOperators.ts`), as `domain:Name`.
	 * `ai.onnx:Loop` lets it hold loops without a constant bound. Whoever runs the task runs them.
	 */
	readonly permits?: readonly string[];
}

/** How an answer's honesty is checked. */
export interface Verification {
	/** `none`: by the score alone; `audit`: a random share is run again. */
	readonly mode: "none" | "audit";
	/** Share of answers that a validator runs again, 0 to 1. */
	readonly auditRate: number;
	/** Model tensor that is compared, before any softmax. */
	readonly tensor?: string;
	/** What `measured` of an audit means. */
	readonly metric?: "max-abs-over-rms" | "max-logit-shortfall";
	/** Largest honest `measured`, by ONNX Runtime execution provider of the answerer; `cpu` always there. */
	readonly tolerance?: Readonly<Record<string, number>>;
	/** Largest honest difference of a token's log probability, for tasks whose answers carry them. */
	readonly logprobTolerance?: number;
	/** What the tolerances were measured on, in words and figures. */
	readonly calibration?: string;
	/** Rows of the tensor that a validator demands. */
	readonly rows?: number;
}

/** The published definition of a task, `task.json`. */
export interface TaskManifest {
	readonly format: "ganglion-task/1";
	readonly name: string;
	/** Semantic version. */
	readonly version: string;
	readonly description: string;
	/** `reference`: the pinned model must be run; `competition`: any model, the hidden truth decides. */
	readonly kind: "reference" | "competition";
	readonly model: ModelSpecification;
	/** Other files that the task reads, each pinned. */
	readonly files: readonly PinnedFile[];
	/** The code of sampler, scorer and audit. `shipped` names a task inside Ganglion; else one self-contained file. */
	readonly code: TaskCode;
	/** How challenges are drawn, in words, with the parameters that the code reads. */
	readonly sampler: DescribedPart;
	/** How quality is told, in words, with the parameters that the code reads. */
	readonly scorer: DescribedPart;
	/** What an answer carries. */
	readonly answer: { readonly description: string; readonly outputs: readonly ModelTensor[] };
	readonly verification: Verification;
	readonly limits: TaskLimits;
	readonly reward: RewardRule;
	/** Beside the hash, not under it. */
	readonly signature?: ManifestSignature;
}

export type TaskCode =
	| {
			readonly shipped: string;
			readonly files: readonly { readonly file: string; readonly sha256: string }[];
	  }
	| { readonly file: string; readonly sha256: string };

export interface DescribedPart {
	readonly description: string;
	readonly parameters: Readonly<Record<string, unknown>>;
}

export interface TaskLimits {
	readonly requestBytes: number;
	readonly responseBytes: number;
	/** Time that a validator waits for an answer, in ms. */
	readonly timeoutMs: number;
	/** Memory that a miner's engine may take, in MiB. */
	readonly memoryMiB: number;
}

/** How a validator makes a score of quality and latency. */
export interface RewardRule {
	readonly rule: "quality";
	/** Score = quality^exponent; above 1, better answers earn more than in proportion. */
	readonly exponent: number;
	/** Full score up to `freeMs`, falling in a line to 0 at the time limit. Absent: latency does not count. */
	readonly latency?: { readonly freeMs: number };
}

export interface ManifestSignature {
	/** SS58 address of the author's key. */
	readonly author: string;
	readonly scheme: "sr25519" | "ed25519";
	/** 0x and 64 bytes in hex, over {@link manifestSigningPayload}. */
	readonly value: string;
}
