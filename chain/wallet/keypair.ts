import { encodeAddress } from "./address.js";
import { mnemonicToSeed } from "./mnemonic.js";
import { parseSecretUri } from "./secretUri.js";
import {
	type Sr25519Pair,
	sr25519DeriveHard,
	sr25519DeriveSoft,
	sr25519FromSeed,
	sr25519Sign,
} from "./sr25519.js";

/** An sr25519 key that can sign. The secret is not a property, so it is in no log line and no dump. */
export interface Keypair {
	/** 32 bytes. */
	readonly publicKey: Uint8Array;
	/** SS58, format 42. */
	readonly address: string;
	/** The 64-byte signature of a message in the context "substrate". Two calls give different signatures. */
	sign(message: Uint8Array): Uint8Array;
}

/** A keypair around a secret. */
export function keypairFromPair(pair: Sr25519Pair): Keypair {
	return {
		publicKey: pair.publicKey,
		address: encodeAddress(pair.publicKey),
		sign: (message) => sr25519Sign(message, pair),
	};
}

/** The secret pair behind a secret URI. See {@link parseSecretUri}. */
export function pairFromUri(uri: string): Sr25519Pair {
	const { seed, junctions } = parseSecretUri(uri);
	let pair = sr25519FromSeed(seed);
	for (const { hard, chainCode } of junctions)
		pair = hard ? sr25519DeriveHard(pair, chainCode) : sr25519DeriveSoft(pair, chainCode);
	return pair;
}

/** The keypair of a 32-byte seed. */
export function keypairFromSeed(seed: Uint8Array): Keypair {
	return keypairFromPair(sr25519FromSeed(seed));
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
	return keypairFromPair(pairFromUri(uri));
}
