import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { type Miner, startMiner } from "../../miner/index.js";
import { createRandom, loadBundle, systemClock } from "../../subnets/index.js";
import { openState } from "../../validator/state/openState.js";
import { createMemoryChain, neuronAt } from "../unit/validator/memoryChain.js";

const NETUID = 2;
const KILLS = 20;
const own = keypairFromUri("//Validator");
const hotkey = keypairFromUri("//Lone");
const child = fileURLToPath(new URL("./fixtures/validatorChild.mjs", import.meta.url));

/** What the child may call; nothing else of what it sends is looked up. */
const methods = [
	"head",
	"metagraph",
	"subnet",
	"publishedTask",
	"beacon",
	"timelockedCommits",
	"submit",
] as const;

describe("a validator that is killed again and again", () => {
	const stopping = new AbortController();
	const folder = mkdtempSync(join(tmpdir(), "ganglion-kill-"));
	const chain = createMemoryChain({ tempo: 12 });
	let miner: Miner;
	let running: ChildProcess | undefined;

	beforeAll(async () => {
		chain.hyperparameters.commitRevealWeightsEnabled = true;
		const bundle = await loadBundle("text-generation");
		miner = await startMiner(
			{
				netuid: NETUID,
				bundle,
				host: "127.0.0.1",
				port: 0,
				callers: "any",
				limits: { callerPerSecond: 1000, callerBurst: 1000 },
			},
			{ hotkey, clock: systemClock, logger: pino({ level: "silent" }), signal: stopping.signal },
		);
		chain.neurons = [neuronAt(0, own.address, undefined), neuronAt(1, hotkey.address, miner.port)];
	}, 60_000);

	afterAll(async () => {
		running?.kill("SIGKILL");
		stopping.abort();
		await miner?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	/** Starts the validator and resolves once it runs. */
	function start(): Promise<ChildProcess> {
		return new Promise((resolve, reject) => {
			const started = fork(child, [folder, String(NETUID), "//Validator", chain.genesisHash], {
				serialization: "advanced",
				execArgv: [],
			});
			started.once("exit", (code) => reject(new Error(`the validator ended by itself (${code})`)));
			started.on(
				"message",
				async (message: { started?: true; id?: number; method?: string; args?: unknown[] }) => {
					if (message.started) return resolve(started);
					const method = methods.find((known) => known === message.method);
					if (method === undefined) return;
					const reply = (answer: object) => started.connected && started.send({ id: message.id, ...answer });
					try {
						const call = chain[method] as (...args: unknown[]) => Promise<unknown>;
						const args = method === "submit" ? [message.args?.[0], own] : (message.args ?? []);
						reply({ value: await call(...args) });
					} catch (error) {
						const { message: text, code } = error as Error & { code?: string };
						reply({ error: { message: text, code } });
					}
				},
			);
		});
	}

	it(`goes on after each of ${KILLS} kills: no round twice, no commit unrevealed, every score as its verdicts say`, async () => {
		const random = createRandom(`kill ${Date.now()}`);
		const clock = setInterval(() => chain.advance(1), 250);
		let rounds = 0;
		try {
			for (let kill = 0; kill < KILLS; kill++) {
				running = await start();
				await new Promise((resolve) => setTimeout(resolve, 50 + random.integer(500)));
				const ended = new Promise((resolve) => running?.once("exit", resolve));
				running.kill("SIGKILL");
				await ended;
				const state = openState({ folder, genesisHash: chain.genesisHash, hotkey: own.address });
				try {
					const known = state.rounds.recent(NETUID, 10_000);
					expect(known.length).toBeGreaterThanOrEqual(rounds);
					expect(new Set(known.map(({ round }) => round)).size).toBe(known.length);
					rounds = known.length;
					checkScores(state.miners.all(NETUID), state.verdicts.list({ netuid: NETUID, limit: 100_000 }));
				} finally {
					state.close();
				}
			}
			running = await start();
			// How far it comes in a time is the machine's business: what counts is that it gets there.
			const reached = { timeout: 90_000, interval: 200 };
			await expect.poll(() => chain.rows.get(own.address), reached).toEqual({ uids: [1], weights: [65_535] });
			await expect
				.poll(() => chain.commits.filter(({ epoch }) => epoch < chain.epochs - 1), reached)
				.toEqual([]);
		} finally {
			clearInterval(clock);
		}
		running.kill("SIGKILL");
		expect(rounds).toBeGreaterThan(0);
	}, 360_000);
});

/** A record counts exactly the verdicts that were kept: a round is in both or in neither. */
function checkScores(
	records: readonly { hotkey: string; asked: number; auditsPassed: number }[],
	verdicts: readonly { hotkey: string; verdict: string }[],
): void {
	for (const record of records) {
		const own = verdicts.filter((verdict) => verdict.hotkey === record.hotkey);
		expect(own.filter(({ verdict }) => verdict === "pass")).toHaveLength(record.auditsPassed);
		expect(own.length).toBeGreaterThanOrEqual(record.asked);
	}
}
