import { existsSync } from "node:fs";
import { join } from "node:path";
import {
	createColdkey,
	createHotkey,
	expandHome,
	type NewKey,
	type NewKeySource,
	WalletExistsError,
} from "../../chain/wallet/index.js";
import { type CommandContext, defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { readInputFile } from "../readInputFile.js";
import { renderFacts } from "../renderTable.js";
import { givenPassword, hotkeyOption, walletOptions } from "../walletOptions.js";

interface CreatedKey {
	readonly address: string;
	readonly file: string;
	readonly encrypted: boolean;
	readonly mnemonic?: string;
}

function describeKey({ keypair, file, encrypted, mnemonic }: NewKey): CreatedKey {
	return { address: keypair.address, file, encrypted, ...(mnemonic === undefined ? {} : { mnemonic }) };
}

function sourceFrom(mnemonicFile: string | undefined, uri: string | undefined): NewKeySource {
	if (uri !== undefined) return { uri };
	return mnemonicFile === undefined
		? {}
		: { mnemonic: readInputFile(mnemonicFile, "the mnemonic").toString("utf8").trim() };
}

async function newPassword(
	values: {
		readonly noPassword: boolean;
		readonly passwordFile: string | undefined;
		readonly passwordFd: number | undefined;
	},
	context: CommandContext,
): Promise<string | undefined> {
	if (values.noPassword) return undefined;
	const given = givenPassword(values);
	if (given === "")
		throw new UsageError("the password is empty", "give one, or --no-password for a plain coldkey");
	if (given !== undefined) return given;
	const password = await context.askSecret("new password for the coldkey");
	if (password === "")
		throw new UsageError("the password is empty", "give one, or --no-password for a plain coldkey");
	if ((await context.askSecret("the same again")) !== password)
		throw new UsageError("the two passwords differ", "run it again");
	return password;
}

const keySchema = {
	type: "object",
	required: ["address", "file", "encrypted"],
	properties: {
		address: { type: "string" },
		file: { type: "string" },
		encrypted: { type: "boolean" },
		mnemonic: { type: "string" },
		name: { type: "string" },
	},
} as const;

export const walletCreate = defineCommand({
	path: "wallet create",
	summary: "Make a coldkey and a hotkey, or one more hotkey",
	description:
		"Makes a wallet with a coldkey, encrypted by a password, and a hotkey. Where the coldkey is there already, only the hotkey is made. No file is ever overwritten. The mnemonics are shown this once: write them down.",
	options: {
		...walletOptions,
		...hotkeyOption,
		noPassword: { type: "boolean", env: false, describe: "leave the coldkey's file unencrypted" },
		mnemonicFile: {
			type: "string",
			placeholder: "file",
			env: false,
			describe: "make the coldkey from the words in this file",
		},
		hotkeyMnemonicFile: {
			type: "string",
			placeholder: "file",
			env: false,
			describe: "make the hotkey from the words in this file",
		},
		uri: {
			type: "string",
			placeholder: "uri",
			env: false,
			describe: "make the coldkey from a public development URI such as //Alice",
		},
		hotkeyUri: {
			type: "string",
			placeholder: "uri",
			env: false,
			describe: "make the hotkey from a public development URI such as //Alice",
		},
	},
	examples: [
		"ganglion wallet create --wallet me --hotkey miner1",
		"ganglion wallet create --wallet me --password-file secret.txt --json",
		"ganglion wallet create --wallet alice --uri //Alice --no-password",
	],
	resultSchema: {
		type: "object",
		required: ["wallet", "coldkey", "hotkey"],
		properties: {
			wallet: { type: "string" },
			coldkey: { oneOf: [keySchema, { type: "null" }] },
			hotkey: keySchema,
		},
	},
	async run(values, context) {
		const { wallet: name, hotkey } = values;
		const path = values.walletPath;
		const coldkeyExists = existsSync(join(expandHome(path), name, "coldkey"));
		const hotkeyFile = join(expandHome(path), name, "hotkeys", hotkey);
		// Before the coldkey is made: both or nothing.
		if (existsSync(hotkeyFile)) throw new WalletExistsError(hotkeyFile);
		const coldkey = coldkeyExists
			? undefined
			: await createColdkey(
					{ path, name },
					{
						...sourceFrom(values.mnemonicFile, values.uri),
						password: await newPassword(values, context),
					},
				);
		const made = await createHotkey(
			{ path, name, hotkey },
			sourceFrom(values.hotkeyMnemonicFile, values.hotkeyUri),
		);
		return {
			wallet: name,
			coldkey: coldkey === undefined ? null : describeKey(coldkey),
			hotkey: { name: hotkey, ...describeKey(made) },
		};
	},
	render({ wallet, coldkey, hotkey }) {
		const lines: (readonly [string, string])[] = [["wallet", wallet]];
		for (const [kind, key] of [
			["coldkey", coldkey],
			["hotkey", hotkey],
		] as const) {
			if (key === null) continue;
			lines.push([kind, key.address], ["  file", `${key.file}${key.encrypted ? " (encrypted)" : ""}`]);
			if (key.mnemonic !== undefined) lines.push(["  mnemonic", key.mnemonic]);
		}
		const secret = coldkey?.mnemonic !== undefined || hotkey.mnemonic !== undefined;
		const warning = "\n\nWhoever has a mnemonic has the key. It is not shown again: write it down.";
		return `${renderFacts(lines)}${secret ? warning : ""}`;
	},
});
