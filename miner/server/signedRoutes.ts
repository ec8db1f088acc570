import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type {
	ClaimedRequest,
	Clock,
	Refusal,
	RequestVerifier,
	VerifiedRequest,
} from "../../subnets/index.js";
import { refusal } from "../../subnets/index.js";
import type { CallerLimits } from "../admission/createCallerLimits.js";
import { refuse } from "./refuse.js";

/** A request that passed every check, and its raw body. */
export interface SignedCall extends VerifiedRequest {
	readonly body: Uint8Array;
	/** Unix ns when its signature was verified. */
	readonly startedNs: bigint;
	/** Aborted when the caller goes away. */
	readonly signal: AbortSignal;
}

export interface SignedRouteOptions {
	readonly path: string;
	readonly bodyLimit: number;
	handle(call: SignedCall, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>;
}

export interface SignedRouteModules {
	readonly verifier: RequestVerifier;
	readonly limits: CallerLimits;
	readonly clock: Clock;
}

const NO_BODY = new Uint8Array();

/**
 * Adds a POST route that only signed requests reach.
 *
 * What can be refused from the head alone is refused before the body is read: shape, receiver, age, permit, rate,
 * room. Then the body is read, and the signature and the nonce are checked over it.
 */
export function addSignedRoute(
	server: FastifyInstance,
	options: SignedRouteOptions,
	modules: SignedRouteModules,
): void {
	const { verifier, limits, clock } = modules;
	server.route({
		method: "POST",
		url: options.path,
		bodyLimit: options.bodyLimit,
		// Hooks with a callback, since each promise of an async one costs as much as what the hook does.
		onRequest: (request, reply, done) => {
			const refused = checkHead(request, options.bodyLimit) ?? claim(request, verifier);
			if (refused === undefined) return done();
			// A body that is small enough is thrown away by Node as it comes, so that its sender gets to read the
			// refusal and may go on with this connection; of any other the rest is not waited for.
			const isSmall = Number(request.headers["content-length"] ?? Number.NaN) <= options.bodyLimit;
			if (!isSmall) reply.header("Connection", "close");
			refuse(reply, refused, retryAfter(refused, request, limits));
		},
		handler: (request, reply) => {
			const body = request.body instanceof Uint8Array ? plain(request.body) : NO_BODY;
			const claimed = request.claimed as ClaimedRequest;
			const checked = verifier.prove(claimed, request.method, request.raw.url ?? "", body);
			if (!checked.ok) return refuse(reply, checked);
			request.releaseBody?.();
			const { sender } = checked.value;
			request.caller = sender;
			const leave = limits.enter(sender);
			if (leave === undefined) return refuse(reply, tooMany(sender), { retryAfterS: limits.wait(sender) });
			const gone = new AbortController();
			reply.raw.once("close", () => {
				leave();
				if (!reply.raw.writableFinished) gone.abort();
			});
			const { nonce, scheme, takesSessions, bodySha256 } = checked.value;
			const startedNs = clock.nowNs();
			const { signal } = gone;
			return options.handle(
				{ sender, nonce, scheme, takesSessions, bodySha256, body, startedNs, signal },
				request,
				reply,
			);
		},
	});
}

/** The same bytes as a plain array: a Buffer's `slice` would share memory where readers expect a copy. */
function plain(bytes: Uint8Array): Uint8Array {
	return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Keeps what the head claims for the handler, which proves it over the body. */
function claim(request: FastifyRequest, verifier: RequestVerifier): Refusal | undefined {
	const checked = verifier.precheck(request.headers);
	if (!checked.ok) return checked;
	request.claimed = checked.value;
	return undefined;
}

function checkHead(request: FastifyRequest, bodyLimit: number): Refusal | undefined {
	const encoding = request.headers["content-encoding"];
	if (encoding !== undefined && encoding !== "identity") {
		return refusal(
			415,
			"ENCODING_UNSUPPORTED",
			"expected a body that is not compressed",
			"Send it as it is.",
		);
	}
	const length = Number(request.headers["content-length"] ?? 0);
	if (length > bodyLimit) {
		return refusal(
			413,
			"MESSAGE_TOO_LARGE",
			`expected a body of at most ${bodyLimit} bytes, got ${length}`,
			"Send less; the task's manifest names the limit.",
		);
	}
	return undefined;
}

function retryAfter(
	refused: Refusal,
	request: FastifyRequest,
	limits: CallerLimits,
): { retryAfterS?: number } {
	const caller = request.headers["x-bittensor-hotkey"];
	return refused.status === 429 && typeof caller === "string" ? { retryAfterS: limits.wait(caller) } : {};
}

/** The refusal of a caller that asks faster than it may. */
export function tooMany(caller: string): Refusal {
	return refusal(
		429,
		"TOO_MANY_REQUESTS",
		`${caller} asks more often than this miner allows`,
		"Ask again after Retry-After seconds, with fewer requests at a time.",
	);
}

declare module "fastify" {
	interface FastifyRequest {
		/** What the head of a signed route's request claims; set once it passed the checks of the head. */
		claimed: ClaimedRequest | undefined;
	}
}
