import { listWallets } from "../../chain/wallet/index.js";
import { defineCommand } from "../command.js";
import { renderTable } from "../renderTable.js";
import { walletPathOption } from "../walletOptions.js";

export const walletList = defineCommand({
	path: "wallet list",
	summary: "Show the wallets on this computer",
	options: walletPathOption,
	examples: ["ganglion wallet list"],
	resultSchema: {
		type: "object",
		required: ["path", "wallets"],
		properties: {
			path: { type: "string" },
			wallets: {
				type: "array",
				items: {
					type: "object",
					required: ["name", "hotkeys"],
					properties: {
						name: { type: "string" },
						coldkey: {
							type: "object",
							required: ["encrypted", "watchOnly"],
							properties: {
								address: { type: "string" },
								encrypted: { type: "boolean" },
								watchOnly: { type: "boolean" },
							},
						},
						hotkeys: {
							type: "array",
							items: {
								type: "object",
								required: ["name", "encrypted"],
								properties: {
									name: { type: "string" },
									address: { type: "string" },
									encrypted: { type: "boolean" },
								},
							},
						},
					},
				},
			},
		},
	},
	async run({ walletPath }) {
		return { path: walletPath, wallets: listWallets(walletPath) };
	},
	render({ path, wallets }, { color }) {
		if (wallets.length === 0) return `no wallets in ${path}; make one by: ganglion wallet create`;
		const rows = wallets.flatMap(({ name, coldkey, hotkeys }) => {
			const note = coldkey?.watchOnly ? "watch-only" : coldkey?.encrypted ? "encrypted" : "plain";
			const first = {
				name,
				key: "coldkey",
				address: coldkey?.address ?? "?",
				note: coldkey === undefined ? "missing" : note,
			};
			const rest = hotkeys.map((hotkey) => ({
				name: "",
				key: `hotkey ${hotkey.name}`,
				address: hotkey.address ?? "?",
				note: hotkey.encrypted ? "encrypted" : "plain",
			}));
			return [first, ...rest];
		});
		return renderTable(
			[
				{ title: "wallet", cell: (row) => row.name },
				{ title: "key", cell: (row) => row.key },
				{ title: "address", cell: (row) => row.address },
				{ title: "file", cell: (row) => row.note },
			],
			rows,
			{ color },
		);
	},
});
