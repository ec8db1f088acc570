import type { Neuron } from "../../chain/client/index.js";
import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { type Column, renderTable } from "../renderTable.js";
import { formatTokens } from "../tokenAmount.js";

const share = (value: number) => value.toFixed(4);

const columns: Readonly<Record<string, Column<Neuron>>> = {
	uid: { title: "uid", align: "right", cell: (neuron) => String(neuron.uid) },
	stake: { title: "stake", align: "right", cell: (neuron) => formatTokens(neuron.stakeRao) },
	incentive: { title: "incentive", align: "right", cell: (neuron) => share(neuron.incentive) },
	dividends: { title: "dividends", align: "right", cell: (neuron) => share(neuron.dividends) },
	consensus: { title: "consensus", align: "right", cell: (neuron) => share(neuron.consensus) },
	trust: { title: "vtrust", align: "right", cell: (neuron) => share(neuron.validatorTrust) },
	emission: { title: "emission", align: "right", cell: (neuron) => formatTokens(neuron.emissionRao) },
	permit: { title: "permit", cell: (neuron) => (neuron.validatorPermit ? "yes" : "") },
	active: { title: "active", cell: (neuron) => (neuron.active ? "yes" : "") },
	updated: { title: "updated", align: "right", cell: (neuron) => String(neuron.lastUpdate) },
	axon: { title: "axon", cell: ({ axon }) => (axon === undefined ? "" : `${axon.ip}:${axon.port}`) },
	hotkey: { title: "hotkey", cell: (neuron) => neuron.hotkey },
	coldkey: { title: "coldkey", cell: (neuron) => neuron.coldkey },
};

const names = Object.keys(columns);

export const subnetMetagraph = defineCommand({
	path: "subnet metagraph",
	summary: "Show the neurons of a subnet",
	options: {
		...chainOptions,
		...netuidOption,
		columns: {
			type: "list",
			choices: names,
			default: names.filter((name) => name !== "coldkey"),
			env: false,
			describe: "what to show of each neuron",
		},
		sort: {
			type: "string",
			choices: ["uid", "stake", "incentive", "dividends", "emission"],
			default: "uid",
			describe: "order of the rows",
		},
		validators: { type: "boolean", env: false, describe: "only neurons with a validator permit" },
		at: { type: "string", placeholder: "hash", env: false, describe: "block hash; the best block otherwise" },
	},
	examples: [
		"ganglion subnet metagraph --netuid 1",
		"ganglion subnet metagraph --netuid 1 --columns uid,hotkey,incentive --sort incentive",
	],
	resultSchema: {
		type: "object",
		required: ["netuid", "block", "blockHash", "tempo", "n", "neurons"],
		properties: {
			netuid: { type: "integer" },
			block: { type: "integer" },
			blockHash: { type: "string" },
			tempo: { type: "integer" },
			n: { type: "integer" },
			neurons: {
				type: "array",
				items: {
					type: "object",
					required: [
						"uid",
						"hotkey",
						"coldkey",
						"stakeRao",
						"active",
						"validatorPermit",
						"incentive",
						"dividends",
						"consensus",
						"validatorTrust",
						"emissionRao",
						"lastUpdate",
						"registeredAt",
					],
					properties: {
						uid: { type: "integer" },
						hotkey: { type: "string" },
						coldkey: { type: "string" },
						stakeRao: { type: "integer" },
						active: { type: "boolean" },
						validatorPermit: { type: "boolean" },
						incentive: { type: "number", minimum: 0, maximum: 1 },
						dividends: { type: "number", minimum: 0, maximum: 1 },
						consensus: { type: "number", minimum: 0, maximum: 1 },
						validatorTrust: { type: "number", minimum: 0, maximum: 1 },
						emissionRao: { type: "integer" },
						lastUpdate: { type: "integer" },
						registeredAt: { type: "integer" },
						axon: {
							type: "object",
							required: ["ip", "port", "protocol", "version", "block"],
							properties: {
								ip: { type: "string" },
								port: { type: "integer" },
								protocol: { type: "integer" },
								version: { type: "integer" },
								block: { type: "integer" },
							},
						},
					},
				},
			},
		},
	},
	async run(values, context) {
		const metagraph = await withChain(values, context, (client) =>
			client.metagraph(values.netuid, values.at),
		);
		const key: Readonly<Record<typeof values.sort, (neuron: Neuron) => number>> = {
			uid: (neuron) => -neuron.uid,
			stake: (neuron) => Number(neuron.stakeRao),
			incentive: (neuron) => neuron.incentive,
			dividends: (neuron) => neuron.dividends,
			emission: (neuron) => Number(neuron.emissionRao),
		};
		const order = key[values.sort];
		const neurons = metagraph.neurons
			.filter(({ validatorPermit }) => validatorPermit || !values.validators)
			.sort((a, b) => order(b) - order(a) || a.uid - b.uid);
		return { document: { ...metagraph, neurons }, columns: values.columns };
	},
	toDocument: ({ document }) => document,
	render({ document, columns: shown }, { color }) {
		const { netuid, block, n, tempo, neurons } = document;
		const table = renderTable(
			shown.flatMap((name) => columns[name] ?? []),
			neurons,
			{ color },
		);
		return `subnet ${netuid} at block ${block}: ${n} neurons, tempo ${tempo}\n\n${table}`;
	},
});
