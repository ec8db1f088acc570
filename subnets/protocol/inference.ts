import type { Tensor } from "./tensor.js";

/** JSON values that a request's or answer's `parameters` may hold: flat, as the Open Inference Protocol says. */
export type Parameter = string | number | boolean;
export type Parameters = Readonly<Record<string, Parameter>>;

/** What a caller asks of a model: Open Inference Protocol v2, `POST /v2/models/{model}/infer`. */
export interface InferRequest {
	readonly id?: string;
	readonly parameters?: Parameters;
	readonly inputs: readonly Tensor[];
	/** Outputs wanted, by name; all, if absent. */
	readonly outputs?: readonly string[];
	/** Whether outputs shall come as binary tensors (protocol extension `binary_data_output`). */
	readonly binaryOutputs?: boolean;
}

export interface InferResponse {
	readonly modelName: string;
	readonly modelVersion?: string;
	readonly id?: string;
	readonly parameters?: Parameters;
	readonly outputs: readonly Tensor[];
}

/** Bounds that decoding enforces before it allocates. */
export interface CodecLimits {
	/** Whole body. Default 16 MiB. */
	readonly maxBytes: number;
	/** JSON part. Default 4 MiB. */
	readonly maxJsonBytes: number;
	/** Tensors in one message. Default 16. */
	readonly maxTensors: number;
	/** Dimensions of one tensor. Default 8. */
	readonly maxRank: number;
	/** Elements of one tensor. Default 4 Mi. */
	readonly maxElements: number;
	/** Bytes of one text in a BYTES tensor. Default 1 MiB. */
	readonly maxTextBytes: number;
	/** Whether NaN and infinities pass in floating-point tensors. Default false: a score of NaN must not arise. */
	readonly allowNonFinite: boolean;
}

export const defaultCodecLimits: CodecLimits = {
	maxBytes: 16 * 1024 * 1024,
	maxJsonBytes: 4 * 1024 * 1024,
	maxTensors: 16,
	maxRank: 8,
	maxElements: 4 * 1024 * 1024,
	maxTextBytes: 1024 * 1024,
	allowNonFinite: false,
};

/** A body with the headers that say how to read it. */
export interface EncodedMessage {
	readonly body: Uint8Array;
	/** `Content-Type`, and `Inference-Header-Content-Length` where binary tensors follow the JSON. */
	readonly headers: Record<string, string>;
}
