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

/**
 * JSON body of a refusal, in bytes, so that a receipt can hash what is sent. On the routes of OpenAI's API it holds
 * `error` too, where that API's clients look for what went wrong.
 *
 * @param request - what is refused; absent where it was no request
 */
export function refusalBytes(
	refusal: RefusalBody,
	request?: { readonly url: string; readonly status: number },
): Buffer {
	const { code, message, remedy } = refusal;
	const isOpenAi = request?.url.startsWith("/v1/") === true;
	const error = isOpenAi ? { error: openAiError({ ...refusal, status: request.status }) } : {};
	return Buffer.from(JSON.stringify({ code, message, remedy, ...error }), "utf8");
}

/** A refusal as OpenAI's API describes one. */
export function openAiError({ status, code, message, remedy }: RefusalBody & { readonly status: number }) {
	const type = ERROR_TYPES[status] ?? (status < 500 ? "invalid_request_error" : "server_error");
	return { message: `${message}. ${remedy}`, type, param: null, code };
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
	401: "authentication_error",
	403: "permission_error",
	404: "not_found_error",
	429: "rate_limit_error",
};

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
		.send(refusalBytes(refusal, { url: reply.request.url, status: refusal.status }));
}

declare module "fastify" {
	interface FastifyRequest {
		/** `ok`, or the code of the refusal; for the log and the metrics. */
		outcome: string;
		/** SS58 address of the caller, once its signature is verified. */
		caller: string | undefined;
	}
}
