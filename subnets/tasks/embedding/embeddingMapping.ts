import { parseTextsRequest, type TextLimits, textsRequest } from "../../language/textsRequest.js";
import type { InferRequest } from "../../protocol/inference.js";
import { accepted, type Checked, type Refusal, refusal } from "../../protocol/refusal.js";
import { findTensor } from "../../protocol/tensor.js";
import type { ReceivedAnswer } from "../../task/answer.js";
import type { OpenAiMapping, OpenAiRequest } from "../../task/openai.js";

/** OpenAI's `/v1/embeddings`: texts in `input`, vectors as numbers or, as its own clients ask, in base64. */
export function createEmbeddingMapping(settings: TextLimits & { readonly width: number }): OpenAiMapping {
	return {
		endpoints: ["embeddings"],
		parse(_endpoint, body): Checked<OpenAiRequest> {
			if (typeof body !== "object" || body === null || Array.isArray(body))
				return refused("the body to be an object");
			const { input, encoding_format: format = "float", dimensions } = body as Record<string, unknown>;
			const texts: unknown[] = Array.isArray(input) ? input : [input];
			if (!texts.every((text): text is string => typeof text === "string"))
				return refused("input to be a text or texts; token ids are not taken");
			if (format !== "float" && format !== "base64")
				return refused('encoding_format to be "float" or "base64"');
			if (dimensions !== undefined && dimensions !== null && dimensions !== settings.width)
				return refused(`dimensions to be ${settings.width}, which is what this model has`);
			const request = { ...textsRequest(texts), parameters: { encoding_format: format } };
			const checked = parseTextsRequest(request, settings);
			return checked.ok ? accepted({ request, stream: false, includeUsage: false }) : checked;
		},

		response(frame, request, answer) {
			const tokens = countTokens(answer);
			return {
				object: "list",
				data: vectorsOf(answer, settings.width).map((vector, index) => ({
					object: "embedding",
					index,
					embedding: encode(vector, request),
				})),
				model: frame.model,
				usage: { prompt_tokens: tokens, total_tokens: tokens },
			};
		},
	};
}

function encode(vector: Float32Array, request: InferRequest): number[] | string {
	if (request.parameters?.encoding_format !== "base64") return Array.from(vector);
	return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString("base64");
}

function vectorsOf(answer: ReceivedAnswer, width: number): Float32Array[] {
	const data = findTensor(answer.outputs, "embedding")?.data;
	if (!(data instanceof Float32Array)) return [];
	return Array.from({ length: data.length / width }, (_, i) => data.subarray(i * width, (i + 1) * width));
}

function countTokens(answer: ReceivedAnswer): number {
	const data = findTensor(answer.outputs, "tokens")?.data;
	return data instanceof Int32Array ? data.reduce((sum, count) => sum + count, 0) : 0;
}

function refused(expected: string): Refusal {
	return refusal(400, "BODY_SHAPE", `expected ${expected}`, "Send the body as OpenAI's API describes it.");
}
