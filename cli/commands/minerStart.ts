import { join } from "node:path";
import { connectChain } from "../../chain/client/index.js";
import { expandHome } from "../../chain/wallet/index.js";
import {
	behaviours,
	chooseBehaviour,
	dialects,
	type Miner,
	providerChoices,
	startMiner,
	type UpstreamKind,
	type UpstreamOptions,
	upstreamKinds,
} from "../../miner/index.js";
import {
	initModelTask,
	loadBundle,
	manifestHash,
	systemClock,
	type TaskBundle,
	type TaskManifest,
} from "../../subnets/index.js";
import { givenApiKeys } from "../apiKeyOptions.js";
import { chainOptions } from "../chainOptions.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { modelsOption, useModelsFolder } from "../modelOptions.js";
import { toJson } from "../toJson.js";
import { hotkeyOption, walletFrom, walletOptions } from "../walletOptions.js";

/** `ganglion miner start`: serves one subnet's task until it is stopped. */
export const minerStart = defineCommand({
	path: "miner start",
	summary: "Serve a subnet's task",
	description:
		"Loads the task's model in a process of its own, listens, publishes the endpoint on the chain and answers signed requests until Ctrl-C.",
	options: {
		netuid: { type: "integer", minimum: 0, maximum: 65_535, required: true, describe: "subnet to serve" },
		task: {
			type: "string",
			required: true,
			placeholder: "name or folder",
			describe: "task to serve: ocr, text-generation, chat or embedding (with --model), or a bundle's folder",
		},
		model: {
			type: "string",
			placeholder: "owner/name",
			describe: "model that the task is to serve, as `ganglion model list` names it",
		},
		...modelsOption,
		...walletOptions,
		...hotkeyOption,
		...chainOptions,
		host: { type: "string", placeholder: "address", default: "127.0.0.1", describe: "address to listen on" },
		port: {
			type: "integer",
			minimum: 0,
			maximum: 65_535,
			default: 8091,
			describe: "port to listen on, 0 for any",
		},
		externalIp: {
			type: "string",
			placeholder: "address",
			describe: "address published on the chain; --host if absent",
		},
		externalPort: {
			type: "integer",
			minimum: 1,
			maximum: 65_535,
			describe: "port published; the one bound if absent",
		},
		data: {
			type: "string",
			placeholder: "folder",
			default: "~/.ganglion/miners",
			describe: "where used nonces and withheld rows are kept over a restart",
		},
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
		dialects: {
			type: "list",
			choices: dialects,
			default: ["btauth"],
			placeholder: "names",
			describe: "how callers may sign beside btauth: axon for Bittensor's axon headers (docs/dialects.md)",
		},
		upstream: {
			type: "list",
			placeholder: "urls",
			describe: "servers that run the model in place of this machine (docs/dialects.md)",
		},
		upstreamKind: {
			type: "string",
			choices: upstreamKinds,
			default: "oip",
			describe: "what they speak: Open Inference Protocol, or OpenAI's API",
		},
		upstreamModel: {
			type: "string",
			placeholder: "name",
			describe: "name under which they serve the model; the task's if absent",
		},
		upstreamConcurrency: {
			type: "integer",
			minimum: 1,
			maximum: 1024,
			default: 8,
			describe: "requests under way at one of them at the same time",
		},
		upstreamKeyFile: {
			type: "string",
			placeholder: "file",
			describe: "file with the key that they ask for (Authorization: Bearer)",
		},
		engines: {
			type: "integer",
			minimum: 1,
			maximum: 64,
			default: 1,
			describe: "inference processes side by side",
		},
		threads: { type: "integer", minimum: 1, maximum: 256, default: 1, describe: "threads of one inference" },
		executionProvider: {
			type: "string",
			choices: providerChoices,
			default: "auto",
			describe:
				"what the model runs on; auto: a GPU whose answers pass an audit and come sooner, else the CPU; one that fails falls back to the CPU",
		},
		memory: {
			type: "integer",
			minimum: 64,
			placeholder: "MiB",
			describe: "most memory of an inference process; the manifest's limit if absent",
		},
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
		const behaviour = chooseBehaviour(options.behaviour, options.iKnowThisCheats);
		const logger = context.logger();
		const bundle = await openBundle(options);
		const wallet = walletFrom(options, context);
		const hotkey = await wallet.hotkey();
		const coldkey = options.register ? await wallet.coldkey() : undefined;
		const chain = await connectChain({
			endpoint: options.endpoint,
			signal: context.signal,
			keepTrying: true,
		});
		let miner: Miner | undefined;
		try {
			miner = await startMiner(
				{
					netuid: options.netuid,
					bundle,
					host: options.host,
					port: options.port,
					externalIp: options.externalIp,
					externalPort: options.externalPort,
					dataDir: join(expandHome(options.data), `subnet-${options.netuid}`),
					callers: options.callers,
					minStakeRao: options.minStake,
					allow: options.allow,
					trustedProxies: options.trustedProxies,
					upstream: readUpstream(options, bundle.manifest.name),
					dialects: dialects.filter((dialect) => options.dialects.includes(dialect)),
					publicMetrics: options.publicMetrics,
					behaviour,
					provider: options.executionProvider,
					accomplice:
						options.accompliceUrl === undefined || options.accompliceHotkey === undefined
							? undefined
							: { url: options.accompliceUrl, hotkey: options.accompliceHotkey },
					slowMs: options.slowMs,
					limits: {
						engines: options.engines,
						threads: options.threads,
						batchLength: options.batch,
						batchMs: options.batchMs,
						memoryMiB: options.memory,
						queueLength: options.queue,
						refreshMs: options.refreshMs,
					},
				},
				{ hotkey, coldkey, chain, clock: systemClock, logger, signal: context.signal },
			);
			const ready = {
				endpoint: miner.endpoint,
				netuid: options.netuid,
				hotkey: hotkey.address,
				task: bundle.manifest.name,
				taskHash: bundle.hash,
			};
			if (context.json) context.stdout(`${toJson(ready)}\n`);
			await aborted(context.signal);
		} finally {
			await miner?.stop();
			await chain.close();
		}
		return undefined;
	},
});

/** The task's bundle; for a task that serves a model of one's choice, made of the model's files first. */
async function openBundle(options: {
	readonly task: string;
	readonly model: string | undefined;
	readonly models: string;
	readonly data: string;
}): Promise<TaskBundle> {
	const models = useModelsFolder(options.models);
	if (options.model === undefined) return loadBundle(options.task);
	const folder = ({ name, ...rest }: TaskManifest) =>
		join(expandHome(options.data), "tasks", `${name}-${manifestHash({ name, ...rest }).slice(0, 12)}`);
	const made = await initModelTask({ folder, task: options.task, model: options.model, models });
	return loadBundle(made.folder);
}

function readUpstream(
	options: {
		readonly upstream: readonly string[] | undefined;
		readonly upstreamKind: UpstreamKind;
		readonly upstreamModel: string | undefined;
		readonly upstreamConcurrency: number;
		readonly upstreamKeyFile: string | undefined;
	},
	taskName: string,
): UpstreamOptions | undefined {
	const { upstream = [], upstreamKind: kind, upstreamConcurrency: concurrency, upstreamKeyFile } = options;
	if (upstream.length === 0) return undefined;
	const servers = upstream.map((text) => {
		if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
			throw new UsageError(
				`--upstream: expected an http:// or https:// address, got "${text}"`,
				"write it like http://10.0.0.5:8000",
			);
		return new URL(text).origin;
	});
	const apiKey =
		upstreamKeyFile === undefined
			? undefined
			: givenApiKeys({ apiKey: undefined, apiKeyFile: upstreamKeyFile })[0];
	return { kind, servers, model: options.upstreamModel ?? taskName, concurrency, apiKey };
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
