import { calls } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import {
	receiptFields,
	receiptOf,
	receiptProperties,
	renderReceipt,
	submitFor,
	submitOptions,
} from "../submitCommand.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";
import { commitAndReveal } from "../weights/commitAndReveal.js";
import { parseWeights } from "../weights/parseWeights.js";

export const weightsSet = defineCommand({
	path: "weights set",
	summary: "Set a validator's weights",
	description:
		"Sets the weights of the wallet's hotkey. Where the subnet wants them committed first, it commits, waits for the epoch to reveal in, and reveals; ended in between, run it again and it goes on.",
	arguments: {
		weights: { type: "list", required: true, describe: "uid=weight, on any scale" },
	},
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...hotkeyOption,
		...submitOptions,
		versionKey: {
			type: "integer",
			minimum: 0,
			describe: "version of the validator; the subnet's own otherwise",
		},
	},
	examples: ["ganglion weights set --netuid 1 --wallet me --hotkey validator1 1=0.7 4=0.3"],
	resultSchema: {
		type: "object",
		required: ["netuid", "hotkey", "mode", "uids", "values", ...receiptFields],
		properties: {
			netuid: { type: "integer" },
			hotkey: { type: "string" },
			mode: { enum: ["set", "commit-reveal"] },
			uids: { type: "array", items: { type: "integer" } },
			values: { type: "array", items: { type: "integer" } },
			...receiptProperties,
		},
	},
	async run(values, context) {
		const { netuid } = values;
		const row = parseWeights(values.weights);
		const wallet = walletFrom(values, context);
		const hotkey = await wallet.hotkey();
		return withChain(values, context, async (client) => {
			const { hyperparameters } = await client.subnet(netuid);
			const versionKey = values.versionKey ?? Number(hyperparameters.weightsVersionKey ?? 0);
			const secret = hyperparameters.commitRevealWeightsEnabled === true;
			const call = calls.setWeights(netuid, row.uids, row.values, versionKey);
			const result = secret
				? await commitAndReveal(
						{ netuid, row, versionKey },
						{
							client,
							hotkey,
							walletFolder: wallet.folder,
							signal: context.signal,
							progress: (text) => context.stderr(`${text}\n`),
						},
					)
				: await submitFor(client, call, hotkey, values, context);
			const mode: "set" | "commit-reveal" = secret ? "commit-reveal" : "set";
			return { netuid, hotkey: hotkey.address, mode, ...row, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["subnet", String(result.netuid)],
				["hotkey", result.hotkey],
				["weights", result.uids.map((uid, index) => `${uid}:${result.values[index]}`).join(" ")],
				["how", result.mode === "set" ? "set" : "committed and revealed"],
			],
			result,
		),
});
