import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainClient, calls, connectChain } from "../../chain/client/index.js";
import { artifactFacts, type Host, startHost } from "../../chain/host/index.js";
import { keypairFromUri, packageRoot } from "../../chain/wallet/index.js";
import { type Miner, startMiner } from "../../miner/index.js";
import {
	loadBundle,
	manifestHash,
	manifestSigningPayload,
	systemClock,
	type TaskBundle,
} from "../../subnets/index.js";
import { defaultParameters, startValidator, type Validator } from "../../validator/index.js";

/**
 * A chain made with the first release's runtime is upgraded under a miner, a validator and a wallet that were
 * connected before: none of them connects again, and all of them go on.
 */

const tao = 1_000_000_000n;
const NETUID = 1;
const alice = keypairFromUri("//Alice");
const owner = keypairFromUri("//Owner");
const coldkey = keypairFromUri("//Coldkey");
const payer = keypairFromUri("//Payer");
const validatorKey = keypairFromUri("//Coldkey//validator");
const minerKey = keypairFromUri("//Coldkey//miner");
const logger = pino({ level: process.env.LOG_LEVEL ?? "silent" });

const stopping = new AbortController();
const folder = mkdtempSync(join(tmpdir(), "ganglion-network-upgrade-"));
let host: Host;
let chain: ChainClient;
let bundle: TaskBundle;
let validator: Validator | undefined;
let miner: Miner | undefined;

beforeAll(async () => {
	bundle = await loadBundle("text-generation");
	const artifact = join(packageRoot(), "test/fixtures/artifacts/1.wasm");
	host = await startHost({ dataDir: undefined, port: 0, blockMs: 500, seal: "interval", artifact, logger });
	chain = await connectChain({ endpoint: host.endpoint });
	const paid = [owner, coldkey, payer].map(({ address }) => calls.transfer(address, 10_000n * tao));
	await chain.submit(calls.batchAll(paid), alice);
	await chain.submit(calls.registerNetwork(keypairFromUri("//Owner//hotkey").address), owner);
	const hash = manifestHash(bundle.manifest);
	await chain.submit(
		calls.publishTask(NETUID, hash, "ganglion:text-generation", owner.sign(manifestSigningPayload(hash))),
		owner,
	);
	await chain.submit(calls.sudo(calls.setHyperparameter(NETUID, "weightsSetRateLimit", 0)), alice);
	const hotkeys = [validatorKey, minerKey].map(({ address }) => calls.burnedRegister(NETUID, address));
	await chain.submit(calls.batchAll(hotkeys), coldkey);
	await chain.submit(calls.addStake(validatorKey.address, NETUID, 1_000n * tao), coldkey);
	await chain.submit(calls.startCall(NETUID), owner);
	miner = await startMiner(
		{
			netuid: NETUID,
			bundle,
			host: "127.0.0.1",
			port: 0,
			callers: "permit",
			minStakeRao: tao,
			limits: { republishMs: 2_000, refreshMs: 1_000 },
		},
		{ hotkey: minerKey, chain, clock: systemClock, logger, signal: stopping.signal },
	);
	validator = await startValidator(
		{
			bundles: new Map([[NETUID, bundle]]),
			dataDir: folder,
			parameters: { ...defaultParameters, roundMs: 1_000, headMs: 100, allowLocalEndpoints: true },
		},
		{ chain, keypair: validatorKey, logger, clock: systemClock, signal: stopping.signal },
	);
}, 120_000);

afterAll(async () => {
	await validator?.stop();
	stopping.abort();
	await miner?.stop();
	await chain?.close();
	await host?.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
	const end = Date.now() + 90_000;
	while (!(await holds())) {
		if (Date.now() > end) throw new Error(`${what}: not within the time`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

describe("an upgrade under a network that runs", () => {
	it("is followed by wallet, validator and miner on the connections that they have", async () => {
		const losses: string[] = [];
		chain.onConnection((state) => losses.push(state));
		const before = chain.specVersion;
		expect(await chain.runtimeApi("GanglionApi", "issuance", [])).toMatchObject({
			burned: expect.any(BigInt),
		});
		const weights = () => validator?.records.weights(NETUID, 50) ?? [];
		// The first ones are refused: the validator has its permit from the first epoch on.
		await until("weights under the old runtime", () => weights().some(({ state }) => state === "set"));
		const failed = () => weights().filter(({ state }) => state === "failed").length;
		const failedBefore = failed();

		// A wallet that pays all the time, so that some of its transactions are signed before the upgrade and meet it.
		const paid: bigint[] = [];
		let paying = true;
		const pay = async (): Promise<void> => {
			while (paying) {
				const amount = tao + BigInt(paid.length);
				await chain.submit(calls.transfer(alice.address, amount), payer);
				paid.push(amount);
			}
		};
		const payments = Promise.all([pay(), pay(), pay()]);
		await until("payments before", () => paid.length >= 3);
		const code = new Uint8Array(readFileSync(artifactFacts().path));
		await chain.submit(calls.sudoUncheckedWeight(calls.setCode(code)), alice);
		await until("the new version", () => chain.specVersion > before);
		const upgradedAt = host.head().number;
		const paidBefore = paid.length;
		await until("payments after", () => paid.length >= paidBefore + 5);
		paying = false;
		await payments;

		expect(await chain.runtimeApi("GanglionApi", "check_invariants", [])).toBe("Ok");
		const lastUpdate = async (hotkey: string) =>
			(await chain.metagraph(NETUID)).neurons.find((neuron) => neuron.hotkey === hotkey)?.lastUpdate ?? 0;
		await until(
			"weights under the new one",
			async () => (await lastUpdate(validatorKey.address)) > upgradedAt,
		);
		// The miner reads the caller's permit from the chain and answers: it passes in a round begun since.
		const rounds = () => validator?.records.rounds(NETUID, 100).length ?? 0;
		const roundsBefore = rounds();
		await until("a round", () => rounds() > roundsBefore + 1);
		expect(validator?.records.scores(NETUID).map(({ hotkey, score }) => [hotkey, score > 0])).toContainEqual([
			minerKey.address,
			true,
		]);
		expect(failed()).toBe(failedBefore);
		expect(losses).toEqual([]);
	}, 180_000);
});
