import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { type Behaviour, type Miner, startMiner } from "../../miner/index.js";
import { loadBundle, systemClock } from "../../subnets/index.js";
import { defaultParameters, startValidator, type Validator } from "../../validator/index.js";
import { createMemoryChain, neuronAt } from "../unit/validator/memoryChain.js";

const logger = pino({ level: process.env.LOG_LEVEL ?? "silent" });
const NETUID = 2;
const TASK = "ocr";

/**
 * A copycat whose accomplice answers in its name: its answers are right, its commitments its own, its receipts true.
 * It shows only in that it waits whenever its accomplice is busy. (One that passes on another hotkey's commitments
 * fails its first audit: test/unit/miner/adversaries.test.ts.)
 */
describe("a copycat whose accomplice plans with it", () => {
	const stopping = new AbortController();
	const folder = mkdtempSync(join(tmpdir(), "ganglion-copycat-"));
	const own = keypairFromUri("//Validator");
	const kinds: readonly Behaviour[] = ["honest", "honest", "copycat"];
	const hotkeys = kinds.map((_, i) => keypairFromUri(`//Copy${i}`));
	const miners: Miner[] = [];
	let validator: Validator;

	beforeAll(async () => {
		const bundle = await loadBundle(TASK);
		const chain = createMemoryChain({ tempo: 1000 });
		chain.neurons = [neuronAt(0, own.address, undefined)];
		for (const [i, behaviour] of kinds.entries()) {
			const hotkey = hotkeys[i];
			const accomplice = hotkeys[0];
			if (hotkey === undefined || accomplice === undefined) throw new Error("no key");
			const miner = await startMiner(
				{
					netuid: NETUID,
					bundle,
					host: "127.0.0.1",
					port: 0,
					callers: "any",
					behaviour,
					...(behaviour === "copycat"
						? { accomplice: { url: miners[0]?.endpoint ?? "", hotkey: accomplice.address } }
						: { answersFor: hotkeys.map(({ address }) => address) }),
				},
				{ hotkey, clock: systemClock, logger, signal: stopping.signal },
			);
			miners.push(miner);
			chain.neurons = [...chain.neurons, neuronAt(i + 1, hotkey.address, miner.port)];
		}
		validator = await startValidator(
			{
				bundles: new Map([[NETUID, bundle]]),
				dataDir: folder,
				parameters: {
					...defaultParameters,
					roundMs: 200,
					urgentRoundMs: 20,
					allowLocalEndpoints: true,
				},
			},
			{ chain, keypair: own, logger, clock: systemClock, signal: stopping.signal },
		);
	}, 120_000);

	afterAll(async () => {
		await validator?.stop();
		stopping.abort();
		await Promise.all(miners.map((miner) => miner.stop()));
		rmSync(folder, { recursive: true, force: true });
	});

	it("is found by its waiting and earns nothing, the two honest miners keep their scores", async () => {
		const copycat = hotkeys[2]?.address;
		const until = Date.now() + 420_000;
		const named = () =>
			validator.records
				.verdicts({ netuid: NETUID, limit: 100, verdict: "fail" })
				.find(({ code }) => code === "SHARED_BACK_END");
		while (named() === undefined && Date.now() < until)
			await new Promise((resolve) => setTimeout(resolve, 200));
		expect(named()?.hotkey).toBe(copycat);
		expect(named()?.reason).toMatch(/^answers out of the queue of uid 1, which was registered first/);
		for (const { hotkey, score } of validator.records.scores(NETUID)) {
			if (hotkey === copycat) expect(score).toBe(0);
			else expect(score).toBeGreaterThan(0.3);
		}
	}, 450_000);
});
