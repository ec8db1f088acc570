/**
 * A Ganglion miner of the echo task, as a process of its own: node echoServer.mjs FOLDER server|engine
 *
 * `server`: the miner's whole server (serveFrom) with the answer made in the server's own process, as Axon's
 * `forward` runs in Axon's. `engine`: `startMiner`, with the answer made in an inference process, as a real miner does.
 * FOLDER keeps what a miner keeps on disk: nonces, and its log, one line a request. Rates are set so high that one caller
 * may send all of a benchmark, and requests may be a minute old, since they are signed before they are sent.
 *
 * Prints one line of JSON when it listens: {"port", "pid"}.
 */
import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { keypairFromUri } from "../../../dist/chain/wallet/index.js";
import { createLogger } from "../../../dist/cli/createLogger.js";
import { groupLines } from "../../../dist/cli/groupLines.js";
import { createMinerMetrics } from "../../../dist/miner/createMinerMetrics.js";
import { createServedTasks } from "../../../dist/miner/createServedTasks.js";
import { defaultMinerLimits } from "../../../dist/miner/minerLimits.js";
import { openMinerState } from "../../../dist/miner/openMinerState.js";
import { openFront } from "../../../dist/miner/server/openFront.js";
import { serveFrom } from "../../../dist/miner/serveTask.js";
import { startMiner } from "../../../dist/miner/startMiner.js";
import { loadBundle, systemClock } from "../../../dist/subnets/index.js";

const [folder, kind] = process.argv.slice(2);
const bundle = await loadBundle(fileURLToPath(new URL("../fixtures/echo", import.meta.url)));
const limits = {
	callerPerSecond: 1e6,
	callerBurst: 1e6,
	callerConcurrent: 256,
	queueLength: 256,
	nonceAgeMs: 120_000,
	nonceSkewMs: 120_000,
	strangerConnections: 256,
};
const options = {
	netuid: 1,
	bundle,
	host: "127.0.0.1",
	port: 0,
	dataDir: folder,
	callers: kind === "engine" ? "any" : "permit",
	allow: [keypairFromUri("//Alice").address],
	limits,
};
const log = openSync(join(folder, "log"), "a");
const lines = groupLines((text) => writeSync(log, text));
process.on("exit", lines.flush);
const modules = {
	hotkey: keypairFromUri("//Bob"),
	clock: systemClock,
	logger: await createLogger({ level: "info", format: "json" }, lines),
	signal: new AbortController().signal,
};

async function listen() {
	if (kind === "engine") return (await startMiner(options, modules)).port;
	const engine = {
		provider: { provider: "cpu" },
		counts: () => ({ ready: 1, running: 0, waiting: 0, restarts: 0 }),
		pids: () => [],
		servers: () => [],
		hasRoom: () => true,
		answer: async (request) => ({ ok: true, answer: await bundle.task.answer(undefined, request) }),
	};
	const all = { ...defaultMinerLimits, ...limits };
	const state = openMinerState(options, all, { ...modules, view: undefined });
	const front = openFront({ limits: all, trustedProxies: [] }, state);
	const tasks = createServedTasks({ front, logger: modules.logger });
	const metrics = createMinerMetrics({
		tasks,
		connections: front.connections,
		rowBytes: () => state.rowStore.bytes,
		replayEntries: () => state.replayStore.size,
		view: undefined,
		isTaskCurrent: undefined,
		isEndpointCurrent: undefined,
	});
	const { connections } = front;
	tasks.serve(
		await serveFrom(engine, options, all, {
			...modules,
			state,
			connections,
			metrics,
			view: undefined,
			earlierNames: [],
		}),
	);
	return front.listen(options.host, options.port);
}

const port = await listen();
process.stdout.write(`${JSON.stringify({ port, pid: process.pid })}\n`);
