import { Tokenizer as HubTokenizer } from "@huggingface/tokenizers";
import { BundleUnusableError } from "../errors.js";
import type { TaskContext } from "../task/toolkit.js";
import { hasFile, readJson } from "./hubFiles.js";

/** A hub model's tokeniser. */
export interface Tokenizer {
	/** Ids of a text; `special` adds what the model puts around a text, such as [CLS] and [SEP]. */
	encode(text: string, options: { readonly special: boolean }): number[];
	/** The text that ids spell, without special tokens. */
	decode(ids: readonly number[]): string;
	/** A token as its vocabulary writes it; undefined for an id that it does not have. */
	token(id: number): string | undefined;
	/** The id of a token as its vocabulary writes it. */
	id(token: string): number | undefined;
	/** tokenizer_config.json. */
	readonly config: Readonly<Record<string, unknown>>;
}

/**
 * The tokeniser of the manifest's files `tokenizer` and `tokenizer-config`, by Hugging Face's own library.
 * @throws BundleUnusableError where they are missing or cannot be used
 */
export async function readTokenizer(context: TaskContext): Promise<Tokenizer> {
	const { name } = context.manifest;
	if (!hasFile(context, "tokenizer"))
		throw new BundleUnusableError(
			name,
			"it pins no file tokenizer",
			"Add the model's tokenizer.json to files.",
		);
	const config = await readJson(context, "tokenizer-config");
	const definition = await readJson(context, "tokenizer");
	let library: HubTokenizer;
	try {
		library = new HubTokenizer(definition, config);
		library.encode("a");
	} catch (cause) {
		throw new BundleUnusableError(
			name,
			`its tokenizer.json cannot be used: ${(cause as Error).message}`,
			"Take a model with a fast tokeniser (tokenizer.json).",
			{ cause },
		);
	}
	return {
		config,
		encode: (text, { special }) => library.encode(text, { add_special_tokens: special }).ids,
		// The library refuses to decode nothing.
		decode: (ids) =>
			ids.length === 0
				? ""
				: library.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
		token: (id) => library.id_to_token(id),
		id: (token) => library.token_to_id(token),
	};
}
