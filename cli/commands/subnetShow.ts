import { chainOptions, netuidOption, withChain } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { renderFacts } from "../renderTable.js";
import { formatTokens, TOKEN_SYMBOL } from "../tokenAmount.js";

export const subnetShow = defineCommand({
	path: "subnet show",
	summary: "Show one subnet: owner, task, epoch, price, emission",
	options: { ...chainOptions, ...netuidOption },
	examples: ["ganglion subnet show --netuid 1"],
	resultSchema: {
		type: "object",
		required: [
			"netuid",
			"owner",
			"ownerHotkey",
			"block",
			"tempo",
			"epochs",
			"blocksUntilEpoch",
			"emission",
			"task",
		],
		properties: {
			netuid: { type: "integer" },
			owner: { type: "string" },
			ownerHotkey: { type: "string" },
			block: { type: "integer" },
			n: { type: "integer" },
			maxUids: { type: "integer" },
			tempo: { type: "integer" },
			epochs: { type: "integer" },
			blocksUntilEpoch: { type: "integer" },
			started: { type: "boolean" },
			registeredAt: { type: "integer" },
			burnRao: { type: "integer" },
			stakeRao: { type: "integer" },
			emission: {
				type: "object",
				required: ["lastEpochRao", "pendingServerRao", "pendingValidatorRao", "pendingOwnerRao"],
				additionalProperties: { type: "integer" },
			},
			task: {
				oneOf: [
					{ type: "null" },
					{
						type: "object",
						required: ["hash", "uri", "publisher", "block"],
						properties: {
							hash: { type: "string" },
							uri: { type: "string" },
							publisher: { type: "string" },
							block: { type: "integer" },
						},
					},
				],
			},
		},
	},
	async run(values, context) {
		return withChain(values, context, async (client) => {
			const { hash } = await client.head();
			const [{ hyperparameters: _, ...subnet }, task] = await Promise.all([
				client.subnet(values.netuid, hash),
				// Bittensor's own chain publishes no tasks.
				client.publishedTask(values.netuid, hash).catch(() => undefined),
			]);
			return { ...subnet, task: task ?? null };
		});
	},
	render(subnet) {
		const amount = (rao: bigint) => `${formatTokens(rao)} ${TOKEN_SYMBOL}`;
		const { task, emission } = subnet;
		return renderFacts([
			["subnet", String(subnet.netuid)],
			["owner", subnet.owner],
			["owner's hotkey", subnet.ownerHotkey],
			["task", task === null ? "none published" : `${task.uri} (sha256 ${task.hash}, block ${task.block})`],
			["neurons", `${subnet.n} of ${subnet.maxUids}`],
			["registration", amount(subnet.burnRao)],
			["stake", amount(subnet.stakeRao)],
			[
				"emission",
				subnet.started ? `since its start; last epoch ${amount(emission.lastEpochRao)}` : "not started",
			],
			[
				"  pending",
				`miners ${amount(emission.pendingServerRao)}, validators ${amount(emission.pendingValidatorRao)}, owner ${amount(emission.pendingOwnerRao)}`,
			],
			[
				"tempo",
				`${subnet.tempo} blocks; ${subnet.epochs} epochs so far; the next in ${subnet.blocksUntilEpoch} blocks`,
			],
			["registered", `block ${subnet.registeredAt}`],
			["at block", String(subnet.block)],
		]);
	},
});
