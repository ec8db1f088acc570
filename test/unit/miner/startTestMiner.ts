import { pino } from "pino";
import { type Miner, type MinerModules, type MinerOptions, startMiner } from "../../../miner/index.js";
import { systemClock, type TaskBundle } from "../../../subnets/index.js";
import { minerKey } from "./ask.js";

/** A miner of a bundle for tests: loopback, any free port, no chain, everybody may ask. */
export function startTestMiner(
	bundle: TaskBundle,
	options: Partial<MinerOptions> = {},
	modules: Partial<MinerModules> = {},
): Promise<Miner> {
	return startMiner(
		{ netuid: 1, bundle, host: "127.0.0.1", port: 0, callers: "any", ...options },
		{
			hotkey: minerKey,
			clock: systemClock,
			logger: pino({ level: process.env.TEST_LOG ?? "silent" }, pino.destination(2)),
			signal: new AbortController().signal,
			...modules,
		},
	);
}
