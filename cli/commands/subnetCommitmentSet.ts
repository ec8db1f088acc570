import { type CommitmentField, calls } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import {
	receiptFields,
	receiptOf,
	receiptProperties,
	renderReceipt,
	submitFor,
	submitOptions,
} from "../submitCommand.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

function fieldsFrom(values: {
	readonly text: string | undefined;
	readonly sha256: string | undefined;
	readonly resetBonds: boolean;
}): CommitmentField[] {
	const fields: CommitmentField[] = [];
	if (values.text !== undefined)
		fields.push({ kind: "bytes", bytes: `0x${Buffer.from(values.text, "utf8").toString("hex")}` });
	if (values.sha256 !== undefined)
		fields.push({ kind: "sha256", hash: `0x${values.sha256.replace(/^0x/, "")}` });
	if (values.resetBonds) fields.push({ kind: "resetBonds" });
	if (fields.length === 0)
		throw new UsageError(
			"a commitment without fields says nothing",
			"give --text, --sha256 or --reset-bonds",
		);
	return fields;
}

export const subnetCommitmentSet = defineCommand({
	path: "subnet commitment set",
	summary: "Say something about the wallet's hotkey in a subnet",
	description:
		"Commits, in place of what the hotkey committed before: words such as a model's repository, and the SHA-256 of what is kept elsewhere. Validators read it with the metagraph. Free, within so many bytes an epoch.",
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...hotkeyOption,
		...submitOptions,
		text: { type: "string", env: false, placeholder: "words", describe: "up to 512 bytes of text" },
		sha256: {
			type: "string",
			env: false,
			placeholder: "hex",
			describe: "a SHA-256 of what is kept elsewhere",
		},
		resetBonds: {
			type: "boolean",
			env: false,
			describe: "the hotkey serves something else: bonds on it begin anew, where the subnet wants that",
		},
	},
	examples: ["ganglion subnet commitment set --netuid 1 --wallet me --hotkey miner1 --text me/my-model@v2"],
	resultSchema: {
		type: "object",
		required: ["netuid", "hotkey", "fields", ...receiptFields],
		properties: {
			netuid: { type: "integer" },
			hotkey: { type: "string" },
			fields: { type: "integer", description: "how many were committed" },
			...receiptProperties,
		},
	},
	async run(values, context) {
		const { netuid } = values;
		const fields = fieldsFrom(values);
		// refused before a password is asked for
		const call = calls.setCommitment(netuid, fields);
		const hotkey = await walletFrom(values, context).hotkey();
		return withChain(values, context, async (client) => {
			const result = await submitFor(client, call, hotkey, values, context);
			return { netuid, hotkey: hotkey.address, fields: fields.length, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["subnet", String(result.netuid)],
				["hotkey", result.hotkey],
				["fields", String(result.fields)],
			],
			result,
		),
});
