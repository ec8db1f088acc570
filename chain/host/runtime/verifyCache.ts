import { createRequire } from "node:module";
import { sr25519Verify } from "../../wallet/index.js";
import { equalBytes } from "../scale/bytes.js";
import { keyFromBytes } from "../state/stateReader.js";

/** Outcomes that are remembered: those of a full block between pool and author, several times over. */
const MOST_ENTRIES = 16_384;
/** Longest message (bytes) whose outcome is remembered; what a transaction's signer signs has at most 256. */
const LONGEST_MESSAGE = 512;

interface Outcome {
	readonly message: Uint8Array;
	readonly publicKey: Uint8Array;
	readonly holds: boolean;
}

let zip215: Verify | undefined;

/**
 * Ed25519 by the rules of ZIP 215, as sp-core has it (ed25519-zebra): every encoding of a point is taken and the
 * cofactor multiplied away; the scalar must be reduced. Loaded when it is first needed.
 */
function ed25519(): Verify {
	if (zip215 === undefined) {
		const curve = (
			createRequire(import.meta.url)("@noble/curves/ed25519") as typeof import("@noble/curves/ed25519")
		).ed25519;
		zip215 = (message, signature, publicKey) => curve.verify(signature, message, publicKey, { zip215: true });
	}
	return zip215;
}

type Verify = (message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => boolean;

/** By scheme and signature. */
const outcomes = new Map<string, Outcome>();

/**
 * Checks a signature once. The pool checks a transaction when it comes and the author again when it goes into
 * a block; the outcome depends on nothing but these bytes, so the second check is a look-up.
 */
export function verifySr25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
	return remembered("s", signature, message, publicKey, sr25519Verify);
}

export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
	return remembered("e", signature, message, publicKey, (...check) => ed25519()(...check));
}

function remembered(
	scheme: string,
	signature: Uint8Array,
	message: Uint8Array,
	publicKey: Uint8Array,
	verify: Verify,
): boolean {
	const name = scheme + keyFromBytes(signature);
	const known = outcomes.get(name);
	if (known !== undefined && equalBytes(known.message, message) && equalBytes(known.publicKey, publicKey))
		return known.holds;
	// Copies, since the bytes lie in the runtime's memory.
	const given = { signature: signature.slice(), message: message.slice(), publicKey: publicKey.slice() };
	const holds = verifySafely(given, verify);
	// The outcome of a long message is not kept: it would cost more memory than it saves time.
	if (message.length > LONGEST_MESSAGE) return holds;
	outcomes.set(name, { message: given.message, publicKey: given.publicKey, holds });
	if (outcomes.size > MOST_ENTRIES) outcomes.delete(outcomes.keys().next().value ?? name);
	return holds;
}

/** The verifiers throw on malformed keys; to the runtime that is a signature that does not hold. */
function verifySafely(
	{ signature, message, publicKey }: Readonly<Record<"signature" | "message" | "publicKey", Uint8Array>>,
	verify: Verify,
): boolean {
	try {
		return verify(message, signature, publicKey);
	} catch {
		return false;
	}
}
