import { existsSync } from "node:fs";
import { WalletExistsError } from "./errors.js";
import { type KeySecret, serializePublicKey, serializeSecretKey } from "./keyFileContent.js";
import { encryptKeyFile } from "./keyFileEncryption.js";
import { writeKeyFile } from "./keyFileStore.js";
import { type Keypair, keypairFromPair, pairFromUri } from "./keypair.js";
import { generateMnemonic, mnemonicToSeed } from "./mnemonic.js";
import { parseSecretUri } from "./secretUri.js";
import { sr25519FromSeed } from "./sr25519.js";
import { walletPaths } from "./walletPaths.js";

/** What a new key is made from; a fresh mnemonic where neither is given. */
export interface NewKeySource {
	readonly mnemonic?: string;
	/** A secret URI, such as `//Alice`. */
	readonly uri?: string;
}

/** A key that was just written. */
export interface NewKey {
	readonly keypair: Keypair;
	readonly file: string;
	/** The words to keep; undefined for a key from a URI. This is the only time they are handed out. */
	readonly mnemonic: string | undefined;
	readonly encrypted: boolean;
}

function secretOf(source: NewKeySource): KeySecret {
	if (source.uri !== undefined) {
		const { seed, mnemonic, junctions } = parseSecretUri(source.uri);
		const pair = pairFromUri(source.uri);
		if (junctions.length > 0) return { pair };
		return mnemonic === undefined ? { pair, seed } : { pair, seed, mnemonic };
	}
	const mnemonic = source.mnemonic ?? generateMnemonic();
	const seed = mnemonicToSeed(mnemonic);
	return { pair: sr25519FromSeed(seed), seed, mnemonic };
}

async function writeKey(
	files: { readonly secret: string; readonly public: string },
	source: NewKeySource,
	password: string | undefined,
): Promise<NewKey> {
	// Before the work of encryption; the writing itself refuses too.
	for (const file of [files.secret, files.public]) if (existsSync(file)) throw new WalletExistsError(file);
	const secret = secretOf(source);
	const json = serializeSecretKey(secret);
	const encrypted = password !== undefined && password !== "";
	writeKeyFile(files.secret, encrypted ? await encryptKeyFile(json, password) : json);
	writeKeyFile(files.public, serializePublicKey(secret.pair.publicKey));
	return { keypair: keypairFromPair(secret.pair), file: files.secret, mnemonic: secret.mnemonic, encrypted };
}

/**
 * Makes a wallet's coldkey, encrypted where a password is given, and its public file.
 *
 * @throws {WalletExistsError}
 * @throws {WalletNameError}
 * @throws {MnemonicError}
 */
export function createColdkey(
	wallet: { readonly path: string; readonly name: string },
	source: NewKeySource & { readonly password?: string | undefined } = {},
): Promise<NewKey> {
	const paths = walletPaths(wallet.path, wallet.name);
	return writeKey({ secret: paths.coldkey, public: paths.coldkeypub }, source, source.password);
}

/** Makes a hotkey in a wallet. Without a password its file is plain, as Bittensor's are: a process must read it. */
export function createHotkey(
	wallet: { readonly path: string; readonly name: string; readonly hotkey: string },
	source: NewKeySource & { readonly password?: string | undefined } = {},
): Promise<NewKey> {
	const paths = walletPaths(wallet.path, wallet.name);
	const files = { secret: paths.hotkey(wallet.hotkey), public: paths.hotkeypub(wallet.hotkey) };
	return writeKey(files, source, source.password);
}

/** Makes a wallet with a coldkey and one hotkey. The password encrypts the coldkey alone. */
export async function createWallet(options: {
	readonly path: string;
	readonly name: string;
	readonly hotkey?: string;
	readonly password?: string | undefined;
	readonly coldkey?: NewKeySource;
	readonly hotkeySource?: NewKeySource;
}): Promise<{ readonly coldkey: NewKey; readonly hotkey: NewKey }> {
	const { path, name, hotkey = "default", password } = options;
	const coldkey = await createColdkey({ path, name }, { ...options.coldkey, password });
	return { coldkey, hotkey: await createHotkey({ path, name, hotkey }, options.hotkeySource) };
}
