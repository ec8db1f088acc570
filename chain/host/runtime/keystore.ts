import { randomBytes } from "node:crypto";
import { keypairFromSeed, keypairFromUri } from "../../wallet/index.js";
import { rareCrypto } from "./rareCrypto.js";

export type KeyScheme = "sr25519" | "ed25519" | "ecdsa";

interface Signer {
	readonly publicKey: Uint8Array;
	sign(message: Uint8Array): Uint8Array;
}

/** Keys that the runtime made or was given, by scheme and key type (such as `aura`). In memory only. */
export interface Keystore {
	/** A new key, from a secret URI (sr25519) or a `0x` seed where one is given. */
	generate(scheme: KeyScheme, keyType: string, secret: string | undefined): Uint8Array;
	publicKeys(scheme: KeyScheme, keyType: string): Uint8Array[];
	/** Undefined when the key is not here. */
	sign(
		scheme: KeyScheme,
		keyType: string,
		publicKey: Uint8Array,
		message: Uint8Array,
	): Uint8Array | undefined;
}

export function createKeystore(): Keystore {
	const keys = new Map<string, Map<string, Signer>>();
	const slot = (scheme: KeyScheme, keyType: string): Map<string, Signer> => {
		const name = `${scheme}:${keyType}`;
		const found = keys.get(name) ?? new Map<string, Signer>();
		keys.set(name, found);
		return found;
	};
	return {
		generate(scheme, keyType, secret) {
			const signer = createSigner(scheme, secret);
			slot(scheme, keyType).set(Buffer.from(signer.publicKey).toString("hex"), signer);
			return signer.publicKey;
		},
		publicKeys: (scheme, keyType) => [...slot(scheme, keyType).values()].map((signer) => signer.publicKey),
		sign: (scheme, keyType, publicKey, message) =>
			slot(scheme, keyType).get(Buffer.from(publicKey).toString("hex"))?.sign(message),
	};
}

function createSigner(scheme: KeyScheme, secret: string | undefined): Signer {
	if (scheme === "sr25519" && secret !== undefined && !secret.startsWith("0x")) return keypairFromUri(secret);
	const seed =
		secret === undefined
			? new Uint8Array(randomBytes(32))
			: new Uint8Array(Buffer.from(secret.replace(/^0x/, ""), "hex"));
	if (scheme === "sr25519") return keypairFromSeed(seed);
	const crypto = rareCrypto();
	const ed25519 = scheme === "ed25519";
	const pair = ed25519 ? crypto.ed25519PairFromSeed(seed) : crypto.secp256k1PairFromSeed(seed);
	return {
		publicKey: pair.publicKey,
		sign: (message) =>
			ed25519 ? crypto.ed25519Sign(message, pair) : crypto.secp256k1Sign(message, pair, "blake2"),
	};
}
