import { join } from "node:path";
import { connectChain } from "../../chain/client/index.js";
import { expandHome } from "../../chain/wallet/index.js";
import { checkNames, examineMiner, type Finding } from "../../miner/index.js";
import { systemClock } from "../../subnets/index.js";
import { type CommandContext, defineCommand } from "../command.js";
import { exitCodes } from "../exitCodes.js";
import { minerEngineOptions, minerPlaceOptions } from "../minerOptions.js";
import { openMinerBundle } from "../openMinerBundle.js";
import { readUpstream, upstreamOptions } from "../upstreamOptions.js";
import { walletFrom } from "../walletOptions.js";

/** `ganglion miner doctor`: looks at all that a miner needs. */
export const minerDoctor = defineCommand({
	path: "miner doctor",
	summary: "Look at everything a miner needs, and say what is wrong and what to do",
	description:
		"Takes the options of `miner start`, looks at key, chain, clock, registration, balance, task, model, engine, disk, port, endpoint and the way in from outside, and says what it finds, a line each. Changes nothing; may run beside the miner. Fails where a check is bad.",
	options: {
		...minerPlaceOptions,
		...upstreamOptions,
		...minerEngineOptions,
	},
	examples: [
		"ganglion miner doctor --netuid 1 --task ocr --wallet w --hotkey h",
		"ganglion miner doctor --netuid 1 --task ocr --host 0.0.0.0 --external-ip 203.0.113.7 --json",
	],
	resultSchema: {
		type: "object",
		required: ["healthy", "findings"],
		additionalProperties: false,
		properties: {
			healthy: { type: "boolean" },
			findings: {
				type: "array",
				items: {
					type: "object",
					required: ["check", "state", "found"],
					additionalProperties: false,
					properties: {
						check: { enum: [...checkNames] },
						state: { enum: ["good", "warning", "bad", "unknown"] },
						found: { type: "string" },
						remedy: { type: "string" },
					},
				},
			},
		},
	},
	async run(options, context) {
		const readKeys = async () => {
			const opened = walletFrom(options, context);
			return { hotkey: (await opened.hotkey()).address, coldkey: opened.coldkeyAddress() };
		};
		const keys = await readKeys().catch(asError);
		const bundle = await openMinerBundle(options).catch(asError);
		let close: (() => Promise<void>) | undefined;
		const findings: Finding[] = [];
		try {
			const examined = examineMiner(
				{
					netuid: options.netuid,
					keys,
					bundle,
					host: options.host,
					port: options.port,
					externalIp: options.externalIp,
					externalPort: options.externalPort,
					addressServices: options.addressServices,
					dataDir: join(expandHome(options.data), `subnet-${options.netuid}`),
					provider: options.executionProvider,
					upstream: bundle instanceof Error ? undefined : readUpstream(options, bundle.manifest.name),
					limits: { engines: options.engines, threads: options.threads, memoryMiB: options.memory },
				},
				{
					connect: async () => {
						const chain = await connectChain({ endpoint: options.endpoint, signal: context.signal });
						close = () => chain.close();
						return chain;
					},
					clock: systemClock,
					logger: context.logger().child({}, { level: "error" }),
					signal: context.signal,
				},
			);
			for await (const finding of examined) {
				findings.push(finding);
				if (!context.json) context.stdout(`${renderFinding(finding, context)}\n`);
			}
		} finally {
			await close?.();
		}
		return { healthy: findings.every(({ state }) => state !== "bad"), findings };
	},
	render: ({ findings }) => {
		const count = (state: Finding["state"]) => findings.filter((one) => one.state === state).length;
		return `${count("good")} good, ${count("warning")} to know of, ${count("bad")} bad, ${count("unknown")} not looked at`;
	},
	exitCode: ({ healthy }) => (healthy ? exitCodes.ok : exitCodes.failed),
});

const MARKS: Readonly<Record<Finding["state"], readonly [mark: string, color: number]>> = {
	good: ["ok  ", 32],
	warning: ["note", 33],
	bad: ["BAD ", 31],
	unknown: ["?   ", 90],
};
const NAME_WIDTH = Math.max(...checkNames.map((name) => name.length));

function renderFinding({ check, state, found, remedy }: Finding, { color }: CommandContext): string {
	const [mark, code] = MARKS[state];
	const shown = color ? `\u001b[${code}m${mark}\u001b[0m` : mark;
	const line = `${shown} ${check.padEnd(NAME_WIDTH)}  ${found}`;
	return remedy === undefined ? line : `${line}\n${" ".repeat(NAME_WIDTH + 7)}${remedy}`;
}

function asError(error: unknown): Error {
	return error instanceof Error ? error : new Error(String(error));
}
