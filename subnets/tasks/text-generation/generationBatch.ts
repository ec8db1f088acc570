import type { Generation } from "../../generation/generation.js";
import { createRow, type Generated, type GenerationRow } from "../../generation/generationRow.js";
import type { Tensor } from "../../protocol/tensor.js";
import type { ModelSession } from "../../task/task.js";
import { type BatchCache, type CachedRow, copyRow, emptyCache, pastTensor } from "./batchCache.js";
import type { Vocabulary } from "./vocabulary.js";

export interface GenerateOptions {
	readonly signal?: AbortSignal | undefined;
	/** Gets text as soon as no stop text can swallow it any more. */
	readonly onToken?: ((text: string) => void) | undefined;
}

/** A batch that generations join and leave between two steps. */
export interface GenerationBatch {
	/** Rejects with the signal's reason, or with what the session threw in a step that this one shared. */
	generate(generation: Generation, options?: GenerateOptions): Promise<Generated>;
}

/** A generation that waits to be taken in. */
interface Arrival {
	readonly generation: Generation;
	readonly signal: AbortSignal | undefined;
	readonly row: GenerationRow;
	resolve(generated: Generated): void;
	reject(reason: unknown): void;
}

/** One that is in the batch. */
interface Member extends Arrival {
	/** Positions read so far. */
	length: number;
	/** The token to feed next. */
	next: number;
}

/** Masked slots before the longest row at which the cache is copied into a shorter one. */
const SLACK = 32;

/**
 * Continuous batching with the key-value cache: before each step those that were aborted leave, those that wait are
 * read in, each by a run of its own and unpadded, and every row then gains a token in one run.
 *
 * Rows of unequal length share the batch by masked slots before the shorter ones. A row's place is kept when it has
 * ended, for the next arrival to be written into. The cache is copied only where an arrival finds no place, or once
 * the steps spent on unused rows have cost as much as the copy.
 *
 * Cost: one run over each prompt, then one run a step over the rows of the batch.
 */
export function openGenerationBatch(session: ModelSession, vocabulary: Vocabulary): GenerationBatch {
	const arrivals: Arrival[] = [];
	let members: (Member | undefined)[] = [];
	let cache = emptyCache(vocabulary, 0, 0);
	let unusedSteps = 0;
	let isRunning = false;

	const live = (): Member[] => members.filter((member) => member !== undefined);

	const run = async (): Promise<void> => {
		isRunning = true;
		while (arrivals.length > 0 || live().length > 0) {
			dismissAborted();
			await admit();
			if (live().length > 0) await step();
		}
		members = [];
		cache = emptyCache(vocabulary, 0, 0);
		isRunning = false;
	};

	const dismissAborted = (): void => {
		members.forEach((member, index) => {
			if (member?.signal?.aborted !== true) return;
			members[index] = undefined;
			member.reject(member.signal.reason);
		});
	};

	/** Reads in whoever waits. A prompt that fails is its own caller's affair. */
	const admit = async (): Promise<void> => {
		const read: { member: Member; from: CachedRow }[] = [];
		for (let arrival = arrivals.shift(); arrival !== undefined; arrival = arrivals.shift()) {
			try {
				arrival.signal?.throwIfAborted();
				const { prompt } = arrival.generation;
				const present = await readPrompt(session, arrival, vocabulary);
				if (arrival.row.isDone()) arrival.resolve(arrival.row.result());
				else {
					const member = { ...arrival, length: prompt.length, next: present.token };
					read.push({ member, from: { cache: present.cache, index: 0, length: prompt.length } });
				}
			} catch (error) {
				arrival.reject(error);
			}
		}
		const left = read.filter(({ member, from }) => {
			const index = from.length <= cache.slots ? members.indexOf(undefined) : -1;
			if (index < 0) return true;
			members[index] = member;
			copyRow(from, { cache, index }, vocabulary);
			return false;
		});
		if (left.length > 0 || isWasteful()) repack(left);
	};

	const isWasteful = (): boolean => {
		const used = live();
		if (used.length === 0) return false;
		return unusedSteps >= used.length || cache.slots - longest(used) > SLACK;
	};

	/** A new cache with the live rows and the new ones, no longer than the longest of them. */
	const repack = (added: readonly { member: Member; from: CachedRow }[]): void => {
		const rows = [
			...members.flatMap((member, index) =>
				member === undefined ? [] : [{ member, from: { cache, index, length: member.length } }],
			),
			...added,
		];
		const packed = emptyCache(vocabulary, rows.length, longest(rows.map(({ member }) => member)));
		rows.forEach(({ from }, index) => {
			copyRow(from, { cache: packed, index }, vocabulary);
		});
		members = rows.map(({ member }) => member);
		cache = packed;
		unusedSteps = 0;
	};

	/** One token for every row. What the session throws is told to all of them: none has the step's result. */
	const step = async (): Promise<void> => {
		try {
			const outputs = await session.run(stepFeeds(members, cache, vocabulary), ["logits", "present"]);
			const { logits, present } = readOutputs(outputs);
			cache = { data: present, batch: cache.batch, slots: cache.slots + 1 };
			members.forEach((member, index) => {
				if (member === undefined) {
					unusedSteps++;
					return;
				}
				member.length++;
				member.next = member.row.take(
					logits.subarray(index * vocabulary.size, (index + 1) * vocabulary.size),
				);
				if (!member.row.isDone()) return;
				members[index] = undefined;
				member.resolve(member.row.result());
			});
		} catch (error) {
			for (const member of live()) member.reject(error);
			members = [];
			cache = emptyCache(vocabulary, 0, 0);
		}
	};

	return {
		generate: (generation, { signal, onToken } = {}) =>
			new Promise((resolve, reject) => {
				const row = createRow(generation, vocabulary, onToken);
				arrivals.push({ generation, signal, row, resolve, reject });
				if (!isRunning) void run();
			}),
	};
}

function longest(members: readonly Member[]): number {
	return Math.max(...members.map(({ length }) => length));
}

async function readPrompt(
	session: ModelSession,
	{ generation, row }: Arrival,
	vocabulary: Vocabulary,
): Promise<{ token: number; cache: BatchCache }> {
	const { prompt } = generation;
	const { length } = prompt;
	const outputs = await session.run(
		{
			input_ids: int64("input_ids", [1, length], BigInt64Array.from(prompt, BigInt)),
			attention_mask: int64("attention_mask", [1, length], new BigInt64Array(length).fill(1n)),
			position_ids: int64("position_ids", [1, length], BigInt64Array.from(prompt.keys(), BigInt)),
			past: pastTensor(emptyCache(vocabulary, 1, 0), vocabulary),
		},
		["logits", "present"],
	);
	const { logits, present } = readOutputs(outputs);
	const token = row.take(logits.subarray(logits.length - vocabulary.size));
	return { token, cache: { data: present, batch: 1, slots: length } };
}

/** Feeds of one step; an unused row reads token 0 at position 0 and sees nothing else. */
function stepFeeds(
	members: readonly (Member | undefined)[],
	cache: BatchCache,
	vocabulary: Vocabulary,
): Record<string, Tensor> {
	const batch = members.length;
	const slots = cache.slots + 1;
	const ids = new BigInt64Array(batch);
	const positions = new BigInt64Array(batch);
	const mask = new BigInt64Array(batch * slots).fill(1n);
	members.forEach((member, index) => {
		const length = member?.length ?? 0;
		ids[index] = BigInt(member?.next ?? 0);
		positions[index] = BigInt(length);
		mask.fill(0n, index * slots, (index + 1) * slots - length - 1);
	});
	return {
		input_ids: int64("input_ids", [batch, 1], ids),
		attention_mask: int64("attention_mask", [batch, slots], mask),
		position_ids: int64("position_ids", [batch, 1], positions),
		past: pastTensor(cache, vocabulary),
	};
}

function readOutputs({ logits, present }: Record<string, Tensor>) {
	if (!(logits?.data instanceof Float32Array) || !(present?.data instanceof Float32Array))
		throw new TypeError("the session gave no logits or no present");
	return { logits: logits.data, present: present.data };
}

function int64(name: string, shape: readonly number[], data: BigInt64Array): Tensor {
	return { name, datatype: "INT64", shape, data };
}
