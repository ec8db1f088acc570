import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { MinerMetrics } from "../createMinerMetrics.js";
import { DOCTOR_AGENT } from "../doctor/doctorAgent.js";
import { METRICS_PATH } from "./addOpenRoutes.js";
import { isFromHere } from "./isFromHere.js";

/** How long refusals of unproven callers are summed before a line says how many there were, ms. */
const SUM_MS = 10_000;

/**
 * One log line and one count a request: who, what, how long, how many bytes; never a header or a payload.
 *
 * What nobody has signed gets its line at `debug` alone, and one line every ten seconds for all of it: a flood must not
 * fill the disk.
 */
export function recordRequests(
	server: FastifyInstance,
	modules: { metrics: MinerMetrics; logger: Logger },
): void {
	const { metrics, logger } = modules;
	const refused = new Map<string, number>();
	let timer: NodeJS.Timeout | undefined;
	const say = (): void => {
		timer = undefined;
		if (refused.size > 0)
			logger.info({ refused: Object.fromEntries(refused) }, "requests without a good signature");
		refused.clear();
	};
	const sum = (code: string): void => {
		refused.set(code, (refused.get(code) ?? 0) + 1);
		timer ??= setTimeout(say, SUM_MS).unref();
	};

	server.addHook("onResponse", (request, reply, done) => {
		record(request, reply);
		done();
	});
	const record = (request: FastifyRequest, reply: FastifyReply): void => {
		const route = request.routeOptions.url ?? "none";
		const ms = Math.round(reply.elapsedTime * 10) / 10;
		metrics.request(route, reply.statusCode, request.outcome, reply.elapsedTime / 1000);
		if (showsTheWayIn(request, route)) metrics.fromOutside();
		const isProven = request.caller !== undefined;
		if (!isProven && request.method !== "GET") sum(request.outcome);
		if (!logger.isLevelEnabled(isProven ? "info" : "debug")) return;
		const fields = {
			id: request.id,
			route,
			status: reply.statusCode,
			code: request.outcome,
			ms,
			...(isProven ? { caller: request.caller } : {}),
			bytesIn: request.body instanceof Uint8Array ? request.body.length : 0,
			bytesOut: Number(reply.getHeader("content-length") ?? 0),
		};
		if (isProven) logger.info(fields, "request");
		else logger.debug(fields, "request");
	};
	server.addHook("onClose", async () => {
		clearTimeout(timer);
		say();
	});
}

/**
 * Whether a request shows that others find this miner. A Prometheus next door does not, nor does its own doctor, whose
 * question may come back from the router under another address.
 */
function showsTheWayIn(request: FastifyRequest, route: string): boolean {
	if (route === METRICS_PATH || request.headers["user-agent"] === DOCTOR_AGENT) return false;
	return !isFromHere(request);
}
