import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { type Behaviour, startMiner } from "../../miner/index.js";
import { loadBundle, systemClock } from "../../subnets/index.js";
import { defaultParameters, startValidator } from "../../validator/index.js";
import { createMemoryChain, neuronAt } from "../unit/validator/memoryChain.js";

const logger = pino({ level: "silent" });
const NETUID = 2;
const behaviours: readonly Behaviour[] = ["honest", "quantised", "constant", "garbage"];
const hotkeys = behaviours.map((_, i) => keypairFromUri(`//Permuted${i}`));
const own = keypairFromUri("//Validator");

/** Runs four miners, whose hotkeys and uids are always the same, and says who was paid and who was caught. */
async function judge(order: readonly Behaviour[]): Promise<{ paid: number[]; caught: number[] }> {
	const stopping = new AbortController();
	const folder = mkdtempSync(join(tmpdir(), "ganglion-permutation-"));
	const bundle = await loadBundle("text-generation");
	const chain = createMemoryChain({ tempo: 1000 });
	const miners = await Promise.all(
		order.map((behaviour, i) =>
			startMiner(
				{ netuid: NETUID, bundle, host: "127.0.0.1", port: 0, callers: "any", behaviour },
				{ hotkey: hotkeys[i] ?? own, clock: systemClock, logger, signal: stopping.signal },
			),
		),
	);
	chain.neurons = [
		neuronAt(0, own.address, undefined),
		...miners.map(({ port }, i) => neuronAt(i + 1, hotkeys[i]?.address ?? "", port)),
	];
	const validator = await startValidator(
		{
			bundles: new Map([[NETUID, bundle]]),
			dataDir: folder,
			parameters: { ...defaultParameters, roundMs: 200, urgentRoundMs: 20, allowLocalEndpoints: true },
		},
		{ chain, keypair: own, logger, clock: systemClock, signal: stopping.signal },
	);
	try {
		const until = Date.now() + 60_000;
		const finished = () =>
			validator.records.rounds(NETUID, 100).filter(({ finishedMs }) => finishedMs !== undefined).length;
		const index = (hotkey: string): number => hotkeys.findIndex(({ address }) => address === hotkey);
		const result = () => ({
			paid: validator.records
				.scores(NETUID)
				.filter(({ score }) => score > 0)
				.map(({ hotkey }) => index(hotkey))
				.toSorted(),
			caught: [
				...new Set(
					validator.records
						.verdicts({ netuid: NETUID, verdict: "fail", limit: 500 })
						.map(({ hotkey }) => index(hotkey)),
				),
			].toSorted(),
		});
		// On a busy machine an answer may come too late to be judged: each miner has been judged before this ends.
		const everyone = () => result().paid.length + result().caught.length >= order.length;
		while ((finished() < 4 || !everyone()) && Date.now() < until)
			await new Promise((resolve) => setTimeout(resolve, 50));
		return result();
	} finally {
		await validator.stop();
		stopping.abort();
		await Promise.all(miners.map((miner) => miner.stop()));
		rmSync(folder, { recursive: true, force: true });
	}
}

describe("verdicts", () => {
	it.each([0, 1])(
		"follow the behaviour, not the hotkey or the uid: rotated by %i",
		async (turn) => {
			const order = behaviours.map((_, i) => behaviours[(i + turn) % behaviours.length] ?? "honest");
			const honest = order.indexOf("honest");
			expect(await judge(order)).toEqual({
				paid: [honest],
				caught: order.map((_, i) => i).filter((i) => i !== honest),
			});
		},
		90_000,
	);
});
