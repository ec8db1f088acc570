import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import type { bls12_381 } from "@noble/curves/bls12-381";
import { BeaconKeyError } from "./errors.js";

/** The beacon's curve. Its tables are made when it is loaded, a tenth of a second that most processes never need. */
let loaded: typeof bls12_381 | undefined;
function curve(): typeof bls12_381 {
	loaded ??= (createRequire(import.meta.url)("@noble/curves/bls12-381") as { bls12_381: typeof bls12_381 })
		.bls12_381;
	return loaded;
}

type Fp2 = { readonly c0: bigint; readonly c1: bigint };
type Fp6 = { readonly c0: Fp2; readonly c1: Fp2; readonly c2: Fp2 };

/** The domain of drand's scheme `bls-unchained-g1-rfc9380`. */
const DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
/** The only cipher there is: AES-256 in Galois/counter mode. */
const SUITE = Buffer.from("AES_GCM_");
const FIELD_BYTES = 48;

/** What must be random and used once. */
export interface SealSecrets {
	/** 32 bytes that hide the key. */
	readonly seed: Uint8Array;
	/** 32 bytes that encrypt the message. */
	readonly key: Uint8Array;
	/** 12 bytes that go with the key. */
	readonly nonce: Uint8Array;
}

export interface SealOptions {
	/** The beacon's public key: 96 bytes, a compressed point of G2. */
	readonly publicKey: Uint8Array;
	readonly round: number;
	readonly message: Uint8Array;
	/** Drawn where absent. */
	readonly secrets?: SealSecrets;
}

function sha256(...parts: Uint8Array[]): Buffer {
	const hash = createHash("sha256");
	for (const part of parts) hash.update(part);
	return hash.digest();
}

function xor(left: Uint8Array, right: Uint8Array): Buffer {
	return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
}

function counted(...parts: Uint8Array[]): Buffer {
	const bytes = Buffer.concat(parts);
	const length = Buffer.alloc(8);
	length.writeBigUInt64LE(BigInt(bytes.length));
	return Buffer.concat([length, bytes]);
}

function toScalar(bytes: Uint8Array): bigint {
	return curve().fields.Fr.create(BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
}

function littleEndian(value: bigint): Buffer {
	return Buffer.from(value.toString(16).padStart(2 * FIELD_BYTES, "0"), "hex").reverse();
}

/** A value of the pairing as arkworks writes it: its twelve coefficients, little-endian. */
function pairingBytes({ c0, c1 }: { readonly c0: Fp6; readonly c1: Fp6 }): Buffer {
	const coefficients = [c0, c1]
		.flatMap((half) => [half.c0, half.c1, half.c2])
		.flatMap(({ c0, c1 }) => [c0, c1]);
	return Buffer.concat(coefficients.map(littleEndian));
}

/** The point of G1 that a beacon multiplies by its secret to sign a round. */
function pointOfRound(round: number) {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(BigInt(round));
	const { G1 } = curve();
	return G1.ProjectivePoint.fromAffine(G1.hashToCurve(sha256(bytes), { DST: DOMAIN }).toAffine());
}

/**
 * Seals a message so that the beacon's signature of a round opens it: the format of `chain/timelock`, which is
 * that of Bittensor's SDK (identity-based encryption on BLS12-381, AES-256-GCM). About 40 ms.
 *
 * @throws {BeaconKeyError} where the key is no point of G2
 */
export function sealForRound(options: SealOptions): Uint8Array {
	const { seed, key, nonce } = options.secrets ?? {
		seed: randomBytes(32),
		key: randomBytes(32),
		nonce: randomBytes(12),
	};
	const publicKey = toPublicKey(options.publicKey);
	const number = toScalar(sha256(seed, key));
	const hidden = sha256(
		pairingBytes(curve().pairing(pointOfRound(options.round), publicKey.multiply(number))),
	);
	const cipher = createCipheriv("aes-256-gcm", key, nonce);
	const encrypted = Buffer.concat([cipher.update(options.message), cipher.final(), cipher.getAuthTag()]);
	return Buffer.concat([
		curve().G2.ProjectivePoint.BASE.multiply(number).toRawBytes(true),
		counted(xor(seed, hidden)),
		counted(xor(key, sha256(seed))),
		counted(counted(encrypted), counted(nonce)),
		counted(SUITE),
	]);
}

/** The signature of a round, 48 bytes, by the beacon with a secret of 32 bytes: for chains whose secret is known. */
export function signRound(secret: Uint8Array, round: number): Uint8Array {
	return pointOfRound(round).multiply(toScalar(secret)).toRawBytes(true);
}

/** The public key, 96 bytes, of the beacon with a secret of 32 bytes. */
export function beaconKey(secret: Uint8Array): Uint8Array {
	return curve().G2.ProjectivePoint.BASE.multiply(toScalar(secret)).toRawBytes(true);
}

function toPublicKey(bytes: Uint8Array) {
	try {
		const point = curve().G2.ProjectivePoint.fromHex(bytes);
		point.assertValidity();
		return point;
	} catch (cause) {
		throw new BeaconKeyError(bytes.length, { cause });
	}
}
