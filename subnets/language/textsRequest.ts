import type { InferRequest } from "../protocol/inference.js";
import { accepted, type Checked, refusal } from "../protocol/refusal.js";
import { textsOf, textTensor } from "../protocol/tensor.js";

export interface TextLimits {
	readonly maxTexts: number;
	/** Tokens of a text that are read; the rest is cut off. */
	readonly maxTokens: number;
}

/** A text is refused, rather than cut, beyond so many characters for each token that would be read. */
const CHARACTERS_PER_TOKEN = 32;

/** Texts as a request: BYTES `text` [n]. */
export function textsRequest(texts: readonly string[]): InferRequest {
	return { inputs: [textTensor("text", texts)], binaryOutputs: true };
}

/** Reads and checks a request, without the tokeniser. */
export function parseTextsRequest(
	request: InferRequest,
	{ maxTexts, maxTokens }: TextLimits,
): Checked<readonly string[]> {
	const texts = textsOf(request.inputs, "text");
	const remedy = "docs/models.md shows a request of this task.";
	if (request.inputs.length !== 1 || texts === undefined || texts.length < 1 || texts.length > maxTexts)
		return refusal(400, "INPUT_SHAPE", `expected one input text, BYTES [1 to ${maxTexts}]`, remedy);
	const longest = maxTokens * CHARACTERS_PER_TOKEN;
	if (texts.some((text) => text.trim() === "" || text.length > longest))
		return refusal(
			400,
			"INPUT_RANGE",
			`expected texts of 1 to ${longest} characters that are not blank`,
			remedy,
		);
	return accepted(texts);
}
