import { join } from "node:path";
import { connectChain } from "../../chain/client/index.js";
import { decodeAddress, expandHome } from "../../chain/wallet/index.js";
import { behaviours, chooseBehaviour, dialects, type Miner, startMiner } from "../../miner/index.js";
import { systemClock } from "../../subnets/index.js";
import { defineCommand } from "../command.js";
import { minerEngineOptions, minerPlaceOptions } from "../minerOptions.js";
import { openMinerBundle } from "../openMinerBundle.js";
import { packageVersion } from "../packageVersion.js";
import { toJson } from "../toJson.js";
import { untilAborted } from "../untilAborted.js";
import { readUpstream, upstreamOptions } from "../upstreamOptions.js";
import { walletFrom } from "../walletOptions.js";

/** How long a caller must have been silent to send so much at once, seconds of its rate. */
const CALLER_BURST_S = 2;

/** `ganglion miner start`: serves one subnet's task until it is stopped. */
export const minerStart = defineCommand({
	path: "miner start",
	summary: "Serve a subnet's task",
	description:
		"Loads the task's model in a process of its own, listens, publishes the endpoint on the chain and answers signed requests until Ctrl-C. SIGHUP makes it read the task anew and serve that from then on, without losing a request.",
	options: {
		...minerPlaceOptions,
		register: {
			type: "boolean",
			describe: "register the hotkey by burn where it has no uid (needs the coldkey)",
		},
		callers: {
			type: "string",
			choices: ["permit", "registered"],
			default: "permit",
			describe: "who may ask: validators with a permit, or any registered hotkey (development)",
		},
		minStake: { type: "rao", describe: "stake that lets a registered hotkey ask without a permit" },
		allow: { type: "list", placeholder: "hotkeys", describe: "hotkeys (SS58) that may ask in any case" },
		callerRate: {
			type: "integer",
			minimum: 1,
			maximum: 100_000,
			default: 20,
			describe: "requests a second that one caller may sustain, twice as many at once after a pause",
		},
		callerConcurrent: {
			type: "integer",
			minimum: 1,
			maximum: 10_000,
			default: 16,
			describe: "requests of one caller that may wait or be in work at the same time",
		},
		dialects: {
			type: "list",
			choices: dialects,
			default: ["btauth"],
			placeholder: "names",
			describe: "how callers may sign beside btauth: axon for Bittensor's axon headers (docs/dialects.md)",
		},
		...upstreamOptions,
		...minerEngineOptions,
		batch: {
			type: "integer",
			minimum: 1,
			maximum: 256,
			default: 8,
			describe: "most requests that share a run of the model",
		},
		batchMs: {
			type: "integer",
			minimum: 1,
			maximum: 10_000,
			default: 50,
			describe: "longest time that a shared run may take, by what earlier ones took",
		},
		queue: { type: "integer", minimum: 1, maximum: 10_000, default: 32, describe: "requests that may wait" },
		refreshMs: {
			type: "integer",
			minimum: 100,
			default: 6000,
			describe: "pause between two readings of the metagraph",
		},
		trustedProxies: {
			type: "list",
			placeholder: "addresses",
			describe: "reverse proxies in front, whose X-Forwarded-For tells the caller's address",
		},
		publicMetrics: { type: "boolean", describe: "let other machines read /metrics" },
		behaviour: {
			type: "string",
			choices: behaviours,
			default: "honest",
			env: false,
			describe: "honest, or a cheat for study (needs --i-know-this-cheats)",
		},
		iKnowThisCheats: { type: "boolean", env: false, describe: "start the cheat that --behaviour names" },
		accompliceUrl: {
			type: "string",
			placeholder: "url",
			hidden: true,
			describe: "who answers for a copycat",
		},
		accompliceHotkey: {
			type: "string",
			placeholder: "address",
			hidden: true,
			describe: "hotkey of the accomplice",
		},
		slowMs: { type: "integer", minimum: 0, hidden: true, describe: "how late a slow miner answers" },
	},
	examples: [
		"ganglion miner start --netuid 1 --task ocr --wallet w --hotkey h",
		"ganglion miner start --netuid 3 --task chat --model HuggingFaceTB/SmolLM2-135M-Instruct",
		"ganglion miner start --netuid 2 --task ./my-task --host 0.0.0.0 --external-ip 203.0.113.7",
	],
	resultSchema: {
		type: "object",
		required: ["endpoint", "netuid", "hotkey", "task", "taskHash"],
		additionalProperties: false,
		properties: {
			endpoint: { type: "string" },
			netuid: { type: "integer" },
			hotkey: { type: "string" },
			task: { type: "string" },
			taskHash: { type: "string" },
		},
	},
	async run(options, context) {
		for (const hotkey of options.allow ?? []) decodeAddress(hotkey);
		const behaviour = chooseBehaviour(options.behaviour, options.iKnowThisCheats);
		const logger = context.logger();
		const openTask = async () => {
			const bundle = await openMinerBundle(options);
			return { bundle, upstream: readUpstream(options, bundle.manifest.name) };
		};
		let miner: Miner | undefined;
		let isReloadDue = false;
		context.onHangUp(() => {
			if (miner === undefined) isReloadDue = true;
			else void miner.reload();
		});
		const task = await openTask();
		const wallet = walletFrom(options, context);
		const hotkey = await wallet.hotkey();
		const coldkey = options.register ? await wallet.coldkey() : undefined;
		const chain = await connectChain({
			endpoint: options.endpoint,
			signal: context.signal,
			keepTrying: true,
		});
		try {
			miner = await startMiner(
				{
					netuid: options.netuid,
					...task,
					host: options.host,
					port: options.port,
					externalIp: options.externalIp,
					addressServices: options.addressServices,
					externalPort: options.externalPort,
					dataDir: join(expandHome(options.data), `subnet-${options.netuid}`),
					callers: options.callers,
					minStakeRao: options.minStake,
					allow: options.allow,
					trustedProxies: options.trustedProxies,
					dialects: dialects.filter((dialect) => options.dialects.includes(dialect)),
					publicMetrics: options.publicMetrics,
					behaviour,
					provider: options.executionProvider,
					accomplice:
						options.accompliceUrl === undefined || options.accompliceHotkey === undefined
							? undefined
							: { url: options.accompliceUrl, hotkey: options.accompliceHotkey },
					slowMs: options.slowMs,
					serverVersion: packageVersion(),
					limits: {
						engines: options.engines,
						threads: options.threads,
						batchLength: options.batch,
						batchMs: options.batchMs,
						memoryMiB: options.memory,
						queueLength: options.queue,
						callerPerSecond: options.callerRate,
						callerBurst: CALLER_BURST_S * options.callerRate,
						callerConcurrent: options.callerConcurrent,
						refreshMs: options.refreshMs,
					},
				},
				{ hotkey, coldkey, chain, openTask, clock: systemClock, logger, signal: context.signal },
			);
			if (isReloadDue) void miner.reload();
			const ready = {
				endpoint: miner.endpoint,
				netuid: options.netuid,
				hotkey: hotkey.address,
				task: task.bundle.manifest.name,
				taskHash: task.bundle.hash,
			};
			if (context.json) context.stdout(`${toJson(ready)}\n`);
			await untilAborted(context.signal);
		} finally {
			await miner?.stop();
			await chain.close();
		}
		return undefined;
	},
});
