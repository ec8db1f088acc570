import type { FastifyReply } from "fastify";
import type { Refusal } from "../../subnets/index.js";

/** The part of a refusal that is sent. */
export interface RefusalBody {
	readonly code: string;
	readonly message: string;
	readonly remedy: string;
}

/** Seconds after which a refused caller may try again, where the status says that it may. */
const RETRY_AFTER_S: Readonly<Record<number, number>> = { 429: 1, 503: 1 };

/** JSON body of a refusal, in bytes, so that a receipt can hash what is sent. */
export function refusalBytes({ code, message, remedy }: RefusalBody): Buffer {
	return Buffer.from(JSON.stringify({ code, message, remedy }), "utf8");
}

/** Sends a refusal: status, JSON body, Retry-After where it helps. */
export function refuse(
	reply: FastifyReply,
	refusal: Omit<Refusal, "ok">,
	options: { retryAfterS?: number; headers?: Record<string, string> } = {},
): FastifyReply {
	const retryAfter = options.retryAfterS ?? RETRY_AFTER_S[refusal.status];
	if (retryAfter !== undefined) reply.header("Retry-After", String(Math.max(1, Math.ceil(retryAfter))));
	reply.request.outcome = refusal.code;
	return reply
		.code(refusal.status)
		.headers(options.headers ?? {})
		.type("application/json; charset=utf-8")
		.send(refusalBytes(refusal));
}

declare module "fastify" {
	interface FastifyRequest {
		/** `ok`, or the code of the refusal; for the log and the metrics. */
		outcome: string;
		/** SS58 address of the caller, once its signature is verified. */
		caller: string | undefined;
	}
}
