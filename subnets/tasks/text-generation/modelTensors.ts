import type { Tensor } from "../../protocol/tensor.js";

/** A tensor of whole numbers, as the model takes them. */
export function int64(name: string, shape: readonly number[], data: BigInt64Array): Tensor {
	return { name, datatype: "INT64", shape, data };
}

/** What a run gave. */
export function readOutputs({ logits, present }: Record<string, Tensor>): {
	logits: Float32Array;
	present: Float32Array;
} {
	if (!(logits?.data instanceof Float32Array) || !(present?.data instanceof Float32Array))
		throw new TypeError("the session gave no logits or no present");
	return { logits: logits.data, present: present.data };
}
