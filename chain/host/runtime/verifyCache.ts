import { sr25519Verify } from "../../wallet/index.js";
import { rareCrypto } from "./rareCrypto.js";

/** Outcomes that are remembered: those of a full block between pool and author, several times over. */
const MOST_ENTRIES = 16_384;

const outcomes = new Map<string, boolean>();

/**
 * Checks a signature once. The pool checks a transaction when it comes and the author again when it goes into
 * a block; the outcome depends on nothing but these bytes, so the second check is a look-up.
 */
export function verifySr25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
	return remembered("s", signature, message, publicKey, sr25519Verify);
}

export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
	return remembered("e", signature, message, publicKey, (...check) => rareCrypto().ed25519Verify(...check));
}

function remembered(
	scheme: string,
	signature: Uint8Array,
	message: Uint8Array,
	publicKey: Uint8Array,
	verify: (message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => boolean,
): boolean {
	// A long message is checked each time: as part of a name it would cost more memory than it saves time.
	if (message.length > 512) return verifySafely(signature, message, publicKey, verify);
	const name = scheme + latin1(signature) + latin1(publicKey) + latin1(message);
	const known = outcomes.get(name);
	if (known !== undefined) return known;
	const outcome = verifySafely(signature, message, publicKey, verify);
	outcomes.set(name, outcome);
	if (outcomes.size > MOST_ENTRIES) outcomes.delete(outcomes.keys().next().value ?? name);
	return outcome;
}

/** The verifiers throw on malformed keys; to the runtime that is a signature that does not hold. */
function verifySafely(
	signature: Uint8Array,
	message: Uint8Array,
	publicKey: Uint8Array,
	verify: (message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array) => boolean,
): boolean {
	try {
		return verify(message.slice(), signature.slice(), publicKey.slice());
	} catch {
		return false;
	}
}

function latin1(bytes: Uint8Array): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
