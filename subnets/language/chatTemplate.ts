import { Template } from "@huggingface/jinja";
import { BundleUnusableError, InputRefusedError } from "../errors.js";
import type { TaskContext } from "../task/toolkit.js";
import { hasFile, readJson } from "./hubFiles.js";

/** A conversation as the text that a model was trained on, up to where its answer begins. */
export type ChatTemplate = (
	messages: readonly { readonly role: string; readonly content: string }[],
) => string;

/** What a template that asks for today's date is told, so that miner and validator read one text. */
const DATE = "26 Jul 2024";
const SPECIAL_TOKENS = ["bos_token", "eos_token", "pad_token", "unk_token"];

/**
 * The chat template that a model brings: `chat_template.jinja`, else that of tokenizer_config.json.
 * @returns undefined for a model without one, which continues texts but knows no turns
 * @throws BundleUnusableError where the template cannot be read
 */
export async function readChatTemplate(context: TaskContext): Promise<ChatTemplate | undefined> {
	const config = await readJson(context, "tokenizer-config");
	const source = hasFile(context, "chat-template")
		? Buffer.from(await context.readFile("chat-template")).toString("utf8")
		: sourceOf(config.chat_template);
	if (source === undefined) return undefined;
	let template: Template;
	try {
		template = new Template(source);
	} catch (cause) {
		throw new BundleUnusableError(
			context.manifest.name,
			`its chat template cannot be read: ${(cause as Error).message}`,
			"Take a model with a chat template that transformers.js reads.",
			{ cause },
		);
	}
	const tokens = Object.fromEntries(SPECIAL_TOKENS.map((name) => [name, tokenText(config[name])]));
	return (messages) => {
		try {
			return template.render({ ...tokens, messages, add_generation_prompt: true, date_string: DATE });
		} catch (cause) {
			throw new InputRefusedError({
				status: 400,
				code: "TEMPLATE_REFUSED",
				message: `the model's chat template takes no such conversation: ${(cause as Error).message.slice(0, 200)}`,
				remedy:
					"Send turns as the model knows them: perhaps a system message, then user and assistant in turn.",
			});
		}
	};
}

/** Some models bring several templates by name; the one for chats without tools is called default. */
function sourceOf(value: unknown): string | undefined {
	if (typeof value === "string") return value;
	if (!Array.isArray(value)) return undefined;
	const named = value.find((entry) => entry?.name === "default")?.template;
	return typeof named === "string" ? named : undefined;
}

/** A special token as tokenizer_config.json writes it: its text, or an object that holds it. */
function tokenText(value: unknown): string | undefined {
	if (typeof value === "string") return value;
	const content = (value as { content?: unknown } | null | undefined)?.content;
	return typeof content === "string" ? content : undefined;
}
