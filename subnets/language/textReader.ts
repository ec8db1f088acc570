import { InputRefusedError } from "../errors.js";
import type { InferRequest } from "../protocol/inference.js";
import type { Refusal } from "../protocol/refusal.js";
import { parseTextsRequest, type TextLimits } from "./textsRequest.js";
import type { Tokenizer } from "./tokenizer.js";

/** Reads requests of texts as an encoder takes them. */
export interface TextReader {
	check(request: InferRequest): Refusal | undefined;
	/**
	 * Token ids of each text, cut where the limit lies. Kept for as long as the request is: its batch's key asks first,
	 * and then its answer.
	 *
	 * @throws InputRefusedError where `check` would refuse
	 */
	tokens(request: InferRequest): readonly (readonly number[])[];
}

export function createTextReader(tokenizer: Tokenizer, limits: TextLimits): TextReader {
	const { maxTokens } = limits;
	/** Where a long text is cut, what stands behind every text, such as [SEP], is kept. */
	const encode = (text: string): number[] => {
		const ids = tokenizer.encode(text, { special: true });
		if (ids.length <= maxTokens) return ids;
		const end = ids.at(-1) === tokenizer.encode(text, { special: false }).at(-1) ? [] : ids.slice(-1);
		return [...ids.slice(0, maxTokens - end.length), ...end];
	};
	const known = new WeakMap<InferRequest, readonly (readonly number[])[]>();
	return {
		check(request) {
			const parsed = parseTextsRequest(request, limits);
			return parsed.ok ? undefined : parsed;
		},
		tokens(request) {
			const kept = known.get(request);
			if (kept !== undefined) return kept;
			const parsed = parseTextsRequest(request, limits);
			if (!parsed.ok) throw new InputRefusedError(parsed);
			const tokens = parsed.value.map(encode);
			known.set(request, tokens);
			return tokens;
		},
	};
}
