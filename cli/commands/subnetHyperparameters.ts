import { calls, settableHyperparameters } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { renderFacts } from "../renderTable.js";
import { submitFor, submitOptions } from "../submitCommand.js";
import { walletFrom, walletOptions } from "../walletOptions.js";

type Value = number | boolean | bigint | readonly [number, number];

/** `tempo=20`, `yuma3On=true`, `alphaValues=45875:58982`. */
function parseAssignment(text: string): readonly [name: string, value: Value] {
	const match = /^([A-Za-z0-9]+)=(.+)$/.exec(text);
	if (match === null)
		throw new UsageError(`--set: expected name=value, got "${text}"`, "write it like tempo=20");
	const [, name = "", raw = ""] = match;
	if (raw === "true" || raw === "false") return [name, raw === "true"];
	if (/^-?\d+$/.test(raw)) return [name, BigInt(raw)];
	const pair = /^(\d+):(\d+)$/.exec(raw);
	if (pair !== null) return [name, [Number(pair[1]), Number(pair[2])]];
	throw new UsageError(
		`--set ${name}: expected a whole number, true, false or low:high, got "${raw}"`,
		"correct it",
	);
}

export const subnetHyperparameters = defineCommand({
	path: "subnet hyperparameters",
	summary: "Show a subnet's hyperparameters, or set them",
	description: `Shows the hyperparameters as the chain stores them (proportions are of 65535). With --set the subnet's owner changes some in one transaction; --sudo is for those that root alone sets. Settable: ${settableHyperparameters.join(", ")}.`,
	options: {
		...chainOptions,
		...netuidOption,
		...walletOptions,
		...submitOptions,
		set: { type: "list", env: false, placeholder: "name=value", describe: "hyperparameters to set" },
		sudo: { type: "boolean", env: false, describe: "set them as root: the wallet's coldkey is the sudo key" },
	},
	examples: [
		"ganglion subnet hyperparameters --netuid 1",
		"ganglion subnet hyperparameters --netuid 1 --wallet owner --set immunityPeriod=100,commitRevealWeightsEnabled=false",
	],
	resultSchema: {
		type: "object",
		required: ["netuid", "block", "hyperparameters"],
		properties: {
			netuid: { type: "integer" },
			block: { type: "integer" },
			hyperparameters: { type: "object", additionalProperties: { type: ["integer", "boolean"] } },
		},
	},
	async run(values, context) {
		const { netuid } = values;
		const changes = (values.set ?? [])
			.map(parseAssignment)
			.map(([name, value]) => calls.setHyperparameter(netuid, name, value))
			.map((call) => (values.sudo ? calls.sudo(call) : call));
		const [first] = changes;
		const coldkey = first === undefined ? undefined : await walletFrom(values, context).coldkey();
		return withChain(values, context, async (client) => {
			if (first !== undefined && coldkey !== undefined)
				await submitFor(
					client,
					changes.length === 1 ? first : calls.batchAll(changes),
					coldkey,
					values,
					context,
				);
			const { block, hyperparameters } = await client.subnet(netuid);
			return { netuid, block, hyperparameters };
		});
	},
	render: ({ netuid, block, hyperparameters }) =>
		renderFacts([
			["subnet", `${netuid} at block ${block}`],
			...Object.entries(hyperparameters).map(([name, value]) => [name, String(value)] as const),
		]),
});
