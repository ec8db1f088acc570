// A miner as a process of its own, from the compiled package: `node serveMiner.mjs '<json>'`. Prints one JSON line when
// it is ready, writes its log to stderr, reloads on SIGHUP and ends on SIGTERM. The metagraph is the one that it is given.
import { realpath } from "node:fs/promises";
import { pino } from "pino";
import { keypairFromUri } from "../../dist/chain/wallet/index.js";
import { startMiner } from "../../dist/miner/index.js";
import { loadBundle, systemClock } from "../../dist/subnets/index.js";

const options = JSON.parse(process.argv[2] ?? "{}");
const hotkey = keypairFromUri(options.key ?? "//Miner");
const openTask = async () => ({ bundle: await loadBundle(await realpath(options.bundle)) });
const { bundle } = await openTask();
const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort());

const own = { uid: 0, hotkey: hotkey.address, stakeRao: 0n, validatorPermit: false };
const others = (options.neurons ?? []).map(({ uri, stakeRao, validatorPermit }, index) => ({
	uid: index + 1,
	hotkey: keypairFromUri(uri).address,
	stakeRao: BigInt(stakeRao),
	validatorPermit,
}));
const chain = {
	metagraph: async () => ({ block: 1, neurons: [own, ...others] }),
	publishedTask: async () => (options.publishes === false ? undefined : { hash: bundle.hash }),
	submit: async () => ({ height: 1 }),
};

const miner = await startMiner(
	{
		netuid: 1,
		bundle,
		host: options.host ?? "127.0.0.1",
		port: options.port ?? 0,
		externalIp: "127.0.0.1",
		callers: options.callers ?? "permit",
		limits: options.limits,
		dataDir: options.dataDir,
	},
	{
		hotkey,
		chain,
		openTask,
		clock: systemClock,
		logger: pino({ level: options.logLevel ?? "info" }, pino.destination({ dest: 2, sync: true })),
		signal: stopping.signal,
	},
);
process.on("SIGHUP", () => void miner.reload());
process.stdout.write(`${JSON.stringify({ endpoint: miner.endpoint, port: miner.port })}\n`);
