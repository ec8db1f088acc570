import type { FastifyReply, FastifyRequest } from "fastify";
import type { Refusal } from "../../subnets/index.js";

/** What is told of a failure, whoever failed. */
export type ProxyError = Omit<Refusal, "ok">;

/** Failures after which the same request would fail again or be answered twice: OpenAI's clients heed this header. */
const FINAL = /^RECEIPT_|^STREAM_/;

/**
 * A failure as the clients of a path's dialect read it: `{error: {message, type, code}}` of OpenAI's API under `/v1/`,
 * `{error: "text"}` of the Open Inference Protocol elsewhere. Code and remedy stand in both.
 */
export function errorBody(path: string, { status, code, message, remedy }: ProxyError): object {
	if (!path.startsWith("/v1/")) return { error: `${code}: ${message}. ${remedy}`, code, remedy };
	const type = status === 429 ? "rate_limit_error" : status < 500 ? "invalid_request_error" : "api_error";
	return { error: { message: `${message}. ${remedy}`, type, param: null, code } };
}

/** Sends a failure in the dialect of the request's path. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: ProxyError): FastifyReply {
	if (FINAL.test(error.code)) reply.header("x-should-retry", "false");
	if (error.status === 429 || error.status === 503) reply.header("Retry-After", 1);
	return reply
		.code(error.status)
		.type("application/json; charset=utf-8")
		.send(JSON.stringify(errorBody(request.url, error)));
}

/** A miner's refusal, `{code, message, remedy}`; texts are cut, and anything else is told by its status. */
export function readRefusal(status: number, body: Uint8Array): ProxyError {
	let fields: Record<string, unknown> = {};
	try {
		const value: unknown = JSON.parse(Buffer.from(body).toString("utf8"));
		if (typeof value === "object" && value !== null) fields = value as Record<string, unknown>;
	} catch {
		// Not our protocol's refusal.
	}
	const text = (value: unknown, otherwise: string): string =>
		typeof value === "string" ? value.slice(0, 500).replace(/\.$/, "") : otherwise;
	return {
		status,
		code: text(fields.code, "MINER_REFUSED"),
		message: text(fields.message, `the miner refused with status ${status}`),
		remedy: text(fields.remedy, "Ask another miner"),
	};
}
