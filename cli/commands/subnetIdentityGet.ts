import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { renderIdentity, subnetIdentitySchema } from "../subnetIdentityFields.js";

export const subnetIdentityGet = defineCommand({
	path: "subnet identity get",
	summary: "Show what a subnet's owner tells about it",
	options: { ...chainOptions, ...netuidOption },
	examples: ["ganglion subnet identity get --netuid 1"],
	resultSchema: {
		type: "object",
		required: ["netuid", "identity"],
		properties: {
			netuid: { type: "integer" },
			identity: { oneOf: [{ type: "null" }, subnetIdentitySchema] },
		},
	},
	async run(values, context) {
		return withChain(values, context, async (client) => ({
			netuid: values.netuid,
			identity: (await client.subnetIdentity(values.netuid)) ?? null,
		}));
	},
	render: ({ netuid, identity }) =>
		identity === null ? `subnet ${netuid} tells nothing about itself\n` : renderIdentity(netuid, identity),
});
