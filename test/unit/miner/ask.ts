import type { FastifyInstance } from "fastify";
import { type Keypair, keypairFromUri } from "../../../chain/wallet/index.js";
import {
	createNonceSource,
	encodeInferRequest,
	type ReceiptExpectation,
	type Session,
	signRequest,
	systemClock,
} from "../../../subnets/index.js";

export const minerKey = keypairFromUri("//Miner");
export const validatorKey = keypairFromUri("//Validator");

const nextNonce = createNonceSource(systemClock);

/** A signed POST into a server that need not listen. `change` may spoil headers or body after signing. */
export async function ask(
	server: FastifyInstance,
	path: string,
	body: Uint8Array,
	options: {
		headers?: Record<string, string>;
		signer?: Keypair;
		/** Signs in the signer's name. */
		session?: Session | undefined;
		receiver?: string;
		nonce?: bigint;
		change?: (headers: Record<string, string>) => Record<string, string>;
		send?: Uint8Array;
		remoteAddress?: string;
	} = {},
) {
	const nonce = options.nonce ?? nextNonce();
	const signed = signRequest({
		method: "POST",
		pathAndQuery: path,
		body,
		receiver: options.receiver ?? minerKey.address,
		signer: options.signer ?? validatorKey,
		session: options.session,
		nonce,
	});
	const headers = { "Content-Type": "application/octet-stream", ...options.headers, ...signed };
	const response = await server.inject({
		method: "POST",
		url: path,
		headers: options.change?.(headers) ?? headers,
		payload: Buffer.from(options.send ?? body),
		remoteAddress: options.remoteAddress ?? "127.0.0.1",
	});
	return {
		nonce,
		status: response.statusCode,
		headers: response.headers,
		body: new Uint8Array(response.rawPayload),
	};
}

/** An inference request of the probe task. */
export function probeRequest(command: string, value = 1, binaryOutputs = false) {
	return encodeInferRequest({
		binaryOutputs,
		inputs: [
			{ name: "command", datatype: "BYTES", shape: [1], data: [command] },
			{ name: "x", datatype: "FP32", shape: [128], data: new Float32Array(128).fill(value) },
		],
	});
}

/** Asks the probe task to do something. */
export function askProbe(server: FastifyInstance, command: string, options: Parameters<typeof ask>[3] = {}) {
	const { body, headers } = probeRequest(command);
	return ask(server, "/v2/models/probe/infer", body, {
		...options,
		headers: { ...headers, ...options.headers },
	});
}

/** The refusal code of an answer's JSON body. */
export function codeOf(answer: { body: Uint8Array }): string {
	return (JSON.parse(Buffer.from(answer.body).toString("utf8")) as { code: string }).code;
}

/** What a receipt of {@link minerKey} to {@link validatorKey} must say of an answer; its model only where one is named. */
export function expectedReceipt(
	answer: Pick<ReceiptExpectation, "requestBody" | "response" | "nonce"> & Partial<ReceiptExpectation>,
): ReceiptExpectation {
	return {
		status: 200,
		miner: minerKey.address,
		caller: validatorKey.address,
		modelSha256: undefined,
		...answer,
	};
}
