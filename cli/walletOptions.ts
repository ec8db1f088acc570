import { DEFAULT_WALLET_PATH, openWallet, type Wallet } from "../chain/wallet/index.js";
import type { CommandContext, OptionsSpec } from "./command.js";
import { readInputFile } from "./readInputFile.js";

/** Where wallets are. */
export const walletPathOption = {
	walletPath: {
		type: "string",
		placeholder: "folder",
		default: DEFAULT_WALLET_PATH,
		describe: "folder of the wallets",
	},
} as const satisfies OptionsSpec;

/** Where a password comes from, if not from the terminal. */
export const passwordOptions = {
	passwordFile: { type: "string", placeholder: "file", describe: "file whose first line is the password" },
	passwordFd: {
		type: "integer",
		minimum: 0,
		placeholder: "n",
		env: false,
		describe: "open file descriptor whose first line is the password",
	},
} as const satisfies OptionsSpec;

/** The options of every command that uses a wallet. */
export const walletOptions = {
	...walletPathOption,
	wallet: { type: "string", placeholder: "name", default: "default", describe: "name of the wallet" },
	...passwordOptions,
} as const satisfies OptionsSpec;

/** The option of every command that uses a hotkey of the wallet. */
export const hotkeyOption = {
	hotkey: { type: "string", placeholder: "name", default: "default", describe: "name of the hotkey" },
} as const satisfies OptionsSpec;

interface PasswordValues {
	readonly passwordFile: string | undefined;
	readonly passwordFd: number | undefined;
}

/** The password from a file or descriptor; undefined where neither is given. */
export function givenPassword(values: PasswordValues): string | undefined {
	const source = values.passwordFd ?? values.passwordFile;
	if (source === undefined) return undefined;
	return readInputFile(source, "the password").toString("utf8").split(/\r?\n/, 1)[0] ?? "";
}

/** The wallet that the options name. A password is looked for only where a key is encrypted. */
export function walletFrom(
	values: PasswordValues & {
		readonly walletPath: string;
		readonly wallet: string;
		readonly hotkey?: string | undefined;
	},
	context: CommandContext,
): Wallet {
	const { hotkey } = values;
	return openWallet({
		path: values.walletPath,
		name: values.wallet,
		...(hotkey === undefined ? {} : { hotkey }),
		password: async (file) => givenPassword(values) ?? context.askSecret(`password of ${file}`),
	});
}
