import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import {
	type Checked,
	createFrameChain,
	type EndorsementBook,
	type HeaderRecord,
	header,
	parseReceipt,
	refusal,
	type SignedReceipt,
	type VerifySignature,
	verifyReceipt,
} from "../../subnets/index.js";
import { receiptHeaders } from "../asking/askMiner.js";
import { type BegunAnswer, type ProxyCall, readAtMost } from "./askPool.js";
import { errorBody, type ProxyError, readRefusal, sendError } from "./dialectError.js";
import type { MinerPool } from "./minerPool.js";
import type { ReceiptLog } from "./receiptLog.js";

export interface RelayModules {
	readonly pool: MinerPool;
	/** SS58 address of the hotkey that asks. */
	readonly caller: string;
	/** sha256 of the model that must have answered; undefined where any may. */
	readonly modelSha256: string | undefined;
	readonly verifySignature: VerifySignature;
	readonly endorsements: EndorsementBook;
	readonly receipts: ReceiptLog | undefined;
}

const ANSWER_BYTES = 64 * 2 ** 20;
/** Longest server-sent event, bytes. */
const FRAME_BYTES = 4 * 2 ** 20;
const PASSED_ON = ["content-type", "inference-header-content-length"];

interface Relay {
	readonly call: ProxyCall;
	readonly begun: BegunAnswer;
	readonly request: FastifyRequest;
	readonly reply: FastifyReply;
}

/** Passes a miner's answer on to the client, whole or as it streams, once or as far as its receipt holds. */
export async function relayAnswer(relay: Relay, modules: RelayModules): Promise<FastifyReply> {
	const { begun, reply } = relay;
	const type = header(begun.response.headers, "content-type") ?? "";
	reply.headers({
		"X-Ganglion-Hotkey": begun.miner.hotkey,
		...(begun.miner.uid === undefined ? {} : { "X-Ganglion-Uid": begun.miner.uid }),
	});
	if (begun.response.statusCode !== 200 || !type.startsWith("text/event-stream"))
		return relayWhole(relay, modules);
	return reply
		.code(200)
		.headers({ "Content-Type": type, "Cache-Control": "no-store" })
		.send(Readable.from(relayFrames(relay, modules), { objectMode: false }));
}

async function relayWhole({ call, begun, request, reply }: Relay, modules: RelayModules) {
	const { response, miner } = begun;
	let body: Uint8Array;
	try {
		body = await readAtMost(response, ANSWER_BYTES);
	} catch {
		call.signal.throwIfAborted();
		modules.pool.failed(miner);
		return sendError(request, reply, brokenOff(miner.hotkey));
	}
	if (response.statusCode !== 200) return sendError(request, reply, readRefusal(response.statusCode, body));
	const status = response.statusCode;
	const receipt = check(response.headers, { call, begun, response: body, status }, modules);
	if (!receipt.ok) {
		modules.pool.failed(miner);
		return sendError(request, reply, receipt);
	}
	const proof = receiptHeaders(response.headers);
	modules.receipts?.add({ path: call.path, miner, receipt: proof });
	for (const name of PASSED_ON) {
		const value = header(response.headers, name);
		if (value !== undefined) reply.header(name, value);
	}
	return reply
		.code(200)
		.headers(proof)
		.send(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}

/**
 * The frames of a stream as they come. The end mark is held back until the receipt over all frames was found true; in
 * its place comes an error, which OpenAI's clients throw, and no end mark.
 */
async function* relayFrames({ call, begun }: Relay, modules: RelayModules): AsyncGenerator<Buffer> {
	const { response, miner } = begun;
	const chain = createFrameChain();
	let endMark: Buffer | undefined;
	let verdict: Checked<SignedReceipt> | undefined;
	try {
		for await (const frame of framesOf(response.body)) {
			const receipt = receiptEvent(frame);
			if (receipt !== undefined) {
				verdict = checkStream(receipt, { call, begun, digest: chain.digest() }, modules);
				break;
			}
			chain.add(frame);
			if (endMark !== undefined) break;
			if (frame.toString("latin1") === "data: [DONE]\n\n") endMark = frame;
			else yield frame;
		}
	} catch {
		if (call.signal.aborted) return;
	}
	if (verdict?.ok === true && endMark !== undefined) {
		yield endMark;
		return;
	}
	modules.pool.failed(miner);
	const error: ProxyError =
		verdict?.ok === false
			? verdict
			: {
					...brokenOff(miner.hotkey),
					code: "STREAM_UNPROVEN",
					message: "the stream ended without a receipt",
				};
	yield Buffer.from(`data: ${JSON.stringify(errorBody(call.path, error))}\n\n`, "utf8");
}

function checkStream(
	receipt: Record<string, string>,
	sent: { call: ProxyCall; begun: BegunAnswer; digest: string },
	modules: RelayModules,
): Checked<SignedReceipt> {
	const { call, begun, digest } = sent;
	// An answer that failed on its way has a receipt of that status, and its error among the frames.
	const parsed = parseReceipt(receipt);
	if (!parsed.ok) return parsed;
	const { status } = parsed.value;
	const checked = check(receipt, { call, begun, response: { sha256: digest }, status }, modules);
	if (checked.ok) modules.receipts?.add({ path: call.path, miner: begun.miner, receipt });
	return checked;
}

function check(
	headers: HeaderRecord,
	answer: {
		call: ProxyCall;
		begun: BegunAnswer;
		response: Uint8Array | { readonly sha256: string };
		status: number;
	},
	{ caller, modelSha256, verifySignature, endorsements }: RelayModules,
): Checked<SignedReceipt> {
	const { call, begun, response, status } = answer;
	return verifyReceipt(
		headers,
		{
			requestBody: call.body,
			response,
			status,
			nonce: begun.nonce,
			miner: begun.miner.hotkey,
			caller,
			modelSha256,
		},
		verifySignature,
		endorsements,
	);
}

/** Server-sent events, each with the empty line that ends it; what is left at the end is no event. */
async function* framesOf(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	let pending = Buffer.alloc(0);
	for await (const chunk of body) {
		pending = Buffer.concat([pending, chunk]);
		for (let end = pending.indexOf("\n\n"); end >= 0; end = pending.indexOf("\n\n")) {
			yield pending.subarray(0, end + 2);
			pending = pending.subarray(end + 2);
		}
		if (pending.length > FRAME_BYTES) throw new RangeError(`expected events of at most ${FRAME_BYTES} bytes`);
	}
}

/** The headers that a receipt event carries; undefined for any other event. */
function receiptEvent(frame: Buffer): Record<string, string> | undefined {
	const text = frame.toString("utf8");
	if (!text.startsWith("event: receipt\ndata: ")) return undefined;
	try {
		const value: unknown = JSON.parse(text.slice("event: receipt\ndata: ".length));
		return typeof value === "object" && value !== null ? (value as Record<string, string>) : {};
	} catch {
		return {};
	}
}

function brokenOff(hotkey: string): ProxyError {
	return refusal(
		502,
		"STREAM_BROKEN",
		`${hotkey} broke off its answer`,
		"Do not use what came of it; ask again",
	);
}
