import { pino } from "pino";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import { systemClock, type TaskBundle } from "../../../subnets/index.js";
import { startProxy } from "../../../validator/index.js";
import { validatorKey } from "./ask.js";
import { startTestMiner } from "./startTestMiner.js";

const backKey = keypairFromUri("//Back");

/** A miner that others ask without signatures, through a proxy. */
export async function behindProxy(bundle: TaskBundle): Promise<{ origin: string; miner: Miner }> {
	const miner = await startTestMiner(bundle, {}, { hotkey: backKey });
	const proxy = await startProxy(
		{ port: 0, apiKeys: [], timeoutMs: 20_000, modelSha256: undefined, receiptsFile: undefined },
		{
			keypair: validatorKey,
			listMiners: async () => [{ origin: miner.endpoint, hotkey: backKey.address }],
			clock: systemClock,
			logger: pino({ level: "silent" }),
		},
	);
	return {
		origin: proxy.origin,
		miner: {
			...miner,
			stop: async () => {
				await proxy.stop();
				await miner.stop();
			},
		},
	};
}
