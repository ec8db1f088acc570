import { type ChainClient, connectChain } from "../../chain/client/index.js";
import { decodeAddress } from "../../chain/wallet/index.js";
import { loadBundle, systemClock, type TaskBundle } from "../../subnets/index.js";
import {
	findTask,
	type ProxyMiner,
	startProxy,
	subnetMiners,
	TaskNotFoundError,
} from "../../validator/index.js";
import { apiKeyFileOption, apiKeyWarning, givenApiKeys } from "../apiKeyOptions.js";
import { chainOptions } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { isLoopbackEndpoint } from "../isLoopbackEndpoint.js";
import { toJson } from "../toJson.js";
import { untilAborted } from "../untilAborted.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

/** Where the proxy finds its miners. */
interface Miners {
	list(): Promise<readonly ProxyMiner[]>;
	/** The task whose model must answer; undefined where any may. */
	readonly bundle: TaskBundle | undefined;
}

/** `ganglion proxy`: signs for clients that cannot, until it is stopped. */
export const proxy = defineCommand({
	path: "proxy",
	summary: "Sign what your own tools ask: OpenAI's API and the Open Inference Protocol",
	description:
		"Listens on this computer alone, signs each request by the hotkey (btauth/1), asks a miner, and passes its answer on once its receipt was found true. Miners come from the subnet's metagraph, the highest incentive first, or are named with --miner.",
	options: {
		netuid: { type: "integer", minimum: 0, maximum: 65_535, describe: "subnet whose miners are asked" },
		miner: {
			type: "string",
			placeholder: "url or hotkey",
			describe: "ask this miner alone: its hotkey on --netuid, or its address together with --miner-hotkey",
		},
		minerHotkey: {
			type: "string",
			placeholder: "ss58",
			describe: "hotkey of the miner at the address that --miner names",
		},
		...walletOptions,
		...hotkeyOption,
		...chainOptions,
		task: {
			type: "string",
			placeholder: "name or folder",
			describe: "task whose model must have answered; the one that the subnet publishes if absent",
		},
		port: {
			type: "integer",
			minimum: 0,
			maximum: 65_535,
			default: 8099,
			describe: "port of 127.0.0.1 to listen on, 0 for any",
		},
		apiKey: {
			type: "list",
			placeholder: "keys",
			describe: `keys of which clients must send one; none needed if absent; ${apiKeyWarning}`,
		},
		...apiKeyFileOption,
		receipts: {
			type: "string",
			placeholder: "file",
			describe: "append each verified receipt to this file, one JSON document a line",
		},
		timeoutMs: {
			type: "integer",
			minimum: 100,
			default: 120_000,
			describe: "longest wait for an answer to begin, and between two of its pieces",
		},
	},
	examples: [
		"ganglion proxy --netuid 2 --wallet w --hotkey h",
		"ganglion proxy --netuid 2 --wallet w --hotkey h --miner 5F… --receipts receipts.jsonl",
		"ganglion proxy --miner http://203.0.113.7:8091 --miner-hotkey 5F… --task ocr --wallet w --hotkey h",
	],
	resultSchema: {
		type: "object",
		required: ["proxy", "hotkey", "model"],
		additionalProperties: false,
		properties: {
			proxy: { type: "string" },
			hotkey: { type: "string" },
			model: { type: ["string", "null"] },
		},
	},
	async run(options, context) {
		const logger = context.logger();
		const apiKeys = givenApiKeys(options);
		const keypair = await walletFrom(options, context).hotkey();
		let chain: ChainClient | undefined;
		let running: Awaited<ReturnType<typeof startProxy>> | undefined;
		try {
			const miners = await findMiners(options, async () => {
				chain = await connectChain({ endpoint: options.endpoint, signal: context.signal, keepTrying: true });
				return chain;
			});
			const { bundle } = miners;
			if (bundle === undefined)
				logger.warn("no task is named and none that ships is published: any model's answer is passed on");
			running = await startProxy(
				{
					port: options.port,
					apiKeys,
					timeoutMs: options.timeoutMs,
					modelSha256: bundle?.manifest.kind === "reference" ? bundle.manifest.model.sha256 : undefined,
					receiptsFile: options.receipts,
				},
				{ keypair, listMiners: miners.list, clock: systemClock, logger },
			);
			const model = bundle?.manifest.name ?? null;
			const ready = { proxy: running.origin, hotkey: keypair.address, model };
			if (context.json) context.stdout(`${toJson(ready)}\n`);
			logger.info(ready, "proxy ready");
			await untilAborted(context.signal);
		} finally {
			await running?.stop();
			await chain?.close();
		}
		return undefined;
	},
});

async function findMiners(
	options: {
		readonly netuid: number | undefined;
		readonly miner: string | undefined;
		readonly minerHotkey: string | undefined;
		readonly task: string | undefined;
		readonly endpoint: string;
	},
	connect: () => Promise<ChainClient>,
): Promise<Miners> {
	const { netuid, miner, minerHotkey, task } = options;
	if (miner !== undefined && /^https?:\/\//i.test(miner)) {
		if (minerHotkey === undefined || !URL.canParse(miner))
			throw new UsageError(
				"expected --miner with an address and --miner-hotkey with the hotkey that answers there",
				"write --miner http://203.0.113.7:8091 --miner-hotkey 5F…",
			);
		decodeAddress(minerHotkey);
		const named = { hotkey: minerHotkey, origin: new URL(miner).origin };
		const bundle = task === undefined ? undefined : await loadBundle(task);
		return { list: async () => [named], bundle };
	}
	if (netuid === undefined)
		throw new UsageError("expected miners to ask", "give --netuid, or --miner with an address");
	if (miner !== undefined) decodeAddress(miner);
	const chain = await connect();
	const choice = new Map(task === undefined ? [] : [[netuid, task] as const]);
	const bundle = await findTask(netuid, choice, chain).catch((error: unknown) => {
		if (error instanceof TaskNotFoundError) return undefined;
		throw error;
	});
	const allowLocal = isLoopbackEndpoint(options.endpoint);
	const list = async () =>
		subnetMiners((await chain.metagraph(netuid)).neurons, { hotkey: miner, allowLocal });
	return { list, bundle };
}
