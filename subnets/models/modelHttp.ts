import {
	ModelAbsentError,
	ModelGatedError,
	ModelHostAnswerError,
	ModelHostUnreachableError,
	ModelInsecureError,
} from "./errors.js";

/** What asks hosts for models. */
export interface ModelHttp {
	readonly fetch: typeof fetch;
	readonly signal: AbortSignal;
	/** A connection that brings nothing for so long is given up, ms. */
	readonly idleMs: number;
}

export interface GetOptions {
	readonly url: URL;
	/** In words, for errors: what is asked for. */
	readonly what: string;
	/** Value of the Authorization header: sent to the origin of `url` and to no other, redirects included. */
	readonly authorization?: string | undefined;
	readonly headers?: Readonly<Record<string, string>>;
	readonly method?: "GET" | "HEAD";
	/** Statuses beside 2xx that the caller wants to see. */
	readonly accept?: readonly number[];
}

/** A response whose connection ends when nothing comes for too long; `alive` is called as its bytes arrive. */
export interface ModelResponse {
	readonly response: Response;
	alive(): void;
	/** Ends the connection, read or not. */
	close(): void;
}

const MAX_REDIRECTS = 5;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Whether nobody on the way can read or change what is sent: TLS, or this machine itself. */
export function isConfidential(url: URL): boolean {
	return url.protocol === "https:" || LOOPBACK.test(url.hostname);
}

/** An address; undefined for a text that is none. */
export function asUrl(text: string, base?: URL): URL | undefined {
	return URL.canParse(text, base?.href) ? new URL(text, base) : undefined;
}

/**
 * Asks for an address and follows its redirects. No error holds a credential or an address's query.
 *
 * @throws ModelHostUnreachableError, ModelGatedError, ModelAbsentError, ModelHostAnswerError, ModelInsecureError
 */
export async function get(options: GetOptions, http: ModelHttp): Promise<ModelResponse> {
	const { what, authorization, accept = [], method = "GET" } = options;
	let url = options.url;
	if (authorization !== undefined && !isConfidential(url)) {
		throw new ModelInsecureError(url.host, "a token or password would be readable on the way");
	}
	for (let redirects = 0; ; redirects++) {
		const idle = createIdleLimit(http);
		const headers = new Headers(options.headers);
		// Bytes as they are: a length and a range are of no use for what is packed on the way.
		headers.set("Accept-Encoding", "identity");
		if (authorization !== undefined && url.origin === options.url.origin)
			headers.set("Authorization", authorization);
		let response: Response;
		try {
			response = await http.fetch(url, { method, headers, redirect: "manual", signal: idle.signal });
		} catch (cause) {
			idle.close();
			http.signal.throwIfAborted();
			throw new ModelHostUnreachableError(url.host, reasonOf(cause), { cause });
		}
		const found = { response, alive: idle.alive, close: idle.close };
		const { status } = response;
		if (response.ok || accept.includes(status)) return found;
		idle.close();
		const location = response.headers.get("location");
		if ([301, 302, 303, 307, 308].includes(status) && location !== null) {
			if (redirects === MAX_REDIRECTS)
				throw new ModelHostAnswerError(what, `more than ${MAX_REDIRECTS} redirects`);
			url = nextAddress(location, url, what);
			continue;
		}
		if (status === 401 || status === 403)
			throw new ModelGatedError(what, status, authorization !== undefined);
		if (status === 404 || status === 410) throw new ModelAbsentError(what);
		if (status === 429 || status >= 500) throw new ModelHostUnreachableError(url.host, `status ${status}`);
		throw new ModelHostAnswerError(what, `status ${status} from ${url.host}`);
	}
}

/** Most bytes of a listing. */
const MAX_JSON_BYTES = 32 * 2 ** 20;

/** @throws as {@link get}; ModelHostAnswerError where the answer is no JSON */
export async function getJson(options: GetOptions, http: ModelHttp): Promise<unknown> {
	const { response, alive, close } = await get(options, http);
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	try {
		for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
			alive();
			bytes += chunk.length;
			if (bytes > MAX_JSON_BYTES) throw new RangeError(`more than ${MAX_JSON_BYTES} bytes`);
			chunks.push(chunk);
		}
		return JSON.parse(Buffer.concat(chunks).toString("utf8"));
	} catch (cause) {
		http.signal.throwIfAborted();
		throw new ModelHostAnswerError(options.what, reasonOf(cause), { cause });
	} finally {
		close();
	}
}

function nextAddress(location: string, from: URL, what: string): URL {
	const next = asUrl(location, from);
	if (next === undefined || !/^https?:$/.test(next.protocol))
		throw new ModelHostAnswerError(what, "a redirect to no address");
	if (isConfidential(from) && !isConfidential(next))
		throw new ModelInsecureError(next.host, `${from.host} redirects there from a private connection`);
	return next;
}

/** Aborts a request when `alive` is not called for `idleMs`, or when the whole pull is aborted. */
function createIdleLimit({ signal, idleMs }: ModelHttp) {
	const own = new AbortController();
	const start = () => setTimeout(() => own.abort(new Error(`nothing came for ${idleMs} ms`)), idleMs).unref();
	let timer = start();
	return {
		signal: AbortSignal.any([signal, own.signal]),
		alive: (): void => {
			clearTimeout(timer);
			timer = start();
		},
		close: (): void => {
			clearTimeout(timer);
			own.abort(new Error("done"));
		},
	};
}

/** What went wrong below fetch's own "fetch failed". */
export function reasonOf(error: unknown): string {
	const { cause, message, code } = error as { cause?: unknown; message?: string; code?: unknown };
	if (cause !== undefined && cause !== null) return reasonOf(cause);
	return typeof code === "string" && !message?.includes(code)
		? `${code}: ${message}`
		: String(message ?? error);
}
