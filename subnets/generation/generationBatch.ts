import type { Generation } from "./generation.js";
import type { Generated } from "./generationRow.js";

export interface GenerateOptions {
	readonly signal?: AbortSignal | undefined;
	/** Gets text as soon as no stop text can swallow it any more. */
	readonly onToken?: ((text: string) => void) | undefined;
}

/** A batch that generations join and leave between two steps. */
export interface GenerationBatch {
	/** Rejects with the signal's reason, or with what the session threw in a run that this one was part of. */
	generate(generation: Generation, options?: GenerateOptions): Promise<Generated>;
}
