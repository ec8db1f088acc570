import type { Generation, Spelling } from "../../generation/generation.js";
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
/** Unused slots at which a cache is copied into a shorter one. */
const SLACK = 32;

export interface DecodeOptions {
	readonly signal?: AbortSignal | undefined;
	/** Gets text as soon as no stop text can swallow it any more. */
	readonly onToken?: ((text: string) => void) | undefined;
}

/** A batch that generations join and leave between two steps. */
export interface DecoderBatch {
	/** Rejects with the signal's reason, or with what the session threw in a run that this one was part of. */
	generate(generation: Generation, options?: DecodeOptions): Promise<Generated>;
}

/** A generation on its way. */
interface Stream {
	readonly signal: AbortSignal | undefined;
	readonly row: GenerationRow;
	/** Tokens to be read next: what is left of the prompt, or the token chosen last. */
	next: readonly number[];
	resolve(generated: Generated): void;
	reject(reason: unknown): void;
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
 * (each by runs of its own, a bounded number of tokens, so that nobody else stops for a long prompt), and every stream gets a
 * token: all of them in one run where the model allows it and that is faster, else each in a run of its own.
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
): DecoderBatch {
	const { decoder, spelling } = modules;
	/** In order of arrival; their prompts are not read to the end yet. */
	const arrivals: { readonly stream: Stream; cache: TextsCache }[] = [];
	let groups: Group[] = [];
	const times = createStepTimes();
	let isRunning = false;

	const run = async (): Promise<void> => {
		isRunning = true;
		while (arrivals.length > 0 || groups.length > 0) {
			times.nextRound();
			dismissAborted();
			await readPrompts();
			await arrange();
			for (const group of groups) await step(group);
			groups = groups.filter(({ streams }) => streams.length > 0);
		}
		isRunning = false;
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

	/** A prompt that fails is its own caller's affair. */
	const readPrompts = async (): Promise<void> => {
		let room = groups.length === 0 ? PROMPT_CHUNK : PROMPT_CHUNK_AMONG_OTHERS;
		for (let [first] = arrivals; first !== undefined && room > 0; [first] = arrivals) {
			const { stream } = first;
			try {
				stream.signal?.throwIfAborted();
				const chunk = stream.next.slice(0, room);
				const read = await decoder.read(session, chunk, first.cache);
				room -= chunk.length;
				first.cache = read.cache;
				stream.next = stream.next.slice(chunk.length);
				if (stream.next.length > 0) continue;
				stream.next = [stream.row.take(read.logits)];
				arrivals.shift();
				if (stream.row.isDone()) stream.resolve(stream.row.result());
				else groups.push({ streams: [stream], cache: read.cache, layout: "end" });
			} catch (error) {
				arrivals.shift();
				stream.reject(error);
			}
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
		try {
			const began = performance.now();
			const ids = streams.map(({ next }) => next[0] as number);
			const read = await decoder.step(session, ids, group.cache, layout);
			times.add(streams.length, performance.now() - began);
			for (const data of group.cache.tensors.values()) letGo(data);
			group.cache = read.cache;
			for (const [index, stream] of streams.entries())
				stream.next = [stream.row.take(read.logits[index] as Float32Array)];
			for (const stream of streams) {
				if (!stream.row.isDone()) continue;
				leave(group, stream);
				stream.resolve(stream.row.result());
			}
			shorten(group);
		} catch (error) {
			for (const stream of group.streams) stream.reject(error);
			group.streams = [];
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
