import { createHash, pbkdf2Sync, randomBytes } from "node:crypto";
import wordlist from "@polkadot/util-crypto/mnemonic/wordlists/en";
import { MnemonicError } from "./errors.js";

const WORD_BITS = 11;
const WORD_COUNTS = [12, 15, 18, 21, 24];
/** 16 bytes of entropy: 12 words, what Bittensor's wallets have. */
const ENTROPY_BYTES = 16;

function toBits(bytes: Uint8Array): string {
	return [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
}

function checksumBits(entropy: Uint8Array): string {
	const digest = createHash("sha256").update(entropy).digest();
	return toBits(digest).slice(0, entropy.length / 4);
}

/** The mnemonic (BIP-39, English) of 16 to 32 bytes of entropy. */
export function entropyToMnemonic(entropy: Uint8Array): string {
	const bits = toBits(entropy) + checksumBits(entropy);
	const words = bits.match(/.{11}/g) ?? [];
	return words.map((word) => wordlist[Number.parseInt(word, 2)]).join(" ");
}

/** A fresh mnemonic of 12 words. `random` gives n unpredictable bytes; the system's by default. */
export function generateMnemonic(random: (size: number) => Uint8Array = randomBytes): string {
	return entropyToMnemonic(random(ENTROPY_BYTES));
}

/**
 * The entropy that a mnemonic stands for.
 *
 * @throws {MnemonicError} where a word is unknown, a word is missing, or the checksum does not fit
 */
export function mnemonicToEntropy(mnemonic: string): Uint8Array {
	const words = mnemonic.normalize("NFKD").trim().split(/\s+/);
	if (!WORD_COUNTS.includes(words.length))
		throw new MnemonicError(`expected 12 to 24 words, got ${words.length}`);
	const indices = words.map((word) => wordlist.indexOf(word));
	const unknown = indices.indexOf(-1);
	if (unknown !== -1) throw new MnemonicError(`word ${unknown + 1} is not in the English word list`);
	const bits = indices.map((index) => index.toString(2).padStart(WORD_BITS, "0")).join("");
	const entropyBits = (bits.length * 32) / 33;
	const entropy = Uint8Array.from(bits.slice(0, entropyBits).match(/.{8}/g) ?? [], (byte) =>
		Number.parseInt(byte, 2),
	);
	if (checksumBits(entropy) !== bits.slice(entropyBits)) throw new MnemonicError("its checksum does not fit");
	return entropy;
}

/**
 * The 32-byte seed of a mnemonic, as Substrate derives it: PBKDF2 over the entropy, not over the words.
 *
 * @throws {MnemonicError}
 */
export function mnemonicToSeed(mnemonic: string, password = ""): Uint8Array {
	const salt = `mnemonic${password.normalize("NFKD")}`;
	return new Uint8Array(pbkdf2Sync(mnemonicToEntropy(mnemonic), salt, 2048, 64, "sha512").subarray(0, 32));
}
