import type { Parameters } from "../protocol/inference.js";
import type { Tensor } from "../protocol/tensor.js";

/** What a miner makes of a request. */
export interface Answer {
	/** Sent at once, under the receipt. */
	readonly outputs: readonly Tensor[];
	readonly parameters?: Parameters;
	/**
	 * Kept by the miner until a validator demands rows of it. The sha256 of every row stands in `outputs`, so the
	 * receipt binds them before the miner can know which will be demanded.
	 */
	readonly withheld?: Readonly<Record<string, WithheldTensor>>;
}

export interface WithheldTensor {
	/** Raw little-endian bytes, one entry a row. */
	readonly rows: readonly Uint8Array[];
}

/** The part of an answer that a validator has. */
export type ReceivedAnswer = Pick<Answer, "outputs" | "parameters">;
