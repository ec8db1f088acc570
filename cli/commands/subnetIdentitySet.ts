import { calls, type SubnetIdentity, subnetIdentityParts } from "../../chain/client/index.js";
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
import { subnetIdentitySchema } from "../subnetIdentityFields.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

const text = { type: "string", env: false } as const;

/** The option of each part of an identity. */
const partOptions = {
	subnetName: { ...text, flag: "--name", placeholder: "text", describe: "the subnet's name" },
	githubRepo: { ...text, placeholder: "url", describe: "its repository" },
	subnetContact: { ...text, flag: "--contact", placeholder: "text", describe: "how to reach the owner" },
	subnetUrl: { ...text, flag: "--url", placeholder: "url", describe: "its website" },
	discord: { ...text, placeholder: "handle", describe: "its Discord handle" },
	description: { ...text, placeholder: "text", describe: "what it is for" },
	logoUrl: { ...text, placeholder: "url", describe: "the address of a picture" },
	additional: { ...text, placeholder: "text", describe: "anything else" },
} as const;

const partNames = Object.keys(subnetIdentityParts) as (keyof SubnetIdentity)[];

export const subnetIdentitySet = defineCommand({
	path: "subnet identity set",
	summary: "Tell what a subnet is, as its owner",
	description: "Parts that are not given stay as they are; an empty text removes one.",
	options: { ...chainOptions, ...netuidOption, ...walletOptions, ...submitOptions, ...partOptions },
	examples: [
		'ganglion subnet identity set --netuid 1 --wallet owner --name "Digits" --url https://example.org',
	],
	resultSchema: {
		type: "object",
		required: ["netuid", "identity", ...receiptFields],
		properties: { netuid: { type: "integer" }, identity: subnetIdentitySchema, ...receiptProperties },
	},
	async run(values, context) {
		const { netuid } = values;
		if (partNames.every((part) => values[part] === undefined))
			throw new UsageError("nothing is to be told", "give --name or another part");
		const coldkey = await walletFrom(values, context).coldkey();
		return withChain(values, context, async (client) => {
			const told = await client.subnetIdentity(netuid);
			const identity = Object.fromEntries(
				partNames.map((part) => [part, values[part] ?? told?.[part] ?? ""]),
			) as SubnetIdentity;
			const call = calls.setSubnetIdentity(netuid, identity);
			const result = await submitFor(client, call, coldkey, values, context);
			return { netuid, identity, ...receiptOf(result) };
		});
	},
	render: (result) =>
		renderReceipt(
			[
				["subnet", String(result.netuid)],
				...Object.entries(result.identity).filter(([, part]) => part !== ""),
			],
			result,
		),
});
