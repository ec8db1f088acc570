import { sr25519Verify } from "@polkadot/util-crypto/sr25519";
import { decodeAddress, isAddress } from "./address.js";

const SIGNATURE_BYTES = 64;
const PUBLIC_KEY_BYTES = 32;

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
	if (signature.length !== SIGNATURE_BYTES) return false;
	if (typeof publicKeyOrAddress === "string" && !isAddress(publicKeyOrAddress)) return false;
	const publicKey =
		typeof publicKeyOrAddress === "string" ? decodeAddress(publicKeyOrAddress) : publicKeyOrAddress;
	if (publicKey.length !== PUBLIC_KEY_BYTES) return false;
	try {
		return sr25519Verify(message, signature, publicKey);
	} catch {
		return false;
	}
}
