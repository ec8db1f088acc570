import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import { createFrameChain } from "../../subnets/index.js";
import type { AnswerSource } from "../answerFromEngine.js";
import type { MinerMetrics } from "../createMinerMetrics.js";
import type { EngineResult } from "../engine/engineResult.js";
import type { OpenAiWork } from "./openAiWork.js";
import { openAiError } from "./refuse.js";
import { type ReceiptModules, receiptFor, refuseReceipted } from "./sendReceipted.js";

/**
 * Sends an answer piece by piece as server-sent events: `data:` frames, `data: [DONE]`, and last an event `receipt`
 * whose data are the receipt headers as JSON, signed over the chain of all frames before it.
 *
 * Headers are sent with the first piece, so that a refusal before it still has its HTTP status.
 */
export async function streamAnswer(
	work: OpenAiWork,
	modules: ReceiptModules & { source: AnswerSource; metrics: MinerMetrics },
): Promise<FastifyReply> {
	const { call, reply, asked } = work;
	const pieces = createPieces();
	const { sender: caller, nonce, signal } = call;
	const answered = modules.source
		.answer(asked.request, { caller, nonce, signal, onToken: pieces.push })
		.finally(pieces.end);
	const first = await pieces.next();
	if (first === undefined) {
		const result = await answered;
		if (!result.ok) return refuseReceipted(reply, call, result, modules);
	}
	return reply
		.code(200)
		.headers({ "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store" })
		.send(Readable.from(frames(work, first, pieces, answered, modules), { objectMode: false }));
}

async function* frames(
	work: OpenAiWork,
	first: string | undefined,
	pieces: Pieces,
	answered: Promise<EngineResult>,
	modules: ReceiptModules & { metrics: MinerMetrics },
): AsyncGenerator<Buffer> {
	const { mapping, frame, asked, call, reply } = work;
	const chain = createFrameChain();
	const data = (text: string): Buffer => {
		const bytes = Buffer.from(`data: ${text}\n\n`, "utf8");
		chain.add(bytes);
		return bytes;
	};
	for (let piece = first; piece !== undefined; piece = await pieces.next()) {
		modules.metrics.streamedPiece();
		yield data(JSON.stringify(mapping.chunk(frame, piece)));
	}
	const result = await answered;
	if (result.ok) {
		const { request, includeUsage } = asked;
		for (const chunk of mapping.lastChunks(frame, request, result.answer, includeUsage))
			yield data(JSON.stringify(chunk));
	} else {
		reply.request.outcome = result.code;
		yield data(JSON.stringify({ error: openAiError(result) }));
	}
	yield data("[DONE]");
	const status = result.ok ? 200 : result.status;
	const receipt = receiptFor(call, { status, response: { sha256: chain.digest() } }, modules);
	yield Buffer.from(`event: receipt\ndata: ${JSON.stringify(receipt)}\n\n`, "utf8");
}

interface Pieces {
	push(piece: string): void;
	end(): void;
	/** The next piece; undefined after the last. */
	next(): Promise<string | undefined>;
}

/** A queue between the engine, which pushes, and the response, which pulls. The answer's length limit bounds it. */
function createPieces(): Pieces {
	const queue: string[] = [];
	let ended = false;
	let wake: (() => void) | undefined;
	const woken = (): void => {
		wake?.();
		wake = undefined;
	};
	return {
		push(piece) {
			queue.push(piece);
			woken();
		},
		end() {
			ended = true;
			woken();
		},
		async next() {
			while (queue.length === 0 && !ended) {
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
			return queue.shift();
		},
	};
}
