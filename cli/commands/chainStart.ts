import { type Host, startHost } from "../../chain/host/index.js";
import { expandHome } from "../../chain/wallet/index.js";
import { DEFAULT_CHAIN_DATA } from "../chainSnapshot.js";
import { defineCommand } from "../command.js";
import { UsageError } from "../errors.js";
import { readGenesisPatch } from "../genesisPatch.js";
import { toJson } from "../toJson.js";
import { untilAborted } from "../untilAborted.js";
import { laterArtifact } from "../upgradeChain.js";

/** `ganglion chain start`: the embedded chain alone, until it is stopped. */
export const chainStart = defineCommand({
	path: "chain start",
	summary: "Run the embedded chain alone",
	description:
		"Runs the chain of one machine: development genesis with //Alice rich and sudo, JSON-RPC for wallets, SDKs and curl on one port. It goes on from the same block when started again.",
	options: {
		data: {
			type: "string",
			placeholder: "folder",
			default: DEFAULT_CHAIN_DATA,
			describe: "where blocks and state are kept",
		},
		tmp: { type: "boolean", describe: "keep nothing: a temporary folder, removed at the end" },
		host: { type: "string", placeholder: "address", default: "127.0.0.1", describe: "address to listen on" },
		port: {
			type: "integer",
			minimum: 0,
			maximum: 65_535,
			default: 9944,
			describe: "port to listen on, 0 for any",
		},
		blockMs: {
			type: "integer",
			minimum: 50,
			maximum: 3_600_000,
			placeholder: "ms",
			describe: "time between blocks, fixed at genesis; 1000 for a new chain if absent",
		},
		seal: {
			type: "string",
			choices: ["interval", "instant", "manual"],
			default: "interval",
			describe: "when blocks are made: by the clock, on each transaction, or by dev_newBlock only",
		},
		preset: {
			type: "string",
			placeholder: "name",
			default: "development",
			describe: "genesis preset of a new chain",
		},
		genesis: {
			type: "string",
			placeholder: "file",
			describe: "JSON merged over the preset (RFC 7396), for a new chain",
		},
		artifact: {
			type: "string",
			placeholder: "file",
			describe: "runtime of a new chain; the package's own if absent",
		},
		pruning: {
			type: "integer",
			minimum: 1,
			placeholder: "blocks",
			describe: "blocks behind the best one whose state is kept; 250000 if absent",
		},
		archive: { type: "boolean", describe: "keep the state of every block from now on" },
	},
	examples: [
		"ganglion chain start",
		"ganglion chain start --tmp --seal instant",
		"ganglion chain start --data ./chain --port 9945 --block-ms 500",
	],
	resultSchema: {
		type: "object",
		required: ["endpoint", "genesisHash", "block", "dataDir"],
		properties: {
			endpoint: { type: "string" },
			genesisHash: { type: "string" },
			block: { type: "integer" },
			dataDir: { type: ["string", "null"] },
			slotDurationMs: { type: "integer" },
		},
		additionalProperties: false,
	},
	async run(options, context) {
		if (options.archive && options.pruning !== undefined)
			throw new UsageError("--archive and --pruning exclude each other", "give one of them");
		const logger = context.logger();
		const host = await startHost({
			dataDir: options.tmp ? undefined : expandHome(options.data),
			host: options.host,
			port: options.port,
			seal: options.seal,
			preset: options.preset,
			blockMs: options.blockMs,
			...(options.genesis === undefined ? {} : { genesisPatch: readGenesisPatch(options.genesis) }),
			...(options.artifact === undefined ? {} : { artifact: options.artifact }),
			...(options.pruning === undefined ? {} : { keepStates: options.pruning }),
			...(options.archive ? { keepStates: Number.POSITIVE_INFINITY } : {}),
			logger,
			signal: context.signal,
		});
		const facts = describeHost(host, options.tmp);
		// The one document of --json is printed when the chain is up, since this command ends only by a signal.
		if (context.json) context.stdout(`${toJson(facts)}\n`);
		else context.stderr(renderHost(facts));
		const later = laterArtifact(host.runtime);
		if (later !== undefined)
			logger.warn(
				{ chain: host.runtime.specVersion, package: later.specVersion },
				"the chain runs an older runtime than this package carries: ganglion chain upgrade moves it",
			);
		await untilAborted(context.signal);
		await host.stop();
		return undefined;
	},
});

type HostFacts = ReturnType<typeof describeHost>;

function describeHost(host: Host, temporary: boolean) {
	return {
		endpoint: host.endpoint,
		genesisHash: host.genesisHash,
		block: host.head().number,
		dataDir: temporary ? null : host.dataDir,
		slotDurationMs: host.slotDurationMs,
	};
}

function renderHost(facts: HostFacts): string {
	const lines = [
		`chain at ${facts.endpoint} (HTTP too), block ${facts.block}, a block every ${facts.slotDurationMs} ms`,
		`genesis ${facts.genesisHash}`,
		`data ${facts.dataDir ?? "temporary, removed at the end"}`,
		"Ctrl-C ends it",
	];
	return `${lines.join("\n")}\n`;
}
