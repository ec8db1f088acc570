/** Signature schemes of btauth/1 and btreceipt/1. sr25519 is the default and is not written in a header. */
export type SignatureScheme = "sr25519" | "ed25519";

/** Who signs: a hotkey. chain/wallet's Keypair is one. */
export interface Signer {
	/** SS58 address, format 42. */
	readonly address: string;
	readonly scheme?: SignatureScheme;
	/** 64 bytes over `message`. */
	sign(message: Uint8Array): Uint8Array;
}

/** Whether `signature` over `message` is by the key of `address`. Must give false, not throw, on malformed input. */
export type VerifySignature = (
	message: Uint8Array,
	signature: Uint8Array,
	address: string,
	scheme: SignatureScheme,
) => boolean;

/** Header names are compared in lower case; Node gives arrays for repeated headers. */
export type HeaderRecord = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Single-valued header by its lower-case name. A repeated header is no value: which one was signed is unclear. */
export function header(headers: HeaderRecord, lowerCaseName: string): string | undefined {
	let found: string | undefined;
	for (const name in headers) {
		if (name.length !== lowerCaseName.length || name.toLowerCase() !== lowerCaseName) continue;
		const value = headers[name];
		if (typeof value !== "string" || found !== undefined) return undefined;
		found = value;
	}
	return found;
}

/** Headers of one prefix by their lower-case names; null where one was repeated. */
export type PickedHeaders = ReadonlyMap<string, string | null>;

/** All headers whose lower-case name begins with `prefix`, in one pass. */
export function pickHeaders(headers: HeaderRecord, prefix: string): PickedHeaders {
	const picked = new Map<string, string | null>();
	for (const name in headers) {
		const value = headers[name];
		if (value === undefined || name.length < prefix.length) continue;
		const lowerCaseName = name.toLowerCase();
		if (!lowerCaseName.startsWith(prefix)) continue;
		picked.set(lowerCaseName, typeof value === "string" && !picked.has(lowerCaseName) ? value : null);
	}
	return picked;
}

const SIGNATURE_BYTES = 64;

/** 64 signature bytes from hex with or without 0x, or undefined. */
export function parseSignature(text: string | null | undefined): Uint8Array | undefined {
	if (typeof text !== "string") return undefined;
	const digits = text.startsWith("0x") ? text.slice(2) : text;
	if (digits.length !== 2 * SIGNATURE_BYTES) return undefined;
	// Decoding stops at the first character that is no digit.
	const signature = new Uint8Array(SIGNATURE_BYTES);
	const { buffer, byteOffset } = signature;
	const written = Buffer.from(buffer, byteOffset).write(digits, "hex");
	return written === SIGNATURE_BYTES ? signature : undefined;
}

export function formatSignature(signature: Uint8Array): string {
	const { buffer, byteOffset, byteLength } = signature;
	return `0x${Buffer.from(buffer, byteOffset, byteLength).toString("hex")}`;
}

/** `sr25519` where the header is absent; undefined for a scheme that we do not know. Bittensor also writes 1 and 0. */
export function parseScheme(text: string | undefined): SignatureScheme | undefined {
	if (text === undefined) return "sr25519";
	const name = text.toLowerCase();
	if (name === "sr25519" || name === "1") return "sr25519";
	if (name === "ed25519" || name === "0") return "ed25519";
	return undefined;
}

const ADDRESS = /^[1-9A-HJ-NP-Za-km-z]{46,50}$/;

/** Whether a text has the shape of an SS58 address; its checksum is left to the signature check. */
export function looksLikeAddress(text: string | null | undefined): text is string {
	return typeof text === "string" && ADDRESS.test(text);
}
