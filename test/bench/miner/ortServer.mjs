/**
 * A miner as a process of its own: node ortServer.mjs BUNDLE FOLDER, where FOLDER keeps what a miner keeps on disk.
 *
 * Everything of `ganglion miner start` but the chain: signatures, receipts, withheld rows, the log. Rates are set so high that
 * one caller may send all of a benchmark, and requests may be minutes old, since they are signed before they are sent.
 * Prints one line of JSON when it listens: {"port", "pid", "engines"}.
 */
import { openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { keypairFromUri } from "../../../dist/chain/wallet/index.js";
import { createLogger } from "../../../dist/cli/createLogger.js";
import { groupLines } from "../../../dist/cli/groupLines.js";
import { startMiner } from "../../../dist/miner/index.js";
import { loadBundle, systemClock } from "../../../dist/subnets/index.js";

const [bundle, folder] = process.argv.slice(2);
const log = openSync(join(folder, "log"), "a");
const lines = groupLines((text) => writeSync(log, text));
process.on("exit", lines.flush);
const miner = await startMiner(
	{
		netuid: 1,
		bundle: await loadBundle(bundle),
		host: "127.0.0.1",
		port: 0,
		dataDir: folder,
		callers: "any",
		limits: {
			callerPerSecond: 1e6,
			callerBurst: 1e6,
			callerConcurrent: 256,
			queueLength: 256,
			nonceAgeMs: 600_000,
			nonceSkewMs: 600_000,
			strangerConnections: 256,
		},
	},
	{
		hotkey: keypairFromUri("//Bob"),
		clock: systemClock,
		logger: await createLogger({ level: "info", format: "json" }, lines),
		signal: new AbortController().signal,
	},
);
process.stdout.write(
	`${JSON.stringify({ port: miner.port, pid: process.pid, engines: miner.enginePids() })}\n`,
);
process.on("SIGTERM", () => void miner.stop().then(() => process.exit(0)));
