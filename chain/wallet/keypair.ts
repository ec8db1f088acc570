import {
	sr25519DeriveHard,
	sr25519DeriveSoft,
	sr25519PairFromSeed,
	sr25519Sign,
} from "@polkadot/util-crypto/sr25519";
import { encodeAddress } from "./address.js";
import { mnemonicToSeed } from "./mnemonic.js";
import { parseSecretUri } from "./secretUri.js";

/** An sr25519 key that can sign. The secret is not a property, so it is in no log line and no dump. */
export interface Keypair {
	/** 32 bytes. */
	readonly publicKey: Uint8Array;
	/** SS58, format 42. */
	readonly address: string;
	/** The 64-byte signature of a message in the context "substrate". Two calls give different signatures. */
	sign(message: Uint8Array): Uint8Array;
}

/** Public and secret key as the signature functions take them. The secret is scalar ‖ nonce, 64 bytes. */
export interface SecretPair {
	readonly publicKey: Uint8Array;
	readonly secretKey: Uint8Array;
}

/** A keypair around a secret. */
export function keypairFromSecretPair(pair: SecretPair): Keypair {
	return {
		publicKey: pair.publicKey,
		address: encodeAddress(pair.publicKey),
		sign: (message) => sr25519Sign(message, pair),
	};
}

/** The secret pair of a 32-byte seed. */
export function secretPairFromSeed(seed: Uint8Array): SecretPair {
	return sr25519PairFromSeed(seed);
}

/** The secret pair behind a secret URI. See {@link parseSecretUri}. */
export function secretPairFromUri(uri: string): SecretPair {
	const { seed, junctions } = parseSecretUri(uri);
	let pair = secretPairFromSeed(seed);
	for (const { hard, chainCode } of junctions)
		pair = hard ? sr25519DeriveHard(pair, chainCode) : sr25519DeriveSoft(pair, chainCode);
	return pair;
}

/** The keypair of a 32-byte seed. */
export function keypairFromSeed(seed: Uint8Array): Keypair {
	return keypairFromSecretPair(secretPairFromSeed(seed));
}

/**
 * The keypair of a mnemonic of 12 to 24 English words.
 *
 * @throws {MnemonicError}
 */
export function keypairFromMnemonic(mnemonic: string, password = ""): Keypair {
	return keypairFromSeed(mnemonicToSeed(mnemonic, password));
}

/**
 * The keypair of a secret URI: `//Alice`, `words//hard/soft///password`, `0x…//hard`.
 *
 * @throws {SecretUriError}
 * @throws {MnemonicError}
 */
export function keypairFromUri(uri: string): Keypair {
	return keypairFromSecretPair(secretPairFromUri(uri));
}
