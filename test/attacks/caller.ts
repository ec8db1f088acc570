import { Agent, request } from "undici";
import { type Keypair, keypairFromUri } from "../../chain/wallet/index.js";
import { createNonceSource, encodeInferRequest, signRequest, systemClock } from "../../subnets/index.js";

export const INFER = "/v2/models/probe/infer";

export interface Asked {
	/** 0 where the connection was lost instead. */
	readonly status: number;
	readonly code: string | undefined;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: Buffer;
	readonly ms: number;
}

/** A request ready to be sent, more than once where a test wants to. */
export interface SignedPost {
	readonly path: string;
	readonly headers: Record<string, string>;
	readonly body: Uint8Array;
	readonly nonce: bigint;
}

/** Somebody who asks a miner over sockets. */
export interface Caller {
	readonly key: Keypair;
	/** An inference request of the probe task, signed now. */
	sign(
		command: string,
		change?: { readonly receiver?: string; readonly nonce?: bigint; readonly value?: number },
	): SignedPost;
	/** Any body to any path, signed now. */
	signBody(path: string, body: Uint8Array, headers?: Record<string, string>): SignedPost;
	send(post: SignedPost): Promise<Asked>;
	ask(command: string): Promise<Asked>;
	close(): Promise<void>;
}

/** @param options - `from`: own address, of 127.0.0.0/8; 127.0.0.1 if absent */
export function createCaller(
	endpoint: string,
	options: {
		readonly uri: string;
		readonly receiver: string;
		readonly from?: string;
		readonly connections?: number;
	},
): Caller {
	const key = keypairFromUri(options.uri);
	const agent = new Agent({
		connections: options.connections ?? 64,
		headersTimeout: 60_000,
		...(options.from === undefined ? {} : { connect: { localAddress: options.from } }),
	});
	const nextNonce = createNonceSource(systemClock);
	const signed = (
		path: string,
		body: Uint8Array,
		headers: Record<string, string>,
		change: { receiver?: string; nonce?: bigint } = {},
	): SignedPost => {
		const nonce = change.nonce ?? nextNonce();
		const receiver = change.receiver ?? options.receiver;
		const auth = signRequest({ method: "POST", pathAndQuery: path, body, receiver, signer: key, nonce });
		return {
			path,
			body,
			nonce,
			headers: { "content-type": "application/octet-stream", ...headers, ...auth },
		};
	};
	const send = async ({ path, headers, body }: SignedPost): Promise<Asked> => {
		const began = performance.now();
		try {
			const response = await request(`${endpoint}${path}`, {
				method: "POST",
				headers,
				body,
				dispatcher: agent,
			});
			const bytes = Buffer.from(await response.body.arrayBuffer());
			const ms = performance.now() - began;
			return {
				status: response.statusCode,
				code: codeOf(response.statusCode, bytes),
				headers: response.headers,
				body: bytes,
				ms,
			};
		} catch {
			return {
				status: 0,
				code: undefined,
				headers: {},
				body: Buffer.alloc(0),
				ms: performance.now() - began,
			};
		}
	};
	const sign: Caller["sign"] = (command, change) => {
		const { body, headers } = encodeInferRequest({
			inputs: [
				{ name: "command", datatype: "BYTES", shape: [1], data: [command] },
				{ name: "x", datatype: "FP32", shape: [128], data: new Float32Array(128).fill(change?.value ?? 1) },
			],
		});
		return signed(INFER, body, headers, change);
	};
	return {
		key,
		sign,
		signBody: (path, body, headers = {}) => signed(path, body, headers),
		send,
		ask: (command) => send(sign(command)),
		close: () => agent.destroy(),
	};
}

function codeOf(status: number, body: Buffer): string | undefined {
	if (status === 200) return undefined;
	try {
		return (JSON.parse(body.toString("utf8")) as { code?: string }).code;
	} catch {
		return undefined;
	}
}

/** The value below which the given share of values lies. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
