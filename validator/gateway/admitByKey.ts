import { isIPv4 } from "node:net";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiKeys } from "./apiKeys.js";

/** A hook that lets a request on, or answers it. */
export type Admit = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

/** Lets a request on that holds one of the keys and is within the key's rate. */
export function admitByKey(keys: ApiKeys): Admit {
	return async (request, reply) => {
		const admitted = keys.admit(request.headers.authorization);
		if (admitted.ok) return undefined;
		if (admitted.retryAfterS === undefined)
			return refuse(
				reply,
				401,
				"API_KEY_WRONG",
				"expected Authorization: Bearer with a key of this gateway",
				"Ask the validator's operator for a key.",
			);
		reply.header("Retry-After", admitted.retryAfterS);
		return refuse(
			reply,
			429,
			"TOO_MANY_REQUESTS",
			"this key's requests of the minute are used up",
			"Ask again after Retry-After seconds.",
		);
	};
}

/**
 * Lets a request from this computer on without a key, and asks for one of everybody else: scores that all can read
 * are weights that all can copy. What a proxy on this computer passes on says so in its headers, and is from elsewhere.
 */
export function unlessLocal(admit: Admit): Admit {
	return async (request, reply) => (isLocal(request) ? undefined : await admit(request, reply));
}

const FORWARDED = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

function isLocal({ socket, headers }: FastifyRequest): boolean {
	const address = (socket.remoteAddress ?? "").replace(/^::ffff:/i, "");
	const isLoopback = address === "::1" || (isIPv4(address) && address.startsWith("127."));
	return isLoopback && FORWARDED.every((name) => headers[name] === undefined);
}

/** Answers with a refusal in the shape that all of them have. */
export function refuse(
	reply: FastifyReply,
	status: number,
	code: string,
	message: string,
	remedy: string,
): FastifyReply {
	return reply.code(status).send({ code, message, remedy });
}
