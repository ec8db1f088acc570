import { homedir } from "node:os";
import { join } from "node:path";
import { type ChainClient, connectChain } from "../../chain/client/index.js";
import { systemClock, type TaskBundle } from "../../subnets/index.js";
import {
	defaultParameters,
	findTask,
	type GatewayOptions,
	openApiKey,
	startValidator,
	type Validator,
} from "../../validator/index.js";
import { apiKeyFileOption, apiKeyWarning, givenApiKeys } from "../apiKeyOptions.js";
import { chainOptions } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { isLoopbackEndpoint } from "../isLoopbackEndpoint.js";
import { modelsOption, useModelsFolder } from "../modelOptions.js";
import { toJson } from "../toJson.js";
import { untilAborted } from "../untilAborted.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

/** Rounds in an epoch that a validator aims at, where nobody says how long a round takes. */
const ROUNDS_PER_EPOCH = 8;
const SHORTEST_ROUND_MS = 2_000;

/** `ganglion validator start`: validates subnets until it is stopped. */
export const validatorStart = defineCommand({
	path: "validator start",
	summary: "Validate subnets: ask, verify, score, set weights, answer researchers",
	description:
		"Holds rounds on each subnet, sets or commits weights before each epoch, and, with --gateway-port, serves researchers. Its memory is one folder; ended in whatever way, it goes on from there.",
	options: {
		...modelsOption,
		netuid: {
			type: "list",
			placeholder: "numbers",
			required: true,
			describe: "subnets to validate, such as 1,2",
		},
		task: {
			type: "list",
			placeholder: "netuid=name or folder",
			describe: "bundles of tasks that do not ship with Ganglion, such as 3=./my-task",
		},
		...walletOptions,
		...hotkeyOption,
		...chainOptions,
		data: {
			type: "string",
			placeholder: "folder",
			describe: "its memory; ~/.ganglion/validators and the hotkey's address if absent",
		},
		gatewayPort: {
			type: "integer",
			minimum: 0,
			maximum: 65_535,
			describe: "port for researchers and the explorer; no gateway if absent",
		},
		gatewayHost: {
			type: "string",
			placeholder: "address",
			default: "127.0.0.1",
			describe: "address that the gateway listens on",
		},
		apiKey: {
			type: "list",
			placeholder: "keys",
			describe: `keys for researchers, one is made and kept in the data folder if absent; ${apiKeyWarning}`,
		},
		...apiKeyFileOption,
		perMinute: {
			type: "integer",
			minimum: 1,
			maximum: 100_000,
			default: 120,
			describe: "requests a minute for each key",
		},
		roundMs: {
			type: "integer",
			minimum: 100,
			describe: `mean time from round to round; if absent, ${ROUNDS_PER_EPOCH} rounds an epoch, in 2 to 12 s`,
		},
		sampleSize: {
			type: "integer",
			minimum: 1,
			maximum: 65_535,
			default: defaultParameters.sampleSize,
			describe: "miners asked in a round",
		},
		auditRate: {
			type: "number",
			minimum: 0,
			maximum: 1,
			describe: "share of answers run again; the task's own if absent",
		},
		alpha: {
			type: "number",
			minimum: 0.001,
			maximum: 1,
			default: defaultParameters.alpha,
			describe: "weight of the newest round in a miner's score",
		},
		timeoutMs: {
			type: "integer",
			minimum: 100,
			describe: "longest wait for an answer; the task's limit if absent",
		},
		loadBurst: {
			type: "integer",
			minimum: 1,
			maximum: 16,
			default: defaultParameters.loadBurst,
			describe: "requests at once to one miner a round, to find shared back ends; 1 for none",
		},
		localMiners: {
			type: "boolean",
			describe: "ask miners at private addresses too; always so where the chain is on this computer",
		},
	},
	examples: [
		"ganglion validator start --netuid 1 --wallet w --hotkey h",
		"ganglion validator start --netuid 1,2 --wallet w --hotkey h --gateway-port 8000 --api-key-file keys.txt",
		"ganglion validator start --netuid 3 --task 3=./my-task --wallet w --hotkey h",
	],
	resultSchema: {
		type: "object",
		required: ["hotkey", "netuids", "gateway", "data"],
		additionalProperties: false,
		properties: {
			hotkey: { type: "string" },
			netuids: { type: "array", items: { type: "integer" } },
			gateway: { type: ["string", "null"] },
			data: { type: "string" },
		},
	},
	async run(options, context) {
		useModelsFolder(options.models);
		const netuids = readNetuids(options.netuid);
		const choice = readTasks(options.task ?? []);
		const logger = context.logger();
		const wallet = walletFrom(options, context);
		const keypair = await wallet.hotkey();
		const dataDir = options.data ?? join(homedir(), ".ganglion", "validators", keypair.address);
		const chain = await connectChain({
			endpoint: options.endpoint,
			signal: context.signal,
			keepTrying: true,
		});
		let validator: Validator | undefined;
		try {
			const bundles = new Map<number, TaskBundle>();
			for (const netuid of netuids) bundles.set(netuid, await findTask(netuid, choice, chain));
			const gateway = readGateway(options, dataDir, (file) =>
				logger.info({ file }, "the gateway's key for researchers is in this file"),
			);
			validator = await startValidator(
				{
					bundles,
					dataDir,
					parameters: {
						...defaultParameters,
						roundMs: options.roundMs ?? (await roundOf(netuids, chain)),
						sampleSize: options.sampleSize,
						auditRate: options.auditRate,
						alpha: options.alpha,
						timeoutMs: options.timeoutMs,
						loadBurst: options.loadBurst,
						headMs: Math.max(200, Math.min(defaultParameters.headMs, chain.slotDurationMs / 2)),
						allowLocalEndpoints: options.localMiners || isLoopbackEndpoint(options.endpoint),
					},
					...(gateway === undefined ? {} : { gateway }),
				},
				{ chain, keypair, clock: systemClock, logger, signal: context.signal },
			);
			const ready = {
				hotkey: keypair.address,
				netuids,
				gateway: validator.gateway ?? null,
				data: dataDir,
			};
			if (context.json) context.stdout(`${toJson(ready)}\n`);
			await untilAborted(context.signal);
		} finally {
			await validator?.stop();
			await chain.close();
		}
		return undefined;
	},
});

function readNetuids(texts: readonly string[]): number[] {
	const netuids = texts.map(Number);
	const wrong = netuids.findIndex((netuid) => !Number.isInteger(netuid) || netuid < 0 || netuid > 65_535);
	if (wrong >= 0)
		throw new UsageError(`expected netuids from 0 to 65535, got "${texts[wrong]}"`, "write --netuid 1,2");
	return [...new Set(netuids)];
}

function readTasks(texts: readonly string[]): Map<number, string> {
	return new Map(
		texts.map((text) => {
			const [, netuid, bundle] = /^(\d{1,5})=(.+)$/.exec(text) ?? [];
			if (netuid === undefined || bundle === undefined)
				throw new UsageError(
					`expected netuid=name or netuid=folder, got "${text}"`,
					"write --task 3=./my-task",
				);
			return [Number(netuid), bundle];
		}),
	);
}

function readGateway(
	options: {
		readonly gatewayPort: number | undefined;
		readonly gatewayHost: string;
		readonly apiKey: readonly string[] | undefined;
		readonly apiKeyFile: string | undefined;
		readonly perMinute: number;
	},
	dataDir: string,
	tell: (file: string) => void,
): GatewayOptions | undefined {
	const { gatewayPort: port, gatewayHost: host, perMinute } = options;
	if (port === undefined) return undefined;
	const apiKeys = givenApiKeys(options);
	if (apiKeys.length > 0) return { host, port, perMinute, apiKeys };
	const { key, file } = openApiKey(dataDir);
	tell(file);
	return { host, port, perMinute, apiKeys: [key] };
}

/** So many rounds in the shortest epoch of the subnets, in 2 to 12 seconds. */
async function roundOf(netuids: readonly number[], chain: ChainClient): Promise<number> {
	const subnets = await Promise.all(netuids.map((netuid) => chain.subnet(netuid)));
	const epochMs = Math.min(...subnets.map(({ tempo }) => tempo)) * chain.slotDurationMs;
	return Math.min(defaultParameters.roundMs, Math.max(SHORTEST_ROUND_MS, epochMs / ROUNDS_PER_EPOCH));
}
