import { type Dispatcher, request } from "undici";
import { SESSIONS_TAKEN, type Session, type Signer, signRequest } from "../../subnets/index.js";
import type { AskingSessions } from "./askingSessions.js";
import { type ExchangeBounds, exchange, type PostResult } from "./exchange.js";

export interface PostOptions extends ExchangeBounds {
	/** Such as `http://203.0.113.7:8091`. */
	readonly origin: string;
	/** Such as `/v2/models/ocr/infer`. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
	/** SS58 address of the hotkey asked. */
	readonly receiver: string;
	readonly nonce: bigint;
}

export interface PostModules {
	readonly signer: Signer;
	/** Sign for the miners that take sessions; the signer itself for all, if absent. */
	readonly sessions?: AskingSessions | undefined;
	readonly dispatcher: Dispatcher;
}

/**
 * Sends one btauth/1 request; see {@link exchange} for how its answer is read. Redirects are not followed.
 *
 * A request under a session that is refused as unsigned is sent once more, signed by the hotkey, with the same nonce:
 * it was not answered. Time runs from the first sending, so that refusing gains a miner none.
 */
export function postSigned(options: PostOptions, modules: PostModules): Promise<PostResult> {
	return exchange(options, (signal) => sendSigned(options, signal, modules));
}

/** The status of every refusal of a signature. */
const UNSIGNED = 401;
/** Bytes of a refusal read to keep the connection; of a longer one it is closed. */
const REFUSAL_BYTES = 16_384;

/** Sends one btauth/1 request, and once more where its session is refused; the answer's body is not read yet. */
export async function sendSigned(
	options: Omit<PostOptions, "maxBytes" | "signal">,
	signal: AbortSignal,
	modules: PostModules,
): Promise<Dispatcher.ResponseData> {
	const { receiver, nonce } = options;
	const { sessions } = modules;
	const session = sessions?.sessionFor(receiver, nonce);
	const response = await send(options, session, signal, modules);
	if (session !== undefined && response.statusCode === UNSIGNED) {
		sessions?.refused(receiver);
		await response.body.dump({ limit: REFUSAL_BYTES });
		return send(options, undefined, signal, modules);
	}
	if (response.statusCode === 200) sessions?.note(receiver, response.headers);
	return response;
}

function send(
	options: Omit<PostOptions, "maxBytes" | "signal">,
	session: Session | undefined,
	signal: AbortSignal,
	{ signer, dispatcher }: PostModules,
): Promise<Dispatcher.ResponseData> {
	const { origin, path, body, receiver, nonce, timeoutMs } = options;
	return request(`${origin}${path}`, {
		method: "POST",
		headers: {
			...options.headers,
			...signRequest({ method: "POST", pathAndQuery: path, body, receiver, signer, session, nonce }),
			"X-Bittensor-Sessions": SESSIONS_TAKEN,
		},
		body,
		dispatcher,
		signal,
		headersTimeout: timeoutMs,
		bodyTimeout: timeoutMs,
	});
}
