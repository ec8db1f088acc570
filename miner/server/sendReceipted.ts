import type { FastifyReply } from "fastify";
import {
	type Clock,
	type Refusal,
	SESSIONS_TAKEN,
	type SessionSource,
	type Signer,
	signReceipt,
} from "../../subnets/index.js";
import type { MinerMetrics } from "../createMinerMetrics.js";
import { refusalBytes, refuse } from "./refuse.js";
import type { SignedCall } from "./signedRoutes.js";

export interface ReceiptModules {
	readonly signer: Signer;
	/** For callers that take receipts signed under a session. */
	readonly sessions: SessionSource;
	readonly modelSha256: string;
	readonly clock: Clock;
	readonly metrics: MinerMetrics;
}

/** The receipt headers of one answer, whose work ends now, and the word that this miner takes sessions. */
export function receiptFor(
	call: SignedCall,
	answer: { status: number; response: Uint8Array | { sha256: string } },
	modules: ReceiptModules,
): Record<string, string> {
	modules.metrics.receipt();
	const receipt = signReceipt(
		{
			status: answer.status,
			nonce: call.nonce,
			requestBody: { sha256: call.bodySha256 },
			response: answer.response,
			modelSha256: modules.modelSha256,
			startedNs: call.startedNs,
			finishedNs: modules.clock.nowNs(),
			caller: call.sender,
		},
		modules.signer,
		call.takesSessions ? modules.sessions : undefined,
	);
	receipt["X-Bittensor-Sessions"] = SESSIONS_TAKEN;
	return receipt;
}

/** Sends an answer with its receipt. */
export function sendReceipted(
	reply: FastifyReply,
	call: SignedCall,
	message: { body: Uint8Array; headers: Record<string, string> },
	modules: ReceiptModules,
): FastifyReply {
	const receipt = receiptFor(call, { status: 200, response: message.body }, modules);
	return reply
		.code(200)
		.headers(message.headers)
		.headers(receipt)
		.send(Buffer.from(message.body.buffer, message.body.byteOffset, message.body.byteLength));
}

/** Sends a refusal with its receipt: a caller whose signature was good can prove what it was told. */
export function refuseReceipted(
	reply: FastifyReply,
	call: SignedCall,
	refused: Omit<Refusal, "ok">,
	modules: ReceiptModules,
): FastifyReply {
	const { status } = refused;
	const response = refusalBytes(refused, { url: reply.request.url, status });
	const receipt = receiptFor(call, { status, response }, modules);
	return refuse(reply, refused, { headers: receipt });
}
