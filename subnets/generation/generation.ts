import type { Choosing } from "./choosing.js";

/** A checked request: what to continue, and how. */
export interface Generation extends Choosing {
	/** Token ids of the prompt, at least one. */
	readonly prompt: readonly number[];
	readonly maxTokens: number;
	/** Texts at which the continuation ends; they are no part of the text that is returned. */
	readonly stop: readonly string[];
	/** How many of the likeliest tokens are wanted of each place, with their log probabilities. */
	readonly topLogprobs: number;
}

/** How a model's tokens become text. */
export interface Spelling {
	/** Tokens that the model knows: the width of its logits. */
	readonly size: number;
	/** The text of a whole continuation. Its last character may be U+FFFD while a character is not complete. */
	decode(ids: readonly number[]): string;
	/** Whether the token ends a continuation; such a one is no part of the text. */
	isEnd(id: number): boolean;
}
