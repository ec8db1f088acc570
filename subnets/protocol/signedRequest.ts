import { SESSION_SCHEME } from "./endorsement.js";
import type { Session } from "./session.js";
import { sha256Hex } from "./sha256.js";
import { formatSignature, type Signer } from "./signing.js";

/** Source of the format: Bittensor's btauth/1 (design.md section 4 names the field order). */
const PROTOCOL = "btauth/1";

export interface RequestPayloadFields {
	/** `sr25519`, `ed25519`, or the scheme's line of a session. */
	readonly scheme: string;
	readonly method: string;
	/** Path and query exactly as sent, such as `/v2/models/ocr/infer`. */
	readonly pathAndQuery: string;
	/** sha256 in hex of the raw body, of the empty one where there is none. */
	readonly bodySha256: string;
	/** Unix time in nanoseconds. */
	readonly nonce: bigint;
	/** SS58 address of the caller's hotkey. */
	readonly sender: string;
	/** SS58 address of the hotkey asked; `-` is written where there is none. */
	readonly receiver: string | undefined;
}

/** The eight lines that a caller signs. */
export function requestPayload(fields: RequestPayloadFields): Uint8Array {
	return Buffer.from(
		[
			PROTOCOL,
			fields.scheme,
			fields.method.toUpperCase(),
			fields.pathAndQuery,
			fields.bodySha256,
			fields.nonce.toString(),
			fields.sender,
			fields.receiver ?? "-",
		].join("\n"),
		"utf8",
	);
}

export interface SignRequestOptions {
	readonly method: string;
	readonly pathAndQuery: string;
	readonly body: Uint8Array;
	/** SS58 address of the hotkey asked. Mandatory here: an unbound request could be replayed elsewhere. */
	readonly receiver: string;
	readonly signer: Signer;
	/** Signs in the signer's name, where the receiver takes sessions. The nonce must lie within its times. */
	readonly session?: Session | undefined;
	/** Unix nanoseconds; from {@link createNonceSource}. Now, if absent. */
	readonly nonce?: bigint;
}

/** Headers that authenticate a request by btauth/1. */
export function signRequest(options: SignRequestOptions): Record<string, string> {
	const { method, pathAndQuery, body, receiver, signer, session } = options;
	const scheme = signer.scheme ?? "sr25519";
	const nonce = options.nonce ?? BigInt(Date.now()) * 1_000_000n;
	const payload = requestPayload({
		scheme: session?.schemeLine ?? scheme,
		method,
		pathAndQuery,
		bodySha256: sha256Hex(body),
		nonce,
		sender: signer.address,
		receiver,
	});
	const headers = {
		"X-Bittensor-Version": "1",
		"X-Bittensor-Hotkey": signer.address,
		"X-Bittensor-Receiver": receiver,
		"X-Bittensor-Nonce": nonce.toString(),
	};
	if (session === undefined)
		return {
			...headers,
			...(scheme === "sr25519" ? {} : { "X-Bittensor-Crypto": scheme }),
			"X-Bittensor-Signature": formatSignature(signer.sign(payload)),
		};
	return {
		...headers,
		"X-Bittensor-Crypto": SESSION_SCHEME,
		"X-Bittensor-Session": session.endorsement,
		"X-Bittensor-Signature": formatSignature(session.sign(payload)),
	};
}
