import { decodeAddress, isAddress } from "./address.js";
import { sr25519Verify } from "./sr25519.js";

/** Addresses whose keys are remembered. */
const REMEMBERED = 4_096;

const keys = new Map<string, Uint8Array>();

/** The key of a valid address: its checksum takes half as long to check as a signature does, so it is checked once. */
function keyOf(address: string): Uint8Array | undefined {
	const known = keys.get(address);
	if (known !== undefined) return known;
	if (!isAddress(address)) return undefined;
	const key = decodeAddress(address);
	const oldest = keys.keys().next().value;
	if (keys.size >= REMEMBERED && oldest !== undefined) keys.delete(oldest);
	keys.set(address, key);
	return key;
}

/**
 * Whether a signature is that of a message by a key. Anything malformed is false; nothing is thrown.
 *
 * @param signature - 64 bytes, sr25519
 * @param publicKeyOrAddress - 32 bytes, or an SS58 address of format 42
 */
export function verifySignature(
	message: Uint8Array,
	signature: Uint8Array,
	publicKeyOrAddress: Uint8Array | string,
): boolean {
	const publicKey = typeof publicKeyOrAddress === "string" ? keyOf(publicKeyOrAddress) : publicKeyOrAddress;
	return publicKey !== undefined && sr25519Verify(message, signature, publicKey);
}
