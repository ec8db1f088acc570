import type { Spelling } from "../../generation/generation.js";
import type { GenerationBatch } from "../../generation/generationBatch.js";
import { createRow, type Generated, type GenerationRow } from "../../generation/generationRow.js";
import { letGo } from "../../generation/letGo.js";
import type { ModelSession } from "../../task/task.js";
import type { Decoder } from "./decoder.js";
import { createStepTimes } from "./stepTimes.js";
import { dropText, packTexts, type RowLayout, type TextsCache } from "./textsCache.js";

/** Tokens of prompts that are read between two steps: the logits of all of them lie in memory. */
const PROMPT_CHUNK = 256;
/** The same while others wait for their next token. */
const PROMPT_CHUNK_AMONG_OTHERS = 128;
/** What prompts that share a run may take of it with their padding, as a multiple of their tokens. */
const PADDING = 1.5;
/** Unused slots at which a cache is copied into a shorter one. */
const SLACK = 32;

/** A generation on its way. */
interface Stream {
	readonly signal: AbortSignal | undefined;
	readonly row: GenerationRow;
	/** Tokens to be read next: what is left of the prompt, or the token chosen last. */
	next: readonly number[];
	resolve(generated: Generated): void;
	reject(reason: unknown): void;
}

/** A stream whose prompt is not read to its end yet. */
interface Arrival {
	readonly stream: Stream;
	/** Of what is read of it. */
	cache: TextsCache;
}

/** Streams that share their steps; one of a single stream has no padding. */
interface Group {
	streams: readonly Stream[];
	cache: TextsCache;
	/** Of the cache; of no account while it is a single stream's own. */
	readonly layout: RowLayout;
}

/**
 * Continuous batching with the key-value cache. In each round those that were aborted leave, prompts that wait are read
 * (several in one run where their lengths are alike; a bounded number of tokens, so that nobody else stops for a long prompt), and
 * every stream gets a token: all of them in one run where the model allows it and that is faster, else each in a run of its own.
 *
 * A step costs what ONNX Runtime needs to run it, a copy of the cache included; ours is copied where a stream joins. (Caches written in
 * place by GroupQueryAttention were tried: no less time, and memory only where texts are long.)
 *
 * @param modules - `layout`: how texts may share a run, undefined where they may not; waited for by the second stream
 */
export function openDecoderBatch(
	session: ModelSession,
	modules: {
		readonly decoder: Decoder;
		readonly spelling: Spelling;
		readonly layout: Promise<RowLayout | undefined>;
	},
): GenerationBatch {
	const { decoder, spelling } = modules;
	/** In order of arrival; their prompts are not read to the end yet. */
	let arrivals: Arrival[] = [];
	let groups: Group[] = [];
	const times = createStepTimes();
	let isRunning = false;

	const run = async (): Promise<void> => {
		isRunning = true;
		while (arrivals.length > 0 || groups.length > 0) {
			times.nextRound();
			dismissAborted();
			await readPrompts();
			groups = groups.filter(({ streams }) => streams.length > 0);
			try {
				await arrange();
			} catch (error) {
				// Memory for the new caches may be lacking. Those that make no steps yet are not concerned.
				for (const group of groups) fail(group, error);
			}
			for (const group of groups) await step(group);
			groups = groups.filter(({ streams }) => streams.length > 0);
		}
		isRunning = false;
	};

	/** Ends all streams of a group. */
	const fail = (group: Group, error: unknown): void => {
		for (const stream of group.streams) stream.reject(error);
		group.streams = [];
	};

	const dismissAborted = (): void => {
		for (const group of groups)
			for (const stream of group.streams) {
				if (stream.signal?.aborted !== true) continue;
				leave(group, stream);
				stream.reject(stream.signal.reason);
			}
		groups = groups.filter(({ streams }) => streams.length > 0);
	};

	/** What the session throws is told to those whose prompts were in that run. */
	const readPrompts = async (): Promise<void> => {
		let room = groups.length === 0 ? PROMPT_CHUNK : PROMPT_CHUNK_AMONG_OTHERS;
		while (arrivals.length > 0 && room > 0) {
			const layout = arrivals.length > 1 ? await modules.layout : undefined;
			const together = layout === undefined ? 1 : countTogether(arrivals, room);
			const taken = arrivals.slice(0, together);
			try {
				for (const { stream } of taken) stream.signal?.throwIfAborted();
				room -= layout === undefined || together < 2 ? await readFurther(room) : await begin(taken, layout);
			} catch (error) {
				const isAborted = ({ stream }: Arrival): boolean => stream.signal?.aborted === true;
				const left = taken.some(isAborted) ? taken.filter(isAborted) : taken;
				for (const { stream } of left) stream.reject(stream.signal?.aborted ? stream.signal.reason : error);
				arrivals = arrivals.filter((arrival) => !left.includes(arrival));
			}
		}
	};

	/** Reads the first prompt, or a part of it, and gives how many tokens. */
	const readFurther = async (room: number): Promise<number> => {
		const [first] = arrivals as [Arrival];
		const { stream } = first;
		const chunk = stream.next.slice(0, room);
		const { logits, cache } = await decoder.read(session, chunk, first.cache);
		first.cache = cache;
		stream.next = stream.next.slice(chunk.length);
		if (stream.next.length === 0) admit([first], [logits], { cache, layout: "end" });
		return chunk.length;
	};

	/** Reads several prompts in one run, and gives how many tokens that took with the padding. */
	const begin = async (taken: readonly Arrival[], layout: RowLayout): Promise<number> => {
		const texts = taken.map(({ stream }) => stream.next);
		const { logits, all, cache } = await decoder.begin(session, texts, layout);
		admit(taken, logits, { cache, layout });
		letGo(all);
		return texts.length * cache.slots;
	};

	/** Streams whose prompts are read get their first token. */
	const admit = (
		taken: readonly Arrival[],
		logits: readonly Float32Array[],
		read: Pick<Group, "cache" | "layout">,
	): void => {
		arrivals = arrivals.filter((arrival) => !taken.includes(arrival));
		const group: Group = { ...read, streams: taken.map(({ stream }) => stream) };
		give(group, logits);
		groups.push(group);
	};

	/** A token for each stream of a group; those that have their last one leave. */
	const give = (group: Group, logits: readonly Float32Array[]): void => {
		const { streams } = group;
		for (const [index, stream] of streams.entries())
			stream.next = [stream.row.take(logits[index] as Float32Array)];
		for (const stream of streams) {
			if (!stream.row.isDone()) continue;
			leave(group, stream);
			stream.resolve(stream.row.result());
		}
	};

	/** Brings all streams together, or apart. */
	const arrange = async (): Promise<void> => {
		const streams = groups.flatMap((group) => group.streams);
		if (streams.length < 2) return;
		const layout = await modules.layout;
		if (layout === undefined) return;
		const isShared = groups.some((group) => group.streams.length > 1);
		const texts = groups.flatMap(({ cache, streams: own }) => own.map((_, index) => ({ cache, index })));
		const pack = (some: typeof texts): TextsCache => packTexts(some, layout, decoder.shapes);
		if (times.shareIsFaster(streams.length, isShared)) {
			if (groups.length > 1) groups = [{ streams, cache: pack(texts), layout }];
		} else if (isShared)
			groups = streams.map((stream, i) => ({
				streams: [stream],
				cache: pack(texts.slice(i, i + 1)),
				layout,
			}));
	};

	/** A token for every stream of a group. What the session throws is told to all of them: none has the step's result. */
	const step = async (group: Group): Promise<void> => {
		const { streams, layout } = group;
		if (streams.length === 0) return;
		try {
			const began = performance.now();
			const ids = streams.map(({ next }) => next[0] as number);
			const read = await decoder.step(session, ids, group.cache, layout);
			times.add(streams.length, performance.now() - began);
			for (const data of group.cache.tensors.values()) letGo(data);
			group.cache = read.cache;
			give(group, read.logits);
			letGo(read.all);
			shorten(group);
		} catch (error) {
			fail(group, error);
		}
	};

	/** The last stream of the group takes the place of the one that leaves, as in the cache. */
	const leave = (group: Group, stream: Stream): void => {
		const index = group.streams.indexOf(stream);
		const last = group.streams.length - 1;
		const left = group.streams.slice(0, last);
		if (index !== last) left[index] = group.streams[last] as Stream;
		group.cache = dropText(group.cache, index);
		group.streams = left;
	};

	const shorten = (group: Group): void => {
		const { cache, streams, layout } = group;
		if (streams.length === 0 || cache.slots - Math.max(...cache.lengths) <= SLACK) return;
		group.cache = packTexts(
			streams.map((_, index) => ({ cache, index })),
			layout,
			decoder.shapes,
		);
	};

	return {
		generate: (generation, { signal, onToken } = {}) =>
			new Promise((resolve, reject) => {
				const row = createRow(generation, spelling, onToken);
				const stream = { signal, row, next: generation.prompt, resolve, reject };
				arrivals.push({ stream, cache: decoder.empty });
				if (!isRunning) void run();
			}),
	};
}

/** How many of the first arrivals may have their prompts read in one run of so many tokens. */
function countTogether(arrivals: readonly Arrival[], room: number): number {
	let count = 0;
	let longest = 0;
	let sum = 0;
	for (const { stream, cache } of arrivals) {
		const { length } = stream.next;
		longest = Math.max(longest, length);
		sum += length;
		const all = (count + 1) * longest;
		// One that was begun goes on by itself.
		if ((cache.lengths[0] ?? 0) > 0 || all > room || all > PADDING * sum) break;
		count++;
	}
	return Math.max(count, 1);
}
