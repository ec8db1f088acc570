import type { Clock } from "./clock.js";
import { accepted, type Checked, type Refusal, refusal } from "./refusal.js";
import type { ReplayStore } from "./replayStore.js";
import { requestPayload } from "./signedRequest.js";
import {
	type HeaderRecord,
	header,
	looksLikeAddress,
	parseScheme,
	parseSignature,
	type SignatureScheme,
	type VerifySignature,
} from "./signing.js";

/** A request whose sender is proven. */
export interface VerifiedRequest {
	/** SS58 address of the caller's hotkey. */
	readonly sender: string;
	/** Unix ns, as signed. */
	readonly nonce: bigint;
	readonly scheme: SignatureScheme;
}

/** What the headers claim, before the signature is checked. */
export interface ClaimedRequest extends VerifiedRequest {
	readonly signature: Uint8Array;
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
}

export interface RequestVerifier {
	/** Everything but the body: shape, receiver, freshness, gates. Lets a server refuse before it reads a body. */
	precheck(headers: HeaderRecord): Checked<ClaimedRequest>;
	/** All checks, in the order shape → receiver → freshness → gates → signature → replay. */
	verify(
		method: string,
		pathAndQuery: string,
		headers: HeaderRecord,
		body: Uint8Array,
	): Checked<VerifiedRequest>;
}

/**
 * Checks btauth/1 requests that come to `receiver`.
 *
 * @throws RangeError where the replay store forgets sooner than a request stops being fresh
 */
export function createRequestVerifier(
	options: RequestVerifierOptions,
	modules: RequestVerifierModules,
): RequestVerifier {
	const { receiver, maxAgeMs = 10_000, skewMs = 2_000, schemes = ["sr25519"] } = options;
	const { clock, verifySignature, replayStore, gates } = modules;
	if (replayStore.retentionMs < maxAgeMs + skewMs)
		throw new RangeError(
			`the replay store keeps nonces for ${replayStore.retentionMs} ms, less than the ${maxAgeMs + skewMs} ms in which a request stays valid`,
		);

	const precheck = (headers: HeaderRecord): Checked<ClaimedRequest> => {
		const claim = parseClaim(headers, schemes);
		if (!claim.ok) return claim;
		if (header(headers, "x-bittensor-receiver") !== receiver)
			return refusal(
				401,
				"WRONG_RECEIVER",
				`the request is not signed for ${receiver}`,
				"Sign X-Bittensor-Receiver with the hotkey that the metagraph lists for this endpoint.",
			);
		const stale = checkFreshness(claim.value.nonce, clock.nowNs(), maxAgeMs, skewMs);
		if (stale !== undefined) return stale;
		return gates?.(claim.value.sender) ?? claim;
	};

	return {
		precheck,
		verify(method, pathAndQuery, headers, body) {
			const claim = precheck(headers);
			if (!claim.ok) return claim;
			const { sender, nonce, scheme, signature } = claim.value;
			const payload = requestPayload({ scheme, method, pathAndQuery, body, nonce, sender, receiver });
			if (!verifySignature(payload, signature, sender, scheme))
				return refusal(
					401,
					"BAD_SIGNATURE",
					`the signature is not by ${sender} over this request`,
					"Sign method, path and query as sent, and the raw body, by btauth/1 (docs/protocol.md).",
				);
			if (!replayStore.take(sender, nonce))
				return refusal(
					401,
					"REPLAYED_REQUEST",
					`nonce ${nonce} of ${sender} was used already`,
					"Sign each request with a new nonce, the time in nanoseconds.",
				);
			return accepted({ sender, nonce, scheme });
		},
	};
}

function parseClaim(headers: HeaderRecord, schemes: readonly SignatureScheme[]): Checked<ClaimedRequest> {
	const malformed = (what: string): Refusal =>
		refusal(401, "MALFORMED_AUTH", `expected ${what}`, "Sign requests by btauth/1 (docs/protocol.md).");
	if (header(headers, "x-bittensor-version") !== "1") return malformed("one header X-Bittensor-Version: 1");
	const scheme = parseScheme(optionalHeader(headers, "x-bittensor-crypto"));
	if (scheme === undefined || !schemes.includes(scheme))
		return malformed(`X-Bittensor-Crypto ${schemes.join(" or ")}`);
	const sender = header(headers, "x-bittensor-hotkey");
	if (!looksLikeAddress(sender)) return malformed("an SS58 address in one header X-Bittensor-Hotkey");
	const receiver = header(headers, "x-bittensor-receiver");
	if (!looksLikeAddress(receiver)) return malformed("an SS58 address in one header X-Bittensor-Receiver");
	const nonceText = header(headers, "x-bittensor-nonce");
	if (nonceText === undefined || !/^(0|[1-9][0-9]{0,19})$/.test(nonceText))
		return malformed("unix nanoseconds in decimal in one header X-Bittensor-Nonce");
	const signature = parseSignature(header(headers, "x-bittensor-signature"));
	if (signature === undefined) return malformed("64 bytes in hex in one header X-Bittensor-Signature");
	return accepted({ sender, nonce: BigInt(nonceText), scheme, signature });
}

/** As {@link header}, but a repeated header is kept apart from an absent one. */
function optionalHeader(headers: HeaderRecord, name: string): string | undefined {
	const present = Object.keys(headers).some(
		(key) => key.toLowerCase() === name && headers[key] !== undefined,
	);
	return present ? (header(headers, name) ?? "repeated") : undefined;
}

function checkFreshness(nonce: bigint, nowNs: bigint, maxAgeMs: number, skewMs: number): Refusal | undefined {
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
