import type { Generation } from "../../generation/generation.js";
import type { ModelSession } from "../../task/task.js";
import { type CachedRow, emptyCache, pastTensor } from "./batchCache.js";
import { int64, readOutputs } from "./modelTensors.js";
import type { Vocabulary } from "./vocabulary.js";

/** Prompts share a run where their lengths round up to the same multiple of this many tokens. */
const LENGTH_STEP = 8;
/** Most prompts of one run: it keeps all other rows waiting. */
const AT_ONCE = 8;

/** A prompt that was read. */
export interface ReadPrompt {
	/** Of its last position. */
	readonly logits: Float32Array;
	readonly cached: CachedRow;
}

/** Prompts of about one length together, each in the order in which they came. */
export function groupPrompts<Item extends { readonly generation: Generation }>(
	items: readonly Item[],
): Item[][] {
	const open = new Map<number, Item[]>();
	const groups: Item[][] = [];
	for (const item of items) {
		const key = Math.ceil(item.generation.prompt.length / LENGTH_STEP);
		const group = open.get(key);
		if (group !== undefined && group.length < AT_ONCE) group.push(item);
		else {
			const begun = [item];
			open.set(key, begun);
			groups.push(begun);
		}
	}
	return groups;
}

/**
 * Reads prompts in one run. Shorter ones are filled up at their ends: no position sees a later one, so each prompt is
 * read as it is alone.
 */
export async function readPrompts(
	session: ModelSession,
	prompts: readonly (readonly number[])[],
	vocabulary: Vocabulary,
): Promise<ReadPrompt[]> {
	const batch = prompts.length;
	const slots = Math.max(...prompts.map(({ length }) => length));
	const ids = new BigInt64Array(batch * slots);
	const positions = BigInt64Array.from(ids, (_, at) => BigInt(at % slots));
	prompts.forEach((prompt, row) => {
		prompt.forEach((id, place) => {
			ids[row * slots + place] = BigInt(id);
		});
	});
	const outputs = await session.run(
		{
			input_ids: int64("input_ids", [batch, slots], ids),
			attention_mask: int64("attention_mask", [batch, slots], new BigInt64Array(ids.length).fill(1n)),
			position_ids: int64("position_ids", [batch, slots], positions),
			past: pastTensor(emptyCache(vocabulary, batch, 0), vocabulary),
		},
		["logits", "present"],
	);
	const { logits, present } = readOutputs(outputs);
	const cache = { data: present, batch, slots };
	return prompts.map(({ length }, index) => {
		const end = (index * slots + length) * vocabulary.size;
		return {
			logits: logits.subarray(end - vocabulary.size, end),
			cached: { cache, index, length, end: length },
		};
	});
}
