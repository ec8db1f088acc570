import { BundleUnusableError } from "../../errors.js";
import { paddingOf } from "../../language/encoderRuns.js";
import type { TextLimits } from "../../language/textsRequest.js";
import type { Tokenizer } from "../../language/tokenizer.js";
import type { TaskManifest } from "../../manifest/manifest.js";
import type { EncoderSettings } from "./embedTexts.js";

/**
 * What a manifest says of its encoder.
 *
 * @param states - name of the output with one state a token
 * @throws BundleUnusableError where it says too little
 */
export function readSettings(
	{ name, model, sampler }: TaskManifest,
	tokenizer: Tokenizer,
	states: string,
): EncoderSettings & TextLimits & { readonly width: number } {
	const { maxTexts, maxTokens, pooling, batches } = sampler.parameters;
	const width = model.outputs.find((output) => output.name === states)?.shape.at(-1) ?? -1;
	const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
	if (
		!isWhole(maxTexts) ||
		!isWhole(maxTokens) ||
		(pooling !== "mean" && pooling !== "cls" && pooling !== "last") ||
		typeof batches !== "boolean" ||
		width < 1
	)
		throw new BundleUnusableError(
			name,
			"sampler.parameters lack maxTexts, maxTokens, pooling or batches, or the model's output has no width",
			"Make the manifest anew: ganglion subnet init --task embedding --model owner/name.",
		);
	return {
		maxTexts,
		maxTokens,
		pooling,
		batches,
		width,
		states,
		inputs: model.inputs.map((input) => input.name),
		padding: paddingOf(tokenizer),
	};
}
