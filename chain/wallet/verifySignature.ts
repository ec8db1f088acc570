import { decodeAddress, isAddress } from "./address.js";
import { sr25519Verify } from "./sr25519.js";

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
	if (typeof publicKeyOrAddress === "string" && !isAddress(publicKeyOrAddress)) return false;
	const publicKey =
		typeof publicKeyOrAddress === "string" ? decodeAddress(publicKeyOrAddress) : publicKeyOrAddress;
	return sr25519Verify(message, signature, publicKey);
}
