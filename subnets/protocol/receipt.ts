import { hash } from "node:crypto";
import { type Endorsement, isInScope, parseEndorsement, SESSION_SCHEME } from "./endorsement.js";
import { createEndorsementBook, type EndorsementBook } from "./endorsementBook.js";
import { accepted, type Checked, type Refusal, refusal } from "./refusal.js";
import type { SessionSource } from "./session.js";
import { sha256Hex } from "./sha256.js";
import {
	formatSignature,
	type HeaderRecord,
	looksLikeAddress,
	parseScheme,
	parseSignature,
	pickHeaders,
	type SignatureScheme,
	type Signer,
	type VerifySignature,
} from "./signing.js";

/** Ours: what a miner answered, provable to others (design.md section 4). */
const PROTOCOL = "btreceipt/1";

export interface Receipt {
	/** HTTP status of the answer. */
	readonly status: number;
	/** Nonce of the signed request that is answered. */
	readonly nonce: bigint;
	/** sha256 in hex of the raw request body. */
	readonly requestSha256: string;
	/** sha256 in hex of the raw response body; of a stream, {@link FrameChain}'s digest. */
	readonly responseSha256: string;
	/** sha256 in hex of the model file that answered. */
	readonly modelSha256: string;
	/** Unix ns when the miner began and ended the work, by its own clock. */
	readonly startedNs: bigint;
	readonly finishedNs: bigint;
	/** SS58 addresses of the two hotkeys. */
	readonly miner: string;
	readonly caller: string;
}

/** A receipt with its signature, as it came. */
export interface SignedReceipt extends Receipt {
	readonly scheme: SignatureScheme | typeof SESSION_SCHEME;
	/** The hotkey's word for the key that signed, where it is a session's. */
	readonly endorsement: Endorsement | undefined;
	readonly signature: Uint8Array;
}

/** The eleven lines that a miner signs. `scheme`: `sr25519`, `ed25519`, or the scheme's line of a session. */
export function receiptPayload(receipt: Receipt, scheme: string): Uint8Array {
	return Buffer.from(
		[
			PROTOCOL,
			scheme,
			receipt.status.toString(),
			receipt.nonce.toString(),
			receipt.requestSha256,
			receipt.responseSha256,
			receipt.modelSha256,
			receipt.startedNs.toString(),
			receipt.finishedNs.toString(),
			receipt.miner,
			receipt.caller,
		].join("\n"),
		"utf8",
	);
}

export interface SignReceiptOptions extends Omit<Receipt, "miner" | "requestSha256" | "responseSha256"> {
	/** The raw body, or its hash where that is known. */
	readonly requestBody: Uint8Array | { readonly sha256: string };
	/** The body as sent, or the digest of a stream's {@link FrameChain}. */
	readonly response: Uint8Array | { readonly sha256: string };
}

/**
 * Headers `X-Bittensor-Receipt*` for one answer; a stream sends the same names in its last event.
 *
 * @param sessions - the miner's session keys, where the caller takes them; the hotkey signs what lies outside of one
 */
export function signReceipt(
	options: SignReceiptOptions,
	signer: Signer,
	sessions?: SessionSource,
): Record<string, string> {
	const { requestBody, response, status, nonce, modelSha256, startedNs, finishedNs, caller } = options;
	const scheme = signer.scheme ?? "sr25519";
	const session = sessions?.sessionFor(caller, [nonce, startedNs, finishedNs]);
	const receipt: Receipt = {
		status,
		nonce,
		requestSha256: digestOf(requestBody),
		responseSha256: digestOf(response),
		modelSha256,
		startedNs,
		finishedNs,
		miner: signer.address,
		caller,
	};
	const payload = receiptPayload(receipt, session?.schemeLine ?? scheme);
	const headers: Record<string, string> = {
		"X-Bittensor-Receipt": "1",
		"X-Bittensor-Receipt-Status": receipt.status.toString(),
		"X-Bittensor-Receipt-Nonce": receipt.nonce.toString(),
		"X-Bittensor-Receipt-Request": receipt.requestSha256,
		"X-Bittensor-Receipt-Response": receipt.responseSha256,
		"X-Bittensor-Receipt-Model": receipt.modelSha256,
		"X-Bittensor-Receipt-Started": receipt.startedNs.toString(),
		"X-Bittensor-Receipt-Finished": receipt.finishedNs.toString(),
		"X-Bittensor-Receipt-Miner": receipt.miner,
		"X-Bittensor-Receipt-Caller": receipt.caller,
		"X-Bittensor-Receipt-Signature": formatSignature((session ?? signer).sign(payload)),
	};
	if (session !== undefined) {
		headers["X-Bittensor-Receipt-Crypto"] = SESSION_SCHEME;
		headers["X-Bittensor-Receipt-Session"] = session.endorsement;
	} else if (scheme !== "sr25519") headers["X-Bittensor-Receipt-Crypto"] = scheme;
	return headers;
}

/** Reads the receipt headers by shape alone; {@link verifyReceipt} says whether they are true. */
export function parseReceipt(headers: HeaderRecord): Checked<SignedReceipt> {
	const sent = pickHeaders(headers, "x-bittensor-receipt");
	const read = (name: string): string | undefined => sent.get(`x-bittensor-receipt${name}`) ?? undefined;
	if (read("") !== "1") return faulty("RECEIPT_MISSING", "expected one header X-Bittensor-Receipt: 1");
	const named = sent.get("x-bittensor-receipt-crypto");
	const scheme = named === SESSION_SCHEME ? named : parseScheme(named === null ? "repeated" : named);
	const status = decimal(read("-status"), 3);
	const nonce = decimal(read("-nonce"), 20);
	const startedNs = decimal(read("-started"), 20);
	const finishedNs = decimal(read("-finished"), 20);
	const [requestSha256, responseSha256, modelSha256] = ["-request", "-response", "-model"].map((name) => {
		const text = read(name);
		return text !== undefined && /^[0-9a-f]{64}$/.test(text) ? text : undefined;
	});
	const miner = read("-miner");
	const caller = read("-caller");
	const signature = parseSignature(read("-signature"));
	const isSession = scheme === SESSION_SCHEME;
	const endorsement =
		isSession && looksLikeAddress(miner)
			? parseEndorsement(read("-session") ?? "", miner, "receipt")
			: undefined;
	if (
		scheme === undefined ||
		status === undefined ||
		nonce === undefined ||
		startedNs === undefined ||
		finishedNs === undefined ||
		requestSha256 === undefined ||
		responseSha256 === undefined ||
		modelSha256 === undefined ||
		signature === undefined ||
		isSession !== (endorsement !== undefined) ||
		isSession !== sent.has("x-bittensor-receipt-session") ||
		!looksLikeAddress(miner) ||
		!looksLikeAddress(caller)
	)
		return faulty("RECEIPT_MALFORMED", "expected every X-Bittensor-Receipt-… header once, in its shape");
	return accepted({
		scheme,
		endorsement,
		status: Number(status),
		nonce,
		requestSha256,
		responseSha256,
		modelSha256,
		startedNs,
		finishedNs,
		miner,
		caller,
		signature,
	});
}

/** What a receipt must say to prove an answer to the request that was sent. */
export interface ReceiptExpectation {
	readonly requestBody: Uint8Array;
	/** The body as it came, or the digest of a stream's {@link FrameChain}. */
	readonly response: Uint8Array | { readonly sha256: string };
	readonly status: number;
	readonly nonce: bigint;
	readonly miner: string;
	readonly caller: string;
	/** Pinned model (kind `reference`); undefined where any model may answer (kind `competition`). */
	readonly modelSha256: string | undefined;
	/** Schemes that `verifySignature` tells apart. Default sr25519 alone. */
	readonly schemes?: readonly SignatureScheme[];
}

/**
 * Compares a receipt with what was asked and what came, then checks its signature; under a session, the whole chain
 * from the hotkey over the endorsement to the session's key, with what the receipt's headers hold alone.
 *
 * @param endorsements - what was checked before, so that a session's endorsement is checked once; none if absent
 */
export function verifyReceipt(
	headers: HeaderRecord,
	expected: ReceiptExpectation,
	verifySignature: VerifySignature,
	endorsements?: EndorsementBook,
): Checked<SignedReceipt> {
	const parsed = parseReceipt(headers);
	if (!parsed.ok) return parsed;
	const receipt = parsed.value;
	const responseSha256 = digestOf(expected.response);
	const { scheme } = receipt;
	const differing = [
		receipt.status === expected.status || "status",
		receipt.nonce === expected.nonce || "nonce",
		receipt.requestSha256 === sha256Hex(expected.requestBody) || "request",
		receipt.responseSha256 === responseSha256 || "response",
		expected.modelSha256 === undefined || receipt.modelSha256 === expected.modelSha256 || "model",
		receipt.miner === expected.miner || "miner",
		receipt.caller === expected.caller || "caller",
		receipt.finishedNs >= receipt.startedNs || "times",
		scheme === SESSION_SCHEME || (expected.schemes ?? ["sr25519"]).includes(scheme) || "scheme",
	].filter((field): field is string => typeof field === "string");
	if (differing.length > 0)
		return faulty("RECEIPT_MISMATCH", `the receipt is for something else: ${differing.join(", ")} differ`);
	const { miner, endorsement, signature } = receipt;
	if (endorsement !== undefined)
		return checkSession(receipt, endorsement, endorsements ?? createEndorsementBook({}, { verifySignature }));
	if (
		scheme === SESSION_SCHEME ||
		!verifySignature(receiptPayload(receipt, scheme), signature, miner, scheme)
	)
		return faulty("RECEIPT_SIGNATURE", `the receipt is not signed by ${miner}`);
	return accepted(receipt);
}

/** The caller's own time of asking lies within the session too, so that a key found later makes no older receipts. */
function checkSession(
	receipt: SignedReceipt,
	endorsement: Endorsement,
	endorsements: EndorsementBook,
): Checked<SignedReceipt> {
	const { miner, caller, nonce, startedNs, finishedNs } = receipt;
	if (!isInScope(endorsement, caller, [nonce, startedNs, finishedNs]))
		return faulty("RECEIPT_SESSION", "the receipt's session is endorsed for another caller or other times");
	const session = endorsements.open(endorsement);
	if (session === undefined)
		return faulty("RECEIPT_SESSION", `${miner} did not endorse the session that the receipt is signed under`);
	if (!session.verify(receiptPayload(receipt, session.schemeLine), receipt.signature))
		return faulty("RECEIPT_SIGNATURE", `the receipt is not signed under a session of ${miner}`);
	return accepted(receipt);
}

/** Digest of a stream: `chain = sha256(chain ‖ sha256(frame))`, from 32 zero bytes, over frames as sent. */
export interface FrameChain {
	add(frame: Uint8Array): void;
	/** In hex; what a receipt carries in place of the body's hash. */
	digest(): string;
}

export function createFrameChain(): FrameChain {
	/** The chain so far, and the hash of the next frame. */
	const both = new Uint8Array(64);
	return {
		add(frame) {
			both.set(hash("sha256", frame, "buffer"), 32);
			both.set(hash("sha256", both, "buffer"));
		},
		digest: () => Buffer.from(both.subarray(0, 32)).toString("hex"),
	};
}

function digestOf(bytes: Uint8Array | { readonly sha256: string }): string {
	return bytes instanceof Uint8Array ? sha256Hex(bytes) : bytes.sha256;
}

function decimal(text: string | undefined, digits: number): bigint | undefined {
	if (text === undefined || text.length > digits || !/^(0|[1-9][0-9]*)$/.test(text)) return undefined;
	return BigInt(text);
}

/** 502: the caller's own side is fine, the miner's answer is not. */
function faulty(code: string, message: string): Refusal {
	return refusal(
		502,
		code,
		message,
		"Do not trust this answer; the miner must sign each answer by btreceipt/1.",
	);
}
