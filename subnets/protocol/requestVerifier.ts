import type { Clock } from "./clock.js";
import {
	type Endorsement,
	isInScope,
	parseEndorsement,
	SESSION_SCHEME,
	SESSIONS_TAKEN,
} from "./endorsement.js";
import { createEndorsementBook, type EndorsementBook } from "./endorsementBook.js";
import { accepted, type Checked, type Refusal, refusal } from "./refusal.js";
import type { ReplayStore } from "./replayStore.js";
import { sha256Hex } from "./sha256.js";
import { requestPayload } from "./signedRequest.js";
import {
	type HeaderRecord,
	looksLikeAddress,
	parseScheme,
	parseSignature,
	pickHeaders,
	type SignatureScheme,
	type VerifySignature,
} from "./signing.js";

/** A request whose sender is proven. */
export interface VerifiedRequest {
	/** SS58 address of the caller's hotkey. */
	readonly sender: string;
	/** Unix ns, as signed. */
	readonly nonce: bigint;
	readonly scheme: SignatureScheme | typeof SESSION_SCHEME;
	/** Whether the caller takes a receipt that is signed under a session of the miner's. */
	readonly takesSessions: boolean;
	/** sha256 in hex of what a receipt calls the request: the raw body, or the signed text within where axon headers carry one. */
	readonly bodySha256: string;
}

/** What the headers claim, before the signature is checked. */
export interface ClaimedRequest extends Omit<VerifiedRequest, "bodySha256"> {
	readonly receiver: string;
	readonly signature: Uint8Array;
	/** Where it is signed under a session. */
	readonly endorsement: Endorsement | undefined;
}

/**
 * Cheap checks on the claimed sender: known hotkey, permit, rate, room in the queue. They run before the costly
 * signature check, so a flood of junk does not reach it; what they decide must not harm the hotkey named, since it
 * is not proven yet. Undefined lets the request through.
 */
export type RequestGates = (sender: string) => Refusal | undefined;

export interface RequestVerifierOptions {
	/** SS58 address of the own hotkey; a request signed for another is refused. */
	readonly receiver: string;
	/** Oldest nonce accepted, in ms before now. Default 10,000. */
	readonly maxAgeMs?: number;
	/** How far a nonce may lie in the future, in ms. Default 2,000. */
	readonly skewMs?: number;
	/** Schemes that `verifySignature` tells apart. Default sr25519 alone. */
	readonly schemes?: readonly SignatureScheme[];
}

export interface RequestVerifierModules {
	readonly clock: Clock;
	readonly verifySignature: VerifySignature;
	readonly replayStore: ReplayStore;
	readonly gates?: RequestGates;
	/** One book for all verifiers of a receiver; one of its own if absent. */
	readonly endorsements?: EndorsementBook;
}

export interface RequestVerifier<Claim extends ClaimedRequest = ClaimedRequest> {
	/** Everything but the body: shape, receiver, freshness, scope, gates. Lets a server refuse before it reads a body. */
	precheck(headers: HeaderRecord): Checked<Claim>;
	/** The rest, for a claim that passed {@link precheck}; what may have changed since then is checked again. */
	prove(claim: Claim, method: string, pathAndQuery: string, body: Uint8Array): Checked<VerifiedRequest>;
	/** All checks, in the order shape → receiver → freshness → scope → gates → endorsement → signature → replay. */
	verify(
		method: string,
		pathAndQuery: string,
		headers: HeaderRecord,
		body: Uint8Array,
	): Checked<VerifiedRequest>;
}

/**
 * Checks btauth/1 requests that come to `receiver`, signed by a hotkey or under a session that it endorsed.
 *
 * Gates and replay store are asked by the hotkey, never by the session's key: however many sessions a hotkey has, its
 * rate is one, a nonce works once, and with its uid all of them end.
 *
 * @throws RangeError where the replay store forgets sooner than a request stops being fresh
 */
export function createRequestVerifier(
	options: RequestVerifierOptions,
	modules: RequestVerifierModules,
): RequestVerifier {
	const { receiver, maxAgeMs = 10_000, skewMs = 2_000, schemes = ["sr25519"] } = options;
	const { clock, verifySignature, replayStore, gates } = modules;
	const { endorsements = createEndorsementBook({}, { verifySignature }) } = modules;
	checkRetention(replayStore, maxAgeMs + skewMs);

	const beforeBody = (claim: ClaimedRequest): Refusal | undefined =>
		checkFreshness(claim.nonce, clock.nowNs(), maxAgeMs, skewMs) ??
		checkScope(claim) ??
		gates?.(claim.sender);

	const precheck = (headers: HeaderRecord): Checked<ClaimedRequest> => {
		const claim = parseClaim(headers, schemes, endorsements);
		if (!claim.ok) return claim;
		return checkReceiver(claim.value.receiver, receiver) ?? beforeBody(claim.value) ?? claim;
	};

	const checkSignature = (
		claim: ClaimedRequest,
		fields: { readonly method: string; readonly pathAndQuery: string; readonly bodySha256: string },
	): Refusal | undefined => {
		const { sender, nonce, scheme, signature, endorsement } = claim;
		const payload = (line: string) => requestPayload({ scheme: line, ...fields, nonce, sender, receiver });
		if (scheme !== SESSION_SCHEME)
			return verifySignature(payload(scheme), signature, sender, scheme) ? undefined : badSignature(sender);
		const session = endorsement === undefined ? undefined : endorsements.open(endorsement);
		if (session === undefined)
			return refusal(
				401,
				"BAD_SESSION",
				`${sender} did not endorse this session key in these terms`,
				"Endorse the session key with the hotkey that X-Bittensor-Hotkey names (docs/protocol.md, Sessions).",
			);
		return session.verify(payload(session.schemeLine), signature) ? undefined : badSignature(sender);
	};

	const prove: RequestVerifier["prove"] = (claim, method, pathAndQuery, body) => {
		const { sender, nonce, scheme, takesSessions } = claim;
		let refused = beforeBody(claim);
		if (refused !== undefined) return refused;
		const bodySha256 = sha256Hex(body);
		refused = checkSignature(claim, { method, pathAndQuery, bodySha256 });
		if (refused !== undefined) return refused;
		return (
			useNonce(replayStore, sender, nonce) ?? accepted({ sender, nonce, scheme, takesSessions, bodySha256 })
		);
	};

	return {
		precheck,
		prove,
		verify(method, pathAndQuery, headers, body) {
			const claim = precheck(headers);
			return claim.ok ? prove(claim.value, method, pathAndQuery, body) : claim;
		},
	};
}

function badSignature(sender: string): Refusal {
	return refusal(
		401,
		"BAD_SIGNATURE",
		`the signature is not by ${sender} over this request`,
		"Sign method, path and query as sent, and the raw body, by btauth/1 (docs/protocol.md).",
	);
}

function parseClaim(
	headers: HeaderRecord,
	schemes: readonly SignatureScheme[],
	endorsements: EndorsementBook,
): Checked<ClaimedRequest> {
	const malformed = (what: string): Refusal =>
		refusal(401, "MALFORMED_AUTH", `expected ${what}`, "Sign requests by btauth/1 (docs/protocol.md).");
	const sent = pickHeaders(headers, "x-bittensor-");
	if (sent.get("x-bittensor-version") !== "1") return malformed("one header X-Bittensor-Version: 1");
	const named = sent.get("x-bittensor-crypto");
	const scheme = named === SESSION_SCHEME ? named : parseScheme(named === null ? "repeated" : named);
	if (scheme === undefined || (scheme !== SESSION_SCHEME && !schemes.includes(scheme)))
		return malformed(`X-Bittensor-Crypto ${[...schemes, SESSION_SCHEME].join(" or ")}`);
	const sender = sent.get("x-bittensor-hotkey");
	if (!looksLikeAddress(sender)) return malformed("an SS58 address in one header X-Bittensor-Hotkey");
	const receiver = sent.get("x-bittensor-receiver");
	if (!looksLikeAddress(receiver)) return malformed("an SS58 address in one header X-Bittensor-Receiver");
	const nonceText = sent.get("x-bittensor-nonce");
	if (typeof nonceText !== "string" || !/^(0|[1-9][0-9]{0,19})$/.test(nonceText))
		return malformed("unix nanoseconds in decimal in one header X-Bittensor-Nonce");
	const signature = parseSignature(sent.get("x-bittensor-signature"));
	if (signature === undefined) return malformed("64 bytes in hex in one header X-Bittensor-Signature");
	const sessionText = sent.get("x-bittensor-session");
	const isSession = scheme === SESSION_SCHEME;
	const endorsement =
		isSession && typeof sessionText === "string"
			? (endorsements.find(sessionText, sender, "request") ??
				parseEndorsement(sessionText, sender, "request"))
			: undefined;
	if (isSession !== (endorsement !== undefined) || (!isSession && sessionText !== undefined))
		return malformed(
			`an endorsement in one header X-Bittensor-Session where X-Bittensor-Crypto is ${SESSION_SCHEME}, and none elsewhere`,
		);
	return accepted({
		sender,
		receiver,
		nonce: BigInt(nonceText),
		scheme,
		takesSessions: isSession || sent.get("x-bittensor-sessions") === SESSIONS_TAKEN,
		signature,
		endorsement,
	});
}

/** A nonce is the caller's time of signing, so that both clocks bound a session: freshness compares them. */
function checkScope({ endorsement, nonce, receiver }: ClaimedRequest): Refusal | undefined {
	if (endorsement === undefined || isInScope(endorsement, receiver, [nonce])) return undefined;
	return refusal(
		401,
		"SESSION_OUT_OF_SCOPE",
		"the session is endorsed for another receiver, or for other times than the nonce's",
		"Endorse a new session key, or sign with the hotkey itself.",
	);
}

/** @throws RangeError where the store forgets sooner than a request stops being valid */
export function checkRetention({ retentionMs }: ReplayStore, validMs: number): void {
	if (retentionMs >= validMs) return;
	throw new RangeError(
		`the replay store keeps nonces for ${retentionMs} ms, less than the ${validMs} ms in which a request stays valid`,
	);
}

/** Refuses a request that names another `receiver` than the hotkey `own`: signed for one miner, it is good at no other. */
export function checkReceiver(receiver: string, own: string): Refusal | undefined {
	if (receiver === own) return undefined;
	return refusal(
		401,
		"WRONG_RECEIVER",
		`expected a request signed for ${own}, got one for another hotkey`,
		"Name as receiver the hotkey that the metagraph lists for this endpoint, and sign again.",
	);
}

/** Uses up the nonce of a proven request, which works once. */
export function useNonce(replayStore: ReplayStore, sender: string, nonce: bigint): Refusal | undefined {
	if (replayStore.take(sender, nonce)) return undefined;
	return refusal(
		401,
		"REPLAYED_REQUEST",
		`nonce ${nonce} of ${sender} was used already`,
		"Sign each request with a new nonce, the time in nanoseconds.",
	);
}

/** Refuses a nonce that is older than `maxAgeMs`, or further ahead than `skewMs`. */
export function checkFreshness(
	nonce: bigint,
	nowNs: bigint,
	maxAgeMs: number,
	skewMs: number,
): Refusal | undefined {
	const ageNs = nowNs - nonce;
	if (ageNs <= BigInt(maxAgeMs) * 1_000_000n && ageNs >= -BigInt(skewMs) * 1_000_000n) return undefined;
	const ageMs = Number(ageNs / 1_000_000n);
	return refusal(
		401,
		"STALE_REQUEST",
		`expected a nonce from at most ${maxAgeMs} ms ago to ${skewMs} ms ahead, got one ${Math.abs(ageMs)} ms ${ageMs > 0 ? "old" : "ahead"}`,
		"Set the clock (NTP) and sign each request just before it is sent.",
	);
}
