import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { WalletNameError } from "./errors.js";

/** Where Bittensor's tools keep wallets too. */
export const DEFAULT_WALLET_PATH = "~/.bittensor/wallets";

/** What marks a public key file beside a hotkey. */
export const PUBLIC_SUFFIX = "pub.txt";

/** Any single file name that is not hidden. */
const NAME = /^[^./\\\p{Cc}][^/\\\p{Cc}]{0,63}$/u;

/** A path with a leading `~` made whole. */
export function expandHome(path: string): string {
	if (path === "~") return homedir();
	return resolve(path.startsWith("~/") ? join(homedir(), path.slice(2)) : path);
}

/** Whether a wallet or hotkey can have this name. */
export function isWalletName(name: string): boolean {
	return NAME.test(name);
}

function checkName(kind: "wallet" | "hotkey", name: string): string {
	if (!isWalletName(name) || (kind === "hotkey" && name.endsWith(PUBLIC_SUFFIX)))
		throw new WalletNameError(kind, name);
	return name;
}

/** The files of one wallet. */
export interface WalletPaths {
	readonly folder: string;
	readonly coldkey: string;
	readonly coldkeypub: string;
	readonly hotkeys: string;
	hotkey(name: string): string;
	hotkeypub(name: string): string;
}

/**
 * Where a wallet's files are.
 *
 * @throws {WalletNameError} where a name would lead out of its folder
 */
export function walletPaths(path: string, name: string): WalletPaths {
	const folder = join(expandHome(path), checkName("wallet", name));
	const hotkeys = join(folder, "hotkeys");
	return {
		folder,
		coldkey: join(folder, "coldkey"),
		coldkeypub: join(folder, `coldkey${PUBLIC_SUFFIX}`),
		hotkeys,
		hotkey: (hotkey) => join(hotkeys, checkName("hotkey", hotkey)),
		hotkeypub: (hotkey) => join(hotkeys, `${checkName("hotkey", hotkey)}${PUBLIC_SUFFIX}`),
	};
}
