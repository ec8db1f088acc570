import { listWallets, openWallet } from "../../chain/wallet/index.js";
import { defineCommand } from "../command.js";
import { renderFacts } from "../renderTable.js";
import { walletOptions, walletPathOption } from "../walletOptions.js";

export const walletShow = defineCommand({
	path: "wallet show",
	summary: "Show a wallet's addresses, without its secrets",
	options: { ...walletPathOption, wallet: walletOptions.wallet },
	examples: ["ganglion wallet show --wallet me"],
	resultSchema: {
		type: "object",
		required: ["wallet", "folder", "coldkey", "hotkeys"],
		properties: {
			wallet: { type: "string" },
			folder: { type: "string" },
			coldkey: { type: ["string", "null"] },
			hotkeys: { type: "object", additionalProperties: { type: ["string", "null"] } },
		},
	},
	async run({ walletPath, wallet: name }) {
		const wallet = openWallet({ path: walletPath, name });
		const listed = listWallets(walletPath).find((one) => one.name === name);
		// Where there is nothing at all, this tells so.
		const coldkey = listed === undefined ? wallet.coldkeyAddress() : (listed.coldkey?.address ?? null);
		const hotkeys = (listed?.hotkeys ?? []).map(({ name: hotkey, address }) => [hotkey, address ?? null]);
		return {
			wallet: name,
			folder: wallet.folder,
			coldkey,
			hotkeys: Object.fromEntries(hotkeys) as Record<string, string | null>,
		};
	},
	render: ({ wallet, folder, coldkey, hotkeys }) =>
		renderFacts([
			["wallet", wallet],
			["folder", folder],
			["coldkey", coldkey ?? "missing"],
			...Object.entries(hotkeys).map(
				([name, address]) => [`hotkey ${name}`, address ?? "unreadable"] as const,
			),
		]),
});
