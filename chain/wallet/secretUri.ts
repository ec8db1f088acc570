import { blake2b } from "./blake2b.js";
import { SecretUriError } from "./errors.js";
import { mnemonicToSeed } from "./mnemonic.js";

/** The phrase behind `//Alice` and its kin. Public knowledge: never for anything of value. */
const DEVELOPMENT_PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

/** One step of a derivation path. */
export interface Junction {
	readonly hard: boolean;
	/** 32 bytes. */
	readonly chainCode: Uint8Array;
}

/** A secret URI taken apart: a seed and the steps from it. */
export interface SecretUri {
	readonly seed: Uint8Array;
	/** Present where the URI named words rather than a hexadecimal seed. */
	readonly mnemonic: string | undefined;
	readonly junctions: readonly Junction[];
}

function chainCodeOf(name: string): Uint8Array {
	const chainCode = new Uint8Array(32);
	if (/^\d+$/.test(name)) {
		const number = BigInt(name);
		if (number >= 1n << 64n) throw new SecretUriError("a number in its path is above 2^64 - 1");
		new DataView(chainCode.buffer).setBigUint64(0, number, true);
		return chainCode;
	}
	const text = new TextEncoder().encode(name);
	if (text.length >= 1 << 14) throw new SecretUriError("a part of its path is too long");
	// SCALE: the compact length, then the text; what does not fit is hashed.
	const length = text.length < 64 ? [text.length << 2] : [((text.length << 2) | 1) & 0xff, text.length >> 6];
	const encoded = Uint8Array.from([...length, ...text]);
	chainCode.set(encoded.length > 32 ? blake2b(encoded, 32) : encoded);
	return chainCode;
}

/**
 * Reads `phrase//hard/soft///password`, where the phrase is a mnemonic, 0x and 64 hex digits, or nothing for
 * the development phrase.
 *
 * @throws {SecretUriError}
 * @throws {MnemonicError}
 */
export function parseSecretUri(uri: string): SecretUri {
	const match = /^([^/]*)((?:\/\/?[^/]+)*)(?:\/\/\/(.*))?$/s.exec(uri);
	if (match === null) throw new SecretUriError("its path is malformed");
	const [, phrase = "", path = "", password] = match;
	const junctions = [...path.matchAll(/(\/\/?)([^/]+)/g)].map(([, slashes, name = ""]) => ({
		hard: slashes === "//",
		chainCode: chainCodeOf(name),
	}));
	if (phrase === "" && junctions.length === 0) throw new SecretUriError("it is empty");
	if (/^0x/i.test(phrase)) {
		if (!/^0x[0-9a-f]{64}$/i.test(phrase)) throw new SecretUriError("a seed has 64 hex digits after 0x");
		return { seed: new Uint8Array(Buffer.from(phrase.slice(2), "hex")), mnemonic: undefined, junctions };
	}
	const mnemonic = phrase === "" ? DEVELOPMENT_PHRASE : phrase;
	return { seed: mnemonicToSeed(mnemonic, password), mnemonic, junctions };
}
