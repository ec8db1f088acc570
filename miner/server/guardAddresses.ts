import type { FastifyInstance, FastifyRequest } from "fastify";
import { refusal } from "../../subnets/index.js";
import type { AddressBudget } from "../admission/createAddressBudget.js";
import type { BodyRoom } from "../admission/createBodyRoom.js";
import type { Connections } from "./boundConnections.js";
import { refuse } from "./refuse.js";

/** Refusals that cost a signature check. */
const FORGERIES: ReadonlySet<string> = new Set(["BAD_SIGNATURE", "BODY_HASH_MISMATCH", "BAD_SESSION"]);

/**
 * Charges whatever nobody has signed to the address that it comes from, before and after each request: a request whose
 * caller is proven costs its address nothing, any other one does, on every route.
 */
export function guardAddresses(
	server: FastifyInstance,
	modules: { budget: AddressBudget; bodies: BodyRoom; connections: Connections },
): void {
	const { budget, bodies, connections } = modules;

	server.addHook("onRequest", (request, reply, done) => {
		if (budget.isShunned(request.ip) && !isProxied(request)) {
			connections.countCutOff("in_debt");
			reply.hijack();
			request.raw.destroy();
			return;
		}
		const refused = budget.check(request.ip);
		if (refused === undefined) return done();
		reply.header("Connection", "close");
		refuse(reply, refused, { retryAfterS: refused.retryAfterS });
	});

	// After the checks of the head, before the body is read.
	server.addHook("preParsing", (request, reply, _payload, done) => {
		if (request.method !== "POST") return done();
		const refused = budget.checkSignatureRoom(request.ip);
		if (refused !== undefined) {
			reply.header("Connection", "close");
			refuse(reply, refused, { retryAfterS: refused.retryAfterS });
			return;
		}
		const bytes = Number(request.headers["content-length"] ?? request.routeOptions.bodyLimit ?? 0);
		const release = bodies.take(bytes, budget.isKnown(request.ip));
		if (release === undefined) {
			reply.header("Connection", "close");
			refuse(reply, bodiesFull());
			return;
		}
		reply.raw.once("close", release);
		request.releaseBody = release;
		done();
	});

	server.addHook("onResponse", (request, _reply, done) => {
		if (request.caller !== undefined) {
			budget.prove(request.ip);
			connections.prove(request.raw.socket);
		} else budget.spend(request.ip, FORGERIES.has(request.outcome) ? "forged" : "refused");
		done();
	});
}

/** Whether somebody else's connection brings it. */
function isProxied(request: FastifyRequest): boolean {
	return request.ip !== request.raw.socket.remoteAddress;
}

const bodiesFull = () =>
	refusal(
		503,
		"BODIES_FULL",
		"the bodies of other requests that are coming in take all memory kept for them",
		"Send it again after Retry-After seconds.",
	);

declare module "fastify" {
	interface FastifyRequest {
		/** Gives back the room that the body takes while nobody is proven to have sent it. */
		releaseBody: (() => void) | undefined;
	}
}
