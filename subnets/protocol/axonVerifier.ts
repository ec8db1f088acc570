import { dendritePayload, synapseBodyHash } from "./axonHeaders.js";
import { accepted, type Checked, type Refusal, refusal } from "./refusal.js";
import {
	type ClaimedRequest,
	checkFreshness,
	checkReceiver,
	checkRetention,
	type RequestVerifier,
	type RequestVerifierModules,
	type RequestVerifierOptions,
	useNonce,
	type VerifiedRequest,
} from "./requestVerifier.js";
import { sha256Hex } from "./sha256.js";
import { type HeaderRecord, header, looksLikeAddress, parseSignature } from "./signing.js";
import { readSynapseBody } from "./synapseBody.js";

const REMEDY = "Ask with a Dendrite of bittensor 7.2 to 10 and the synapse that docs/dialects.md defines.";

/** What the headers of a dendrite claim. */
export interface DendriteClaim extends ClaimedRequest {
	readonly uuid: string;
	readonly bodyHash: string;
}

/**
 * Checks requests with Bittensor's axon headers that come to `receiver`, in btauth/1's order and under its bounds.
 *
 * What an axon of Bittensor's leaves open is refused here: no signature, a body whose hash was not signed or does not
 * hold, another receiver, a nonce from the future or older than `maxAgeMs` whatever timeout the caller writes, a nonce
 * used before. Nonces need not rise, so that requests of one caller may overtake each other.
 *
 * @throws RangeError where the replay store forgets sooner than a request stops being fresh
 */
export function createAxonVerifier(
	options: Omit<RequestVerifierOptions, "schemes">,
	modules: RequestVerifierModules,
): RequestVerifier<DendriteClaim> {
	const { receiver, maxAgeMs = 10_000, skewMs = 2_000 } = options;
	const { clock, verifySignature, replayStore, gates } = modules;
	checkRetention(replayStore, maxAgeMs + skewMs);

	const beforeBody = (claim: DendriteClaim): Refusal | undefined =>
		checkFreshness(claim.nonce, clock.nowNs(), maxAgeMs, skewMs) ?? gates?.(claim.sender);

	const precheck = (headers: HeaderRecord): Checked<DendriteClaim> => {
		const claim = parseDendrite(headers);
		if (!claim.ok) return claim;
		return checkReceiver(claim.value.receiver, receiver) ?? beforeBody(claim.value) ?? claim;
	};

	const prove = (claim: DendriteClaim, body: Uint8Array): Checked<VerifiedRequest> => {
		const { sender, nonce, scheme, takesSessions, signature, uuid, bodyHash } = claim;
		const refused = beforeBody(claim);
		if (refused !== undefined) return refused;
		const payload = dendritePayload({ nonce, dendrite: sender, axon: receiver, uuid, bodyHash });
		if (!verifySignature(payload, signature, sender, "sr25519"))
			return refusal(401, "BAD_SIGNATURE", `the signature is not by ${sender} over these headers`, REMEDY);
		const read = readSynapseBody(body);
		if (!read.ok) return read;
		if (synapseBodyHash(read.value.request) !== bodyHash)
			return refusal(
				401,
				"BODY_HASH_MISMATCH",
				"the body is not the one that was signed, or its synapse signs none of it",
				'Give the synapse required_hash_fields = ("request",), and send the body as it was signed.',
			);
		// A receipt is for the request within, which is what a dendrite's caller holds.
		const bodySha256 = sha256Hex(read.value.request);
		return (
			useNonce(replayStore, sender, nonce) ?? accepted({ sender, nonce, scheme, takesSessions, bodySha256 })
		);
	};

	return {
		precheck,
		prove: (claim, _method, _pathAndQuery, body) => prove(claim, body),
		verify(_method, _pathAndQuery, headers, body) {
			const claim = precheck(headers);
			return claim.ok ? prove(claim.value, body) : claim;
		},
	};
}

/** Reads a dendrite's headers by their shape alone. */
export function parseDendrite(headers: HeaderRecord): Checked<DendriteClaim> {
	const malformed = (what: string): Refusal =>
		refusal(401, "MALFORMED_AUTH", `expected one header ${what}`, REMEDY);
	const sender = header(headers, "bt_header_dendrite_hotkey");
	if (!looksLikeAddress(sender)) return malformed("bt_header_dendrite_hotkey with an SS58 address");
	const nonce = header(headers, "bt_header_dendrite_nonce");
	if (nonce === undefined || !/^[1-9][0-9]{0,19}$/.test(nonce))
		return malformed("bt_header_dendrite_nonce in unix nanoseconds");
	const uuid = header(headers, "bt_header_dendrite_uuid");
	if (uuid === undefined || !/^[0-9A-Za-z-]{1,64}$/.test(uuid)) return malformed("bt_header_dendrite_uuid");
	const bodyHash = header(headers, "computed_body_hash");
	if (bodyHash === undefined || !/^[0-9a-f]{64}$/.test(bodyHash))
		return malformed("computed_body_hash with a sha3-256 in hex");
	const receiver = header(headers, "bt_header_axon_hotkey");
	if (!looksLikeAddress(receiver)) return malformed("bt_header_axon_hotkey with an SS58 address");
	const signature = parseSignature(header(headers, "bt_header_dendrite_signature"));
	if (signature === undefined) return malformed("bt_header_dendrite_signature with 64 bytes in hex");
	return accepted({
		sender,
		receiver,
		nonce: BigInt(nonce),
		uuid,
		bodyHash,
		signature,
		scheme: "sr25519",
		takesSessions: false,
		endorsement: undefined,
	});
}
