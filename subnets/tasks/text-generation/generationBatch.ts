import type { Generation } from "../../generation/generation.js";
import type { GenerationBatch } from "../../generation/generationBatch.js";
import { createRow, type Generated, type GenerationRow } from "../../generation/generationRow.js";
import { letGo } from "../../generation/letGo.js";
import type { Tensor } from "../../protocol/tensor.js";
import type { ModelSession } from "../../task/task.js";
import { type BatchCache, type CachedRow, copyRow, emptyCache, pastTensor } from "./batchCache.js";
import { int64, readOutputs } from "./modelTensors.js";
import { groupPrompts, type ReadPrompt, readPrompts } from "./readPrompts.js";
import type { Vocabulary } from "./vocabulary.js";

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

/** A member to be, and where its prompt was read to. */
interface Read {
	readonly member: Member;
	readonly from: CachedRow;
}

/** Masked slots before the longest row at which the cache is copied into a shorter one. */
const SLACK = 32;

/**
 * Continuous batching with the key-value cache: before each step those that were aborted leave, those that wait are
 * read in, prompts of about one length by one run, and every row then gains a token in one run.
 *
 * Rows of unequal length share the batch by masked slots before the shorter ones. A row's place is kept when it has
 * ended, for the next arrival to be written into. The cache is copied only where an arrival finds no place, or once
 * the steps spent on unused rows have cost as much as the copy.
 *
 * Cost: one run over the prompts of about one length, then one run a step over the rows of the batch.
 */
export function openGenerationBatch(session: ModelSession, vocabulary: Vocabulary): GenerationBatch {
	const arrivals: Arrival[] = [];
	let members: (Member | undefined)[] = [];
	const nothing = emptyCache(vocabulary, 0, 0);
	let cache = nothing;
	let unusedSteps = 0;
	let isRunning = false;

	const live = (): Member[] => members.filter((member) => member !== undefined);

	const run = async (): Promise<void> => {
		isRunning = true;
		// Those that come in the same turn begin together.
		await Promise.resolve();
		while (arrivals.length > 0 || live().length > 0) {
			dismissAborted();
			await admit();
			if (live().length > 0) await step();
		}
		forget();
		isRunning = false;
	};

	const forget = (): void => {
		members = [];
		cache = nothing;
	};

	const failAll = (failed: readonly Member[], error: unknown): void => {
		for (const member of failed) member.reject(error);
		forget();
	};

	const dismissAborted = (): void => {
		members.forEach((member, index) => {
			if (member?.signal?.aborted !== true) return;
			members[index] = undefined;
			member.reject(member.signal.reason);
		});
	};

	/** Reads in whoever waits. Where a new cache finds no memory, that is told to all: a step needs more. */
	const admit = async (): Promise<void> => {
		if (arrivals.length === 0 && !isWasteful()) return;
		const read: Read[] = [];
		for (const group of groupPrompts(arrivals.splice(0))) read.push(...(await readIn(group)));
		try {
			takeIn(read);
		} catch (error) {
			failAll([...live(), ...read.map(({ member }) => member)], error);
		}
	};

	/** Gives each of them a place in the batch. */
	const takeIn = (read: readonly Read[]): void => {
		const left = read.filter(({ member, from }) => {
			const index = from.length <= cache.slots ? members.indexOf(undefined) : -1;
			if (index < 0) return true;
			members[index] = member;
			copyRow(from, { cache, index }, vocabulary);
			return false;
		});
		if (left.length > 0 || isWasteful()) repack(left);
		for (const { from } of read) letGo(from.cache.data);
	};

	/** A prompt that fails is its own caller's affair: where a run of several fails, each is read by itself. */
	const readIn = async (group: readonly Arrival[]): Promise<Read[]> => {
		const waiting = group.filter((arrival) => {
			const isAborted = arrival.signal?.aborted === true;
			if (isAborted) arrival.reject(arrival.signal.reason);
			return !isAborted;
		});
		if (waiting.length === 0) return [];
		let found: readonly ReadPrompt[];
		try {
			const prompts = waiting.map(({ generation }) => generation.prompt);
			found = await readPrompts(session, prompts, vocabulary);
		} catch (error) {
			const read: Read[] = [];
			if (waiting.length === 1) waiting[0]?.reject(error);
			else for (const one of waiting) read.push(...(await readIn([one])));
			return read;
		}
		return waiting.flatMap((arrival, index) => {
			const { logits, cached } = found[index] as ReadPrompt;
			try {
				const next = arrival.row.take(logits);
				if (!arrival.row.isDone())
					return [{ member: { ...arrival, length: cached.length, next }, from: cached }];
				arrival.resolve(arrival.row.result());
			} catch (error) {
				arrival.reject(error);
			}
			return [];
		});
	};

	const isWasteful = (): boolean => {
		const used = live();
		if (used.length === 0) return false;
		return unusedSteps >= used.length || cache.slots - longest(used) > SLACK;
	};

	/** A new cache with the live rows and the new ones, no longer than the longest of them. */
	const repack = (added: readonly Read[]): void => {
		const rows: Read[] = [
			...members.flatMap((member, index) =>
				member === undefined
					? []
					: [{ member, from: { cache, index, length: member.length, end: cache.slots } }],
			),
			...added,
		];
		const all = rows.map(({ member }) => member);
		const packed = emptyCache(vocabulary, rows.length, longest(all));
		rows.forEach(({ from }, index) => {
			copyRow(from, { cache: packed, index }, vocabulary);
		});
		members = all;
		letGo(cache.data);
		cache = packed;
		unusedSteps = 0;
	};

	/** One token for every row. What the session throws is told to all of them: none has the step's result. */
	const step = async (): Promise<void> => {
		try {
			const outputs = await session.run(stepFeeds(members, cache, vocabulary), ["logits", "present"]);
			const { logits, present } = readOutputs(outputs);
			letGo(cache.data);
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
			failAll(live(), error);
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
	const mask = new BigInt64Array(batch * slots);
	// A mask is nothing but zeros and ones: as halves of its numbers they are written several times as fast.
	const halves = new Uint32Array(mask.buffer);
	members.forEach((member, index) => {
		const length = member?.length ?? 0;
		ids[index] = BigInt(member?.next ?? 0);
		positions[index] = BigInt(length);
		const end = (index + 1) * slots;
		for (let place = end - length - 1; place < end; place++) halves[2 * place] = 1;
	});
	return {
		input_ids: int64("input_ids", [batch, 1], ids),
		attention_mask: int64("attention_mask", [batch, slots], mask),
		position_ids: int64("position_ids", [batch, 1], positions),
		past: pastTensor(cache, vocabulary),
	};
}
