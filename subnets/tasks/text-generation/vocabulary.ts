import { BundleUnusableError } from "../../errors.js";
import type { Spelling } from "../../generation/generation.js";

/** The characters that a character model knows, and its dimensions. */
export interface Vocabulary extends Spelling {
	/** Most characters of prompt and continuation together. */
	readonly context: number;
	readonly layers: number;
	readonly heads: number;
	readonly headWidth: number;
	/** Ids of a text, or the characters that the model does not know. */
	encode(text: string): { readonly ids: number[] } | { readonly unknown: string[] };
}

/** @throws BundleUnusableError where the file is not a vocabulary */
export function readVocabulary(file: Uint8Array): Vocabulary {
	const { characters, context, layers, heads, headWidth } = JSON.parse(Buffer.from(file).toString("utf8"));
	const counts = [context, layers, heads, headWidth];
	if (
		!Array.isArray(characters) ||
		!characters.every((character) => typeof character === "string" && Array.from(character).length === 1) ||
		!counts.every((count) => Number.isSafeInteger(count) && count > 0)
	)
		throw new BundleUnusableError(
			"text-generation",
			"vocabulary.json is malformed",
			"Fetch the bundle again.",
		);
	const ids = new Map<string, number>(characters.map((character, id) => [character, id]));
	return {
		size: characters.length,
		context,
		layers,
		heads,
		headWidth,
		encode(text) {
			const found: number[] = [];
			const unknown = new Set<string>();
			for (const character of text) {
				const id = ids.get(character);
				if (id === undefined) unknown.add(character);
				else found.push(id);
			}
			return unknown.size > 0 ? { unknown: [...unknown] } : { ids: found };
		},
		// A character model has no token that ends a text.
		isEnd: () => false,
		decode: (list) => list.map((id) => characters[id] ?? "").join(""),
	};
}
