import { type Dispatcher, errors, request } from "undici";
import {
	type HeaderRecord,
	SESSIONS_TAKEN,
	type Session,
	type Signer,
	signRequest,
} from "../../subnets/index.js";
import type { AskingSessions } from "./askingSessions.js";

export interface PostOptions {
	/** Such as `http://203.0.113.7:8091`. */
	readonly origin: string;
	/** Such as `/v2/models/ocr/infer`. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
	/** SS58 address of the hotkey asked. */
	readonly receiver: string;
	readonly nonce: bigint;
	/** For the whole exchange, from connecting to the last byte, ms. */
	readonly timeoutMs: number;
	/** Bytes of the answer that are read at most. */
	readonly maxBytes: number;
	readonly signal: AbortSignal;
}

export interface PostModules {
	readonly signer: Signer;
	/** Sign for the miners that take sessions; the signer itself for all, if absent. */
	readonly sessions?: AskingSessions | undefined;
	readonly dispatcher: Dispatcher;
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
 * Sends one btauth/1 request and reads its answer within bounds of time and size.
 *
 * Whatever the other side does is a result, never an exception: not answering, dripping byte by byte, sending
 * without end, breaking off. Redirects are not followed.
 *
 * A request under a session that is refused as unsigned is sent once more, signed by the hotkey, with the same nonce:
 * it was not answered. Time runs from the first sending, so that refusing gains a miner none.
 */
export async function postSigned(options: PostOptions, modules: PostModules): Promise<PostResult> {
	const { receiver, nonce, timeoutMs } = options;
	const { sessions } = modules;
	const deadline = AbortSignal.timeout(Math.ceil(timeoutMs));
	const signal = AbortSignal.any([options.signal, deadline]);
	const sentAtMs = performance.now();
	try {
		const session = sessions?.sessionFor(receiver, nonce);
		let response = await send(options, session, signal, modules);
		if (session !== undefined && response.statusCode === UNSIGNED) {
			sessions?.refused(receiver);
			await response.body.dump({ limit: REFUSAL_BYTES });
			response = await send(options, undefined, signal, modules);
		} else if (response.statusCode === 200) sessions?.note(receiver, response.headers);
		return await read(response, options, sentAtMs);
	} catch (error) {
		if (options.signal.aborted) return { ok: false, code: "ABORTED", reason: "the validator is stopping" };
		if (
			deadline.aborted ||
			error instanceof errors.HeadersTimeoutError ||
			error instanceof errors.BodyTimeoutError
		)
			return { ok: false, code: "TIMEOUT", reason: `no answer within ${timeoutMs} ms` };
		return { ok: false, code: "UNREACHABLE", reason: `its endpoint does not answer: ${describe(error)}` };
	}
}

/** The status of every refusal of a signature. */
const UNSIGNED = 401;
/** Bytes of a refusal read to keep the connection; of a longer one it is closed. */
const REFUSAL_BYTES = 16_384;

function send(
	options: PostOptions,
	session: Session | undefined,
	signal: AbortSignal,
	{ signer, dispatcher }: PostModules,
): Promise<Dispatcher.ResponseData> {
	const { origin, path, body, receiver, nonce, timeoutMs } = options;
	return request(`${origin}${path}`, {
		method: "POST",
		headers: {
			...options.headers,
			...signRequest({ method: "POST", pathAndQuery: path, body, receiver, signer, session, nonce }),
			"X-Bittensor-Sessions": SESSIONS_TAKEN,
		},
		body,
		dispatcher,
		signal,
		headersTimeout: timeoutMs,
		bodyTimeout: timeoutMs,
	});
}

async function read(
	response: Dispatcher.ResponseData,
	{ maxBytes }: PostOptions,
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
