import { BundleUnusableError } from "../../errors.js";
import { readJson } from "../../language/hubFiles.js";
import type { Tokenizer } from "../../language/tokenizer.js";
import type { TaskManifest } from "../../manifest/manifest.js";
import type { TaskContext } from "../../task/toolkit.js";
import type { ChatLimits } from "./chatRequest.js";

/**
 * @param size - tokens that the model knows
 * @throws BundleUnusableError where the manifest says too little
 */
export function readChatLimits({ name, sampler }: TaskManifest, size: number): ChatLimits {
	const { context, maxTokens, defaultTokens, maxTopLogprobs } = sampler.parameters;
	const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
	if (!isWhole(context) || !isWhole(maxTokens) || !isWhole(defaultTokens) || !isWhole(maxTopLogprobs))
		throw new BundleUnusableError(
			name,
			"sampler.parameters lack context, maxTokens, defaultTokens or maxTopLogprobs",
			"Make the manifest anew: ganglion subnet init --task chat --model owner/name.",
		);
	return { size, context, maxTokens, defaultTokens: Math.min(defaultTokens, maxTokens), maxTopLogprobs };
}

/** Tokens that end an answer: those of generation_config.json, config.json and the tokeniser, whichever name any. */
export async function readEndTokens(
	context: TaskContext,
	tokenizer: Tokenizer,
): Promise<ReadonlySet<number>> {
	const ends = new Set<number>();
	for (const file of ["generation-config", "config"]) {
		const { eos_token_id: named } = await readJson(context, file);
		for (const id of Array.isArray(named) ? named : [named])
			if (Number.isSafeInteger(id)) ends.add(id as number);
	}
	const { eos_token: token } = tokenizer.config;
	const text =
		typeof token === "string" ? token : (token as { content?: unknown } | null | undefined)?.content;
	const id = typeof text === "string" ? tokenizer.id(text) : undefined;
	if (id !== undefined) ends.add(id);
	return ends;
}
