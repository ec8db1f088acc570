import { decodeBase58, encodeBase58 } from "./base58.js";
import { blake2b } from "./blake2b.js";
import { AddressError } from "./errors.js";

/** The SS58 format of Bittensor and of every chain of ours: addresses begin with 5. */
export const SS58_FORMAT = 42;

const ACCOUNT_BYTES = 32;
const CHECKSUM_BYTES = 2;
/** No valid address is longer; refusing the rest early keeps hostile texts cheap. */
const MAX_ADDRESS_LENGTH = 60;

function checksumOf(body: Uint8Array): Uint8Array {
	const prefix = new TextEncoder().encode("SS58PRE");
	return blake2b(Uint8Array.from([...prefix, ...body]), 64).subarray(0, CHECKSUM_BYTES);
}

/** The SS58 address, format 42, of an account's 32-byte public key. */
export function encodeAddress(publicKey: Uint8Array): string {
	if (publicKey.length !== ACCOUNT_BYTES)
		throw new AddressError(
			Buffer.from(publicKey).toString("hex"),
			`expected 32 bytes, got ${publicKey.length}`,
		);
	const body = Uint8Array.from([SS58_FORMAT, ...publicKey]);
	return encodeBase58(Uint8Array.from([...body, ...checksumOf(body)]));
}

/**
 * The 32-byte public key of an SS58 address.
 *
 * @throws {AddressError} where the text is no address, is of another network, or has a wrong checksum
 */
export function decodeAddress(address: string): Uint8Array {
	if (address.length > MAX_ADDRESS_LENGTH) throw new AddressError(address, "it is too long");
	const bytes = decodeBase58(address);
	if (bytes === undefined) throw new AddressError(address, "it has characters outside base 58");
	if (bytes.length !== 1 + ACCOUNT_BYTES + CHECKSUM_BYTES)
		throw new AddressError(address, `it stands for ${bytes.length} bytes, expected 35`);
	if (bytes[0] !== SS58_FORMAT) throw new AddressError(address, `expected network 42, got ${bytes[0]}`);
	const body = bytes.subarray(0, 1 + ACCOUNT_BYTES);
	const checksum = bytes.subarray(1 + ACCOUNT_BYTES);
	if (!checksumOf(body).every((byte, index) => byte === checksum[index]))
		throw new AddressError(address, "its checksum does not fit");
	return body.slice(1);
}

/** Whether a text is an address that {@link decodeAddress} accepts. */
export function isAddress(address: string): boolean {
	try {
		decodeAddress(address);
		return true;
	} catch {
		return false;
	}
}
