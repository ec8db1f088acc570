import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Keypair, keypairFromUri, verifySignature } from "../../chain/wallet/index.js";
import { type Behaviour, type Miner, startMiner } from "../../miner/index.js";
import { loadBundle, systemClock, type TaskBundle } from "../../subnets/index.js";
import {
	defaultParameters,
	exportVerdict,
	startReexecution,
	startValidator,
	type Validator,
	verifyEvidence,
} from "../../validator/index.js";
import { createMemoryChain, type MemoryChain, neuronAt } from "../unit/validator/memoryChain.js";

const logger = pino({ level: process.env.LOG_LEVEL ?? "silent" });
const NETUID = 1;
const parameters = {
	...defaultParameters,
	roundMs: 400,
	urgentRoundMs: 50,
	headMs: 100,
	auditRate: 0.5,
	allowLocalEndpoints: true,
};
const behaviours: readonly Behaviour[] = [
	"honest",
	"honest",
	"quantised",
	"constant",
	"garbage",
	"offline",
	"slow",
];

describe("a validator among real miners", () => {
	const stopping = new AbortController();
	const folder = mkdtempSync(join(tmpdir(), "ganglion-validator-"));
	const own: Keypair = keypairFromUri("//Validator");
	let bundle: TaskBundle;
	let chain: MemoryChain;
	let validator: Validator;
	const miners: Miner[] = [];

	beforeAll(async () => {
		bundle = await loadBundle("ocr");
		chain = createMemoryChain({ tempo: 1000 });
		chain.neurons = [neuronAt(0, own.address, undefined)];
		for (const [i, behaviour] of behaviours.entries()) {
			const hotkey = keypairFromUri(`//Miner${i}`);
			const miner = await startMiner(
				{ netuid: NETUID, bundle, host: "127.0.0.1", port: 0, callers: "any", behaviour, slowMs: 6_000 },
				{ hotkey, clock: systemClock, logger, signal: stopping.signal },
			);
			miners.push(miner);
			chain.neurons = [...chain.neurons, neuronAt(i + 1, hotkey.address, miner.port)];
		}
		validator = await startValidator(
			{
				bundles: new Map([[NETUID, bundle]]),
				dataDir: folder,
				parameters,
				gateway: { port: 0, apiKeys: ["key"] },
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

	it("pays the honest and names every cheat", async () => {
		const wanted = 6;
		const until = Date.now() + 90_000;
		while (Date.now() < until) {
			const rounds = validator.records
				.rounds(NETUID, 100)
				.filter(({ finishedMs }) => finishedMs !== undefined);
			if (rounds.length >= wanted) break;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		const scores = new Map(validator.records.scores(NETUID).map((miner) => [miner.hotkey, miner]));
		const table = behaviours.map((behaviour, i) => {
			const hotkey = keypairFromUri(`//Miner${i}`).address;
			return { behaviour, ...scores.get(hotkey) };
		});
		if (process.env.LOG_LEVEL !== undefined)
			console.table(
				table.map(({ behaviour, score, lastLatencyMs, lastReason }) => ({
					behaviour,
					score,
					lastLatencyMs,
					lastReason,
				})),
			);
		const honest = table.filter(({ behaviour }) => behaviour === "honest").map(({ score }) => score ?? 0);
		expect(Math.min(...honest)).toBeGreaterThan(0.3);
		for (const { behaviour, score } of table)
			if (behaviour !== "honest") expect(score ?? 0, behaviour).toBeLessThanOrEqual(Math.min(...honest) / 10);
	}, 120_000);

	it("confirms its verdicts from the evidence alone", async () => {
		const reexecution = startReexecution({}, { logger });
		try {
			const digest = validator.records.digest(NETUID, 2);
			const checks = [];
			for (const record of digest)
				checks.push(
					await verifyEvidence(exportVerdict(record), {
						bundle,
						session: reexecution.session(bundle),
						verifySignature,
					}),
				);
			expect(checks.filter(({ result }) => result === "refuted")).toEqual([]);
			expect(checks.some(({ result, verdict }) => result === "confirmed" && verdict === "fail")).toBe(true);
			expect(checks.some(({ result, verdict }) => result === "confirmed" && verdict === "pass")).toBe(true);
		} finally {
			await reexecution.stop();
		}
	}, 60_000);
});
