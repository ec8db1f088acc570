import { sha256Hex } from "./sha256.js";
import { parseSignature, type SignatureScheme } from "./signing.js";

/** Ours: a hotkey lends its name to an ed25519 key for a while (docs/protocol.md, "Sessions"). */
const PROTOCOL = "btsession/1";

/** How requests and receipts signed under a session name their scheme. Unmodified btauth/1 refuses it. */
export const SESSION_SCHEME = "ed25519-session";

/** Value of the header `X-Bittensor-Sessions`: who sends it takes what the other side signs under a session. */
export const SESSIONS_TAKEN = "ed25519";

/** The longest time between an endorsement's two times, in nanoseconds: an hour. */
export const MAX_SESSION_NS = 3_600_000_000_000n;

/** What the session key may sign: a caller's requests, or a miner's receipts. */
export type SessionUse = "request" | "receipt";

/** What a hotkey says of a session key. */
export interface EndorsementTerms {
	/** SS58 address of the hotkey in whose name the session key signs. */
	readonly hotkey: string;
	readonly use: SessionUse;
	/** The session's ed25519 public key: 64 digits of hex, lower case. */
	readonly publicKey: string;
	/** SS58 address of the one receiver (of requests) or caller (of receipts) that it is good for; undefined: any. */
	readonly peer: string | undefined;
	/** Unix ns, both ends included. Every time in a message signed under the session lies between them. */
	readonly notBeforeNs: bigint;
	readonly notAfterNs: bigint;
}

/** Terms with the hotkey's signature over them. */
export interface Endorsement extends EndorsementTerms {
	/** 64 bytes, sr25519. */
	readonly signature: Uint8Array;
	/** The endorsement as a header's value, which there is one of. */
	readonly text: string;
}

/** The hotkey's scheme in an endorsement. */
export const ENDORSEMENT_SCHEME: SignatureScheme = "sr25519";

/** The eight lines that a hotkey signs to endorse a session key. */
export function endorsementPayload(terms: EndorsementTerms): Uint8Array {
	return Buffer.from(
		[
			PROTOCOL,
			ENDORSEMENT_SCHEME,
			terms.use,
			terms.hotkey,
			terms.publicKey,
			terms.peer ?? "-",
			terms.notBeforeNs.toString(),
			terms.notAfterNs.toString(),
		].join("\n"),
		"utf8",
	);
}

/**
 * What stands in the scheme's line of a request or receipt signed under a session: the scheme and the sha256 of the
 * endorsement's lines, so that a signature belongs to one endorsement and not to its key alone.
 */
export function sessionSchemeLine(payload: Uint8Array): string {
	return `${SESSION_SCHEME}:${sha256Hex(payload)}`;
}

/** An endorsement as a header's value. Hotkey and use are not in it: they follow from where it stands. */
export function formatEndorsement(terms: EndorsementTerms, signature: Uint8Array): string {
	const { publicKey, peer, notBeforeNs, notAfterNs } = terms;
	return [publicKey, peer ?? "-", notBeforeNs, notAfterNs, Buffer.from(signature).toString("hex")].join(";");
}

const FORM =
	/^([0-9a-f]{64});(-|[1-9A-HJ-NP-Za-km-z]{46,50});(0|[1-9][0-9]{0,19});(0|[1-9][0-9]{0,19});([0-9a-f]{128})$/;

/**
 * Reads an endorsement that stands in a message of `hotkey`. Undefined where it has another form, where it is good
 * for more than an hour or for no time, or where its key is one under which anybody can sign.
 */
export function parseEndorsement(text: string, hotkey: string, use: SessionUse): Endorsement | undefined {
	const [, publicKey, peer, notBefore, notAfter, signatureHex] = FORM.exec(text) ?? [];
	const signature = parseSignature(signatureHex);
	if (publicKey === undefined || signature === undefined || notBefore === undefined || notAfter === undefined)
		return undefined;
	const notBeforeNs = BigInt(notBefore);
	const notAfterNs = BigInt(notAfter);
	const length = notAfterNs - notBeforeNs;
	if (length <= 0n || length > MAX_SESSION_NS || hasSmallOrder(publicKey)) return undefined;
	return {
		hotkey,
		use,
		publicKey,
		peer: peer === "-" ? undefined : peer,
		notBeforeNs,
		notAfterNs,
		signature,
		text,
	};
}

/** Whether a session may sign for this peer at all of these times (unix ns). */
export function isInScope(terms: EndorsementTerms, peer: string, timesNs: readonly bigint[]): boolean {
	return (
		(terms.peer === undefined || terms.peer === peer) &&
		timesNs.every((time) => time >= terms.notBeforeNs && time <= terms.notAfterNs)
	);
}

/**
 * The encodings of ed25519's eight points of small order, without the sign bit; three of them in two ways. A key among
 * them accepts signatures that anybody can make, so that a miner could deny what it signed.
 */
const SMALL_ORDER = new Set([
	"0000000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000000",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

function hasSmallOrder(publicKey: string): boolean {
	const last = Number.parseInt(publicKey.slice(-2), 16) & 0x7f;
	return SMALL_ORDER.has(publicKey.slice(0, -2) + last.toString(16).padStart(2, "0"));
}
