import { createHash } from "node:crypto";
import { accepted, type Checked, type Refusal, refusal } from "./refusal.js";
import { sha256Hex } from "./signedRequest.js";
import {
	formatSignature,
	type HeaderRecord,
	header,
	looksLikeAddress,
	parseScheme,
	parseSignature,
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
	readonly scheme: SignatureScheme;
	readonly signature: Uint8Array;
}

/** The eleven lines that a miner signs. */
export function receiptPayload(receipt: Receipt, scheme: SignatureScheme): Uint8Array {
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
	readonly requestBody: Uint8Array;
	/** The body as sent, or the digest of a stream's {@link FrameChain}. */
	readonly response: Uint8Array | { readonly sha256: string };
}

/** Headers `X-Bittensor-Receipt*` for one answer; a stream sends the same names in its last event. */
export function signReceipt(options: SignReceiptOptions, signer: Signer): Record<string, string> {
	const { requestBody, response, status, nonce, modelSha256, startedNs, finishedNs, caller } = options;
	const scheme = signer.scheme ?? "sr25519";
	const receipt: Receipt = {
		status,
		nonce,
		requestSha256: sha256Hex(requestBody),
		responseSha256: response instanceof Uint8Array ? sha256Hex(response) : response.sha256,
		modelSha256,
		startedNs,
		finishedNs,
		miner: signer.address,
		caller,
	};
	const signature = signer.sign(receiptPayload(receipt, scheme));
	return formatReceipt({ ...receipt, scheme, signature });
}

function formatReceipt(receipt: SignedReceipt): Record<string, string> {
	return {
		"X-Bittensor-Receipt": "1",
		...(receipt.scheme === "sr25519" ? {} : { "X-Bittensor-Receipt-Crypto": receipt.scheme }),
		"X-Bittensor-Receipt-Status": receipt.status.toString(),
		"X-Bittensor-Receipt-Nonce": receipt.nonce.toString(),
		"X-Bittensor-Receipt-Request": receipt.requestSha256,
		"X-Bittensor-Receipt-Response": receipt.responseSha256,
		"X-Bittensor-Receipt-Model": receipt.modelSha256,
		"X-Bittensor-Receipt-Started": receipt.startedNs.toString(),
		"X-Bittensor-Receipt-Finished": receipt.finishedNs.toString(),
		"X-Bittensor-Receipt-Miner": receipt.miner,
		"X-Bittensor-Receipt-Caller": receipt.caller,
		"X-Bittensor-Receipt-Signature": formatSignature(receipt.signature),
	};
}

/** Reads the receipt headers by shape alone; {@link verifyReceipt} says whether they are true. */
export function parseReceipt(headers: HeaderRecord): Checked<SignedReceipt> {
	const read = (name: string): string | undefined => header(headers, `x-bittensor-receipt${name}`);
	if (read("") !== "1") return faulty("RECEIPT_MISSING", "expected one header X-Bittensor-Receipt: 1");
	const hasScheme = Object.keys(headers).some((name) => name.toLowerCase() === "x-bittensor-receipt-crypto");
	const scheme = parseScheme(hasScheme ? (read("-crypto") ?? "repeated") : undefined);
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
		!looksLikeAddress(miner) ||
		!looksLikeAddress(caller)
	)
		return faulty("RECEIPT_MALFORMED", "expected every X-Bittensor-Receipt-… header once, in its shape");
	return accepted({
		scheme,
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

/** Compares a receipt with what was asked and what came, then checks its signature. */
export function verifyReceipt(
	headers: HeaderRecord,
	expected: ReceiptExpectation,
	verifySignature: VerifySignature,
): Checked<SignedReceipt> {
	const parsed = parseReceipt(headers);
	if (!parsed.ok) return parsed;
	const receipt = parsed.value;
	const responseSha256 =
		expected.response instanceof Uint8Array ? sha256Hex(expected.response) : expected.response.sha256;
	const differing = [
		receipt.status === expected.status || "status",
		receipt.nonce === expected.nonce || "nonce",
		receipt.requestSha256 === sha256Hex(expected.requestBody) || "request",
		receipt.responseSha256 === responseSha256 || "response",
		expected.modelSha256 === undefined || receipt.modelSha256 === expected.modelSha256 || "model",
		receipt.miner === expected.miner || "miner",
		receipt.caller === expected.caller || "caller",
		receipt.finishedNs >= receipt.startedNs || "times",
		(expected.schemes ?? ["sr25519"]).includes(receipt.scheme) || "scheme",
	].filter((field): field is string => typeof field === "string");
	if (differing.length > 0)
		return faulty("RECEIPT_MISMATCH", `the receipt is for something else: ${differing.join(", ")} differ`);
	if (
		!verifySignature(
			receiptPayload(receipt, receipt.scheme),
			receipt.signature,
			receipt.miner,
			receipt.scheme,
		)
	)
		return faulty("RECEIPT_SIGNATURE", `the receipt is not signed by ${receipt.miner}`);
	return accepted(receipt);
}

/** Digest of a stream: `chain = sha256(chain ‖ sha256(frame))`, from 32 zero bytes, over frames as sent. */
export interface FrameChain {
	add(frame: Uint8Array): void;
	/** In hex; what a receipt carries in place of the body's hash. */
	digest(): string;
}

export function createFrameChain(): FrameChain {
	let chain: Uint8Array = new Uint8Array(32);
	return {
		add(frame) {
			const frameHash = createHash("sha256").update(frame).digest();
			chain = createHash("sha256").update(chain).update(frameHash).digest();
		},
		digest: () => Buffer.from(chain).toString("hex"),
	};
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
