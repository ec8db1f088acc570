import { Agent, type Dispatcher, errors, request } from "undici";
import { UpstreamError } from "../errors.js";
import type { UpstreamServer } from "./upstreamOptions.js";

/** One request to whichever server has room. */
export interface UpstreamCall {
	/** Such as `/v2/models/ocr/infer`. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
	readonly signal: AbortSignal;
}

/** Reads an answer. `commit` says that something of it was passed on: from then on nothing is asked twice. */
export type ReadUpstream<T> = (response: Dispatcher.ResponseData, commit: () => void) => Promise<T>;

/** Servers that stand in for each other. */
export interface UpstreamPool {
	/**
	 * Asks the healthy server with the least under way, as soon as one has room.
	 *
	 * Another is asked instead only while nothing of an answer was passed on, and only where the first did not take the
	 * request on (no connection, 429, 503) or was lost over it: an inference leaves nothing behind, so that its caller
	 * gets one answer whatever became of the other. A server that says no in another way, or is late, is not asked again.
	 *
	 * @throws {UpstreamError}
	 */
	ask<T>(call: UpstreamCall, read: ReadUpstream<T>): Promise<T>;
	/** Looks at every server now; how many are healthy. */
	check(): Promise<number>;
	close(): Promise<void>;
}

export interface UpstreamPoolOptions {
	readonly servers: readonly string[];
	/** Requests under way at one server at the same time. */
	readonly concurrency: number;
	/** Path that answers 200 while a server can be asked. */
	readonly healthPath: string;
	readonly apiKey?: string | undefined;
	/** Between two looks at a server's health, and the longest wait for one, ms. */
	readonly healthEveryMs: number;
	readonly healthWaitMs: number;
	/** Longest wait for an answer to begin, and between two of its pieces, ms. */
	readonly timeoutMs: number;
	/** Told whenever the number of healthy servers becomes 0, or is not 0 any more. */
	readonly readinessChanged?: ((isReady: boolean) => void) | undefined;
	/** Told of each server when it is first looked at, and whenever it is lost or healthy again. */
	readonly serverChanged?: ((server: UpstreamServer) => void) | undefined;
}

interface Server {
	readonly origin: string;
	running: number;
	/** Undefined before it was looked at. */
	isHealthy: boolean | undefined;
}

const SERVERS_TRIED = 3;
/** A server that is full or loads its model: it did not begin. */
const NOT_TAKEN: ReadonlySet<number> = new Set([429, 503]);
const REFUSAL_BYTES = 16_384;

export function createUpstreamPool(options: UpstreamPoolOptions): UpstreamPool {
	const dispatcher = new Agent({ connect: { timeout: options.healthWaitMs } });
	const authorization: Record<string, string> =
		options.apiKey === undefined ? {} : { Authorization: `Bearer ${options.apiKey}` };
	/** Requests that no healthy server has room for, in the order in which they came. */
	const waiting: (() => void)[] = [];
	const servers: Server[] = options.servers.map((origin) => ({ origin, running: 0, isHealthy: undefined }));
	const setHealth = (server: Server, isHealthy: boolean): void => {
		const isNews = server.isHealthy !== isHealthy;
		server.isHealthy = isHealthy;
		if (isNews) options.serverChanged?.({ origin: server.origin, isHealthy });
	};

	const look = async (server: Server): Promise<void> => {
		try {
			const { statusCode, body } = await request(`${server.origin}${options.healthPath}`, {
				dispatcher,
				headers: authorization,
				signal: AbortSignal.timeout(options.healthWaitMs),
			});
			await body.dump({ limit: REFUSAL_BYTES });
			setHealth(server, statusCode === 200);
		} catch {
			setHealth(server, false);
		}
	};
	/** One that waits looks again for itself: what it would get may have become another's, or unhealthy. */
	const wakeAll = (): void => {
		for (const wake of waiting.splice(0)) wake();
	};
	const roomOrChange = (signal: AbortSignal): Promise<void> =>
		new Promise((resolve, reject) => {
			const wake = (): void => {
				signal.removeEventListener("abort", leave);
				resolve();
			};
			const leave = (): void => {
				const at = waiting.indexOf(wake);
				if (at >= 0) waiting.splice(at, 1);
				reject(signal.reason);
			};
			waiting.push(wake);
			signal.addEventListener("abort", leave, { once: true });
		});
	/** The server to ask next, a place at it taken; undefined where every healthy one was tried. */
	const place = async (tried: ReadonlySet<Server>, signal: AbortSignal): Promise<Server | undefined> => {
		for (;;) {
			signal.throwIfAborted();
			const [least] = servers
				.filter((one) => one.isHealthy && !tried.has(one))
				.sort((a, b) => a.running - b.running);
			if (least === undefined) return undefined;
			if (least.running < options.concurrency) {
				least.running++;
				return least;
			}
			await roomOrChange(signal);
		}
	};
	let wasReady: boolean | undefined;
	const tell = (): number => {
		const healthy = servers.filter(({ isHealthy }) => isHealthy).length;
		if (wasReady !== healthy > 0) options.readinessChanged?.(healthy > 0);
		wasReady = healthy > 0;
		wakeAll();
		return healthy;
	};
	const check = async (): Promise<number> => {
		await Promise.all(servers.map(look));
		return tell();
	};
	const timer = setInterval(() => void check(), options.healthEveryMs);
	timer.unref();

	const attempt = async <T>(
		server: Server,
		call: UpstreamCall,
		read: ReadUpstream<T>,
	): Promise<{ readonly value: T } | { readonly again: UpstreamError }> => {
		let committed = false;
		try {
			const response = await request(`${server.origin}${call.path}`, {
				method: "POST",
				dispatcher,
				headers: { ...call.headers, ...authorization },
				body: call.body,
				signal: call.signal,
				headersTimeout: options.timeoutMs,
				bodyTimeout: options.timeoutMs,
			});
			if (response.statusCode !== 200) {
				await response.body.dump({ limit: REFUSAL_BYTES });
				const refused = refusedBy(server.origin, response.statusCode);
				if (NOT_TAKEN.has(response.statusCode)) return { again: refused };
				throw refused;
			}
			return {
				value: await read(response, () => {
					committed = true;
				}),
			};
		} catch (error) {
			call.signal.throwIfAborted();
			if (error instanceof UpstreamError) throw error;
			if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError)
				throw late(server.origin, options.timeoutMs);
			setHealth(server, false);
			tell();
			const lost = lostAt(server.origin, error);
			if (committed) throw lost;
			return { again: lost };
		} finally {
			server.running--;
			wakeAll();
		}
	};

	return {
		check,
		async ask(call, read) {
			const tried = new Set<Server>();
			let failure = noneHealthy();
			while (tried.size < SERVERS_TRIED) {
				const server = await place(tried, call.signal);
				if (server === undefined) break;
				tried.add(server);
				const outcome = await attempt(server, call, read);
				if ("value" in outcome) return outcome.value;
				failure = outcome.again;
			}
			throw failure;
		},
		async close() {
			clearInterval(timer);
			await dispatcher.destroy();
		},
	};
}

function noneHealthy(): UpstreamError {
	return new UpstreamError(
		503,
		"UPSTREAM_UNAVAILABLE",
		"no server behind this miner is ready",
		"Ask another miner.",
	);
}

function refusedBy(origin: string, status: number): UpstreamError {
	const isFull = NOT_TAKEN.has(status);
	return new UpstreamError(
		isFull ? 503 : 502,
		isFull ? "UPSTREAM_FULL" : "UPSTREAM_REFUSED",
		`a server behind this miner answered with status ${status}`,
		isFull ? "Send it again after Retry-After seconds." : "Ask another miner.",
		origin,
	);
}

function late(origin: string, ms: number): UpstreamError {
	return new UpstreamError(
		504,
		"UPSTREAM_LATE",
		`a server behind this miner gave nothing for ${ms} ms`,
		"Ask for less, or another miner.",
		origin,
	);
}

function lostAt(origin: string, cause: unknown): UpstreamError {
	return new UpstreamError(
		502,
		"UPSTREAM_LOST",
		"a server behind this miner was lost during the request",
		"Send it again.",
		origin,
		{ cause },
	);
}
