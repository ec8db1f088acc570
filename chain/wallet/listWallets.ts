import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isEncrypted } from "./keyFileEncryption.js";
import { openWallet } from "./openWallet.js";
import { expandHome, isWalletName, PUBLIC_SUFFIX, walletPaths } from "./walletPaths.js";

/** A key as a listing shows it. */
export interface ListedKey {
	/** Undefined where its files do not tell: it is encrypted and its public file is missing. */
	readonly address: string | undefined;
	readonly encrypted: boolean;
}

/** A wallet as a listing shows it. */
export interface ListedWallet {
	readonly name: string;
	/** Undefined where there are hotkeys alone. */
	readonly coldkey: (ListedKey & { readonly watchOnly: boolean }) | undefined;
	readonly hotkeys: readonly (ListedKey & { readonly name: string })[];
}

function foldersIn(path: string): string[] {
	if (!existsSync(path)) return [];
	return readdirSync(path, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && isWalletName(entry.name))
		.map(({ name }) => name)
		.sort();
}

function hotkeyNames(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isFile() && isWalletName(entry.name) && !entry.name.endsWith(PUBLIC_SUFFIX))
		.map(({ name }) => name)
		.sort();
}

/** The address, where the files tell it; a listing shows damaged files too. */
function attempt(read: () => string): string | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

function encryptedFile(file: string): boolean {
	return existsSync(file) && isEncrypted(readFileSync(file));
}

/** The wallets in a folder, by name; none where the folder does not exist. No secret is opened. */
export function listWallets(path: string): ListedWallet[] {
	const folder = expandHome(path);
	return foldersIn(folder).flatMap((name) => {
		const hotkeysFolder = join(folder, name, "hotkeys");
		const hasColdkey = ["coldkey", "coldkeypub.txt"].some((file) => existsSync(join(folder, name, file)));
		if (!hasColdkey && hotkeyNames(hotkeysFolder).length === 0) return [];
		const wallet = openWallet({ path: folder, name });
		const paths = walletPaths(folder, name);
		const coldkey = {
			address: attempt(() => wallet.coldkeyAddress()),
			encrypted: encryptedFile(paths.coldkey),
			watchOnly: !existsSync(paths.coldkey),
		};
		const hotkeys = hotkeyNames(hotkeysFolder).map((hotkey) => ({
			name: hotkey,
			address: attempt(() => wallet.hotkeyAddress(hotkey)),
			encrypted: encryptedFile(join(hotkeysFolder, hotkey)),
		}));
		return [{ name, coldkey: hasColdkey ? coldkey : undefined, hotkeys }];
	});
}
