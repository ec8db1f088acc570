// A 64-byte sr25519 secret is a scalar and a nonce seed. Substrate's tools store the scalar times 8 (the form of
// ed25519), Bittensor's key files the scalar itself.

const SCALAR_BYTES = 32;
const COFACTOR_BITS = 3n;

function readScalar(secretKey: Uint8Array): bigint {
	const hex = Buffer.from(secretKey.subarray(0, SCALAR_BYTES)).reverse().toString("hex");
	return BigInt(`0x${hex}`);
}

function withScalar(secretKey: Uint8Array, scalar: bigint): Uint8Array {
	const result = Uint8Array.from(secretKey);
	const hex = scalar.toString(16).padStart(2 * SCALAR_BYTES, "0");
	result.set(Buffer.from(hex, "hex").reverse());
	return result;
}

/** The secret as Bittensor's key files hold it, from the form that signs here. */
export function toBittensorSecret(secretKey: Uint8Array): Uint8Array {
	return withScalar(secretKey, readScalar(secretKey) >> COFACTOR_BITS);
}

/** The secret as it signs here, from the form in Bittensor's key files. Undefined where it is no scalar. */
export function fromBittensorSecret(secretKey: Uint8Array): Uint8Array | undefined {
	const scalar = readScalar(secretKey) << COFACTOR_BITS;
	return scalar >> 256n === 0n ? withScalar(secretKey, scalar) : undefined;
}
