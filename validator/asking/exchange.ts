import { type Dispatcher, errors } from "undici";
import type { HeaderRecord } from "../../subnets/index.js";

/** The bounds within which an answer is read. */
export interface ExchangeBounds {
	/** For the whole exchange, from connecting to the last byte, ms. */
	readonly timeoutMs: number;
	/** Bytes of the answer that are read at most. */
	readonly maxBytes: number;
	readonly signal: AbortSignal;
}

/** What came back, or why nothing did. Times are `performance.now()` of the validator. */
export type PostResult =
	| {
			readonly ok: true;
			readonly status: number;
			readonly headers: HeaderRecord;
			readonly body: Uint8Array;
			readonly sentAtMs: number;
			readonly finishedAtMs: number;
	  }
	| {
			readonly ok: false;
			readonly code: "UNREACHABLE" | "TIMEOUT" | "TOO_LARGE" | "ABORTED";
			readonly reason: string;
	  };

/**
 * Sends something, by `send`, and reads its answer within bounds of time and size. Time runs from the call.
 *
 * Whatever the other side does is a result, never an exception: not answering, dripping byte by byte, sending
 * without end, breaking off.
 */
export async function exchange(
	bounds: ExchangeBounds,
	send: (signal: AbortSignal) => Promise<Dispatcher.ResponseData>,
): Promise<PostResult> {
	const { timeoutMs, maxBytes } = bounds;
	const deadline = AbortSignal.timeout(Math.ceil(timeoutMs));
	const signal = AbortSignal.any([bounds.signal, deadline]);
	const sentAtMs = performance.now();
	try {
		return await read(await send(signal), maxBytes, sentAtMs);
	} catch (error) {
		if (bounds.signal.aborted) return { ok: false, code: "ABORTED", reason: "the validator is stopping" };
		if (
			deadline.aborted ||
			error instanceof errors.HeadersTimeoutError ||
			error instanceof errors.BodyTimeoutError
		)
			return { ok: false, code: "TIMEOUT", reason: `no answer within ${timeoutMs} ms` };
		return { ok: false, code: "UNREACHABLE", reason: `its endpoint does not answer: ${describe(error)}` };
	}
}

async function read(
	response: Dispatcher.ResponseData,
	maxBytes: number,
	sentAtMs: number,
): Promise<PostResult> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of response.body as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > maxBytes) {
			response.body.destroy();
			return { ok: false, code: "TOO_LARGE", reason: `its answer has more than ${maxBytes} bytes` };
		}
		chunks.push(chunk);
	}
	return {
		ok: true,
		status: response.statusCode,
		headers: response.headers,
		body: new Uint8Array(Buffer.concat(chunks)),
		sentAtMs,
		finishedAtMs: performance.now(),
	};
}

/** The system's own name of the failure where there is one; never text that the miner sent. */
function describe(error: unknown): string {
	const code = (error as { code?: unknown }).code;
	if (typeof code === "string") return code;
	const cause = (error as { cause?: { code?: unknown } }).cause?.code;
	return typeof cause === "string" ? cause : "the connection broke";
}
