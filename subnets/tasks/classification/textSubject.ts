import { drawSentence } from "../../language/drawSentence.js";
import { encoderFeeds, lengthClass, paddingOf } from "../../language/encoderRuns.js";
import { createTextReader } from "../../language/textReader.js";
import { type TextLimits, textsRequest } from "../../language/textsRequest.js";
import type { Tokenizer } from "../../language/tokenizer.js";
import { requiredInput } from "../../task/requiredInput.js";
import type { Subject } from "./subject.js";

/** Texts, read by the model's tokeniser. */
export function createTextSubject(
	tokenizer: Tokenizer,
	inputs: readonly string[],
	limits: TextLimits,
): Subject {
	const reader = createTextReader(tokenizer, limits);
	const feeds = { inputs, padding: paddingOf(tokenizer) };
	return {
		check: reader.check,
		read: (request) => reader.tokens(request).map((values) => ({ key: lengthClass(values), values })),
		feeds: (items) =>
			encoderFeeds(
				items.map(({ values }) => values as readonly number[]),
				feeds,
			),
		draw: (random) => textsRequest(Array.from({ length: 1 + random.integer(4) }, () => drawSentence(random))),
		async fromInput(input) {
			const text = requiredInput(input.text, "a text", 'Send a text (`ganglion query --text "I liked it"`).');
			const request = textsRequest([text]);
			reader.tokens(request);
			return request;
		},
	};
}
