import { BundleUnusableError } from "../errors.js";
import type { TaskContext } from "../task/toolkit.js";

/** Files of a hub's model that a task's code may read: path in the model's folder, and name in a manifest's `files`. */
export const hubFiles: readonly (readonly [path: string, name: string])[] = [
	["config.json", "config"],
	["tokenizer.json", "tokenizer"],
	["tokenizer_config.json", "tokenizer-config"],
	["generation_config.json", "generation-config"],
	["chat_template.jinja", "chat-template"],
	["1_Pooling/config.json", "pooling"],
	["sentence_bert_config.json", "sentence-bert"],
];

/** Whether a manifest pins a file of that name. */
export function hasFile({ manifest }: Pick<TaskContext, "manifest">, name: string): boolean {
	return manifest.files.some((file) => file.name === name);
}

/**
 * A pinned JSON object; `{}` for a file that the model does not have.
 * @throws BundleUnusableError where it is no JSON object
 */
export async function readJson(
	context: TaskContext,
	name: string,
): Promise<Readonly<Record<string, unknown>>> {
	if (!hasFile(context, name)) return {};
	try {
		const value: unknown = JSON.parse(Buffer.from(await context.readFile(name)).toString("utf8"));
		if (typeof value === "object" && value !== null && !Array.isArray(value))
			return value as Readonly<Record<string, unknown>>;
	} catch (cause) {
		if (!(cause instanceof SyntaxError)) throw cause;
	}
	throw new BundleUnusableError(
		context.manifest.name,
		`its file ${name} is no JSON object`,
		"Pull the model again.",
	);
}
