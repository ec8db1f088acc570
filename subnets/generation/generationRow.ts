import { chooseToken, logProbability } from "./chooseToken.js";
import type { Generation, Spelling } from "./generation.js";
import { type TopToken, topTokens } from "./topTokens.js";

/** A finished generation. */
export interface Generated {
	/** Chosen tokens, those of a stop text and the one that ends it included. */
	readonly tokens: readonly number[];
	/** Log probability of each token at temperature 1, from the model's own logits. */
	readonly logProbabilities: readonly number[];
	/** The likeliest tokens of each place, where they were asked for; else empty. */
	readonly top: readonly (readonly TopToken[])[];
	/** The continuation, without the stop text. */
	readonly text: string;
	readonly finishReason: "length" | "stop";
}

/** One generation on its way: takes logits, chooses tokens, knows its end. */
export interface GenerationRow {
	/** Takes the logits of the next position and gives the token to feed. */
	take(logits: Float32Array): number;
	isDone(): boolean;
	result(): Generated;
}

/** @param onToken - gets text as soon as no stop text can swallow it any more, in whole characters */
export function createRow(
	generation: Generation,
	spelling: Spelling,
	onToken?: (text: string) => void,
): GenerationRow {
	const { maxTokens, stop, topLogprobs } = generation;
	const tokens: number[] = [];
	const logProbabilities: number[] = [];
	const top: (readonly TopToken[])[] = [];
	let text = "";
	let told = 0;
	let ending: Generated["finishReason"] | undefined;
	const longestStop = Math.max(0, ...stop.map((s) => s.length));
	const tell = (upTo: number): void => {
		if (onToken === undefined || upTo <= told) return;
		onToken(text.slice(told, upTo));
		told = upTo;
	};
	return {
		isDone: () => ending !== undefined,
		take(logits) {
			const token = chooseToken(logits, generation, tokens);
			tokens.push(token);
			logProbabilities.push(logProbability(logits, token));
			if (topLogprobs > 0) top.push(topTokens(logits, topLogprobs));
			if (spelling.isEnd(token)) ending = "stop";
			else {
				text = spelling.decode(tokens);
				const stopAt = findStop(text, stop);
				if (stopAt !== undefined) {
					text = text.slice(0, stopAt);
					ending = "stop";
				} else if (tokens.length === maxTokens) ending = "length";
			}
			tell(ending === undefined ? settledLength(text) - Math.max(longestStop - 1, 0) : text.length);
			return token;
		},
		result: () => ({ tokens, logProbabilities, top, text, finishReason: ending ?? "length" }),
	};
}

/** Length of a text without the characters at its end that more bytes may complete. */
function settledLength(text: string): number {
	let end = text.length;
	while (end > 0 && text.charCodeAt(end - 1) === 0xfffd) end--;
	return end;
}

/** Where the first stop text begins, or undefined. */
export function findStop(text: string, stop: readonly string[]): number | undefined {
	const places = stop.map((s) => text.indexOf(s)).filter((place) => place >= 0);
	return places.length === 0 ? undefined : Math.min(...places);
}
