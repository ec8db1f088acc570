import { type Dispatcher, errors } from "undici";
import { type PostModules, sendSigned } from "../asking/postSigned.js";
import { type ProxyError, readRefusal } from "./dialectError.js";
import type { MinerPool, ProxyMiner } from "./minerPool.js";

/** A client's request as it goes to a miner. */
export interface ProxyCall {
	/** Path and query as the client sent them. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
	/** Longest wait for a miner's head, and between two pieces of its body, ms. */
	readonly timeoutMs: number;
	/** Aborted when the client goes away. */
	readonly signal: AbortSignal;
}

/** The beginning of a miner's answer; its body is not read yet. */
export interface BegunAnswer {
	readonly miner: ProxyMiner;
	readonly nonce: bigint;
	readonly response: Dispatcher.ResponseData;
}

export interface AskPoolModules extends PostModules {
	readonly pool: MinerPool;
	readonly nextNonce: () => bigint;
}

/** Refusals of a request that a miner did not take on; another one may. */
const REFUSED_HERE: ReadonlySet<number> = new Set([401, 403, 404, 429, 503]);
const MINERS_TRIED = 4;
const REFUSAL_BYTES = 16_384;

/**
 * Asks the pool's miners one after the other until one takes the request on: one that cannot be reached or refuses is
 * passed over. Once a miner's answer has begun, or its time is over, no other is asked: the work may have been done.
 */
export async function askPool(
	call: ProxyCall,
	modules: AskPoolModules,
): Promise<{ readonly begun: BegunAnswer } | { readonly error: ProxyError }> {
	const { pool } = modules;
	let error: ProxyError = {
		status: 503,
		code: "NO_MINER",
		message: "no miner is ready",
		remedy: "Ask again in a moment, or look at the subnet: ganglion subnet metagraph",
	};
	for (const miner of (await pool.candidates()).slice(0, MINERS_TRIED)) {
		const nonce = modules.nextNonce();
		let response: Dispatcher.ResponseData;
		try {
			const { origin, hotkey: receiver } = miner;
			response = await sendSigned({ ...call, origin, receiver, nonce }, call.signal, modules);
		} catch (cause) {
			call.signal.throwIfAborted();
			pool.failed(miner);
			if (cause instanceof errors.HeadersTimeoutError) return { error: late(call.timeoutMs, miner) };
			error = unreachable(miner, cause);
			continue;
		}
		if (!REFUSED_HERE.has(response.statusCode)) return { begun: { miner, nonce, response } };
		error = readRefusal(response.statusCode, await readAtMost(response, REFUSAL_BYTES).catch(() => NOTHING));
		if (response.statusCode !== 404) pool.failed(miner);
	}
	return { error };
}

const NOTHING = new Uint8Array();

/** The body, up to `maxBytes`; the rest is not waited for. */
export async function readAtMost(response: Dispatcher.ResponseData, maxBytes: number): Promise<Uint8Array> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of response.body as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > maxBytes) throw new RangeError(`expected at most ${maxBytes} bytes`);
		chunks.push(chunk);
	}
	return new Uint8Array(Buffer.concat(chunks));
}

function late(timeoutMs: number, miner: ProxyMiner): ProxyError {
	return {
		status: 504,
		code: "MINER_LATE",
		message: `${miner.hotkey} did not begin to answer within ${timeoutMs} ms`,
		remedy: "Ask again, or start the proxy with a longer --timeout-ms",
	};
}

function unreachable(miner: ProxyMiner, cause: unknown): ProxyError {
	const code = (cause as { code?: unknown }).code;
	return {
		status: 502,
		code: "MINER_UNREACHABLE",
		message: `${miner.hotkey} cannot be reached at ${miner.origin}${typeof code === "string" ? `: ${code}` : ""}`,
		remedy: "Ask again, or name another miner",
	};
}
