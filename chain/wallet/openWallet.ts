import { existsSync } from "node:fs";
import { encodeAddress } from "./address.js";
import { PasswordMissingError, PasswordWrongError } from "./errors.js";
import { parsePublicKey, parseSecretKey } from "./keyFileContent.js";
import { decryptKeyFile, isEncrypted } from "./keyFileEncryption.js";
import { readFile, readSecretFile } from "./keyFileStore.js";
import { type Keypair, keypairFromPair } from "./keypair.js";
import { walletPaths } from "./walletPaths.js";

/** A password, or what asks for it; asked only where a file is encrypted. */
export type PasswordSource = string | ((file: string) => Promise<string>);

/** A wallet on disk. Nothing is read before it is asked for. */
export interface Wallet {
	readonly name: string;
	readonly folder: string;
	/**
	 * The coldkey's address, without its secret: enough to look, and all that a watch-only host has.
	 *
	 * @throws {WalletNotFoundError}
	 * @throws {KeyFileError}
	 */
	coldkeyAddress(): string;
	/** The hotkey's address, without its secret where its public file is there. */
	hotkeyAddress(name?: string): string;
	/**
	 * @throws {WalletNotFoundError} {KeyFileModeError} {KeyFileError}
	 * @throws {PasswordMissingError} {PasswordWrongError}
	 */
	coldkey(): Promise<Keypair>;
	/** Throws what {@link Wallet.coldkey} throws. */
	hotkey(name?: string): Promise<Keypair>;
}

async function openKey(file: string, what: string, password: PasswordSource | undefined): Promise<Keypair> {
	const content = readSecretFile(file, what);
	if (!isEncrypted(content))
		return keypairFromPair(parseSecretKey(file, Buffer.from(content).toString("utf8")));
	if (password === undefined) throw new PasswordMissingError(file);
	const json = await decryptKeyFile(
		file,
		content,
		typeof password === "string" ? password : await password(file),
	);
	if (json === undefined) throw new PasswordWrongError(file);
	return keypairFromPair(parseSecretKey(file, json));
}

function addressIn(file: string, what: string): string {
	return encodeAddress(parsePublicKey(file, Buffer.from(readFile(file, what)).toString("utf8")));
}

/**
 * A wallet by its folder and name; it need not exist before it is used.
 *
 * @throws {WalletNameError}
 */
export function openWallet(options: {
	readonly path: string;
	readonly name: string;
	/** The hotkey that is meant where none is named; `default` otherwise. */
	readonly hotkey?: string;
	readonly password?: PasswordSource | undefined;
}): Wallet {
	const { name, hotkey: usual = "default", password } = options;
	const paths = walletPaths(options.path, name);
	const coldkeyName = `the coldkey of wallet "${name}"`;
	const hotkeyName = (hotkey: string) => `hotkey "${hotkey}" of wallet "${name}"`;
	return {
		name,
		folder: paths.folder,
		coldkeyAddress: () =>
			addressIn(existsSync(paths.coldkeypub) ? paths.coldkeypub : paths.coldkey, coldkeyName),
		hotkeyAddress: (hotkey = usual) =>
			addressIn(
				existsSync(paths.hotkeypub(hotkey)) ? paths.hotkeypub(hotkey) : paths.hotkey(hotkey),
				hotkeyName(hotkey),
			),
		coldkey: () => openKey(paths.coldkey, coldkeyName, password),
		hotkey: (hotkey = usual) => openKey(paths.hotkey(hotkey), hotkeyName(hotkey), password),
	};
}
