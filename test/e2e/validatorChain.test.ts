import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainClient, calls, connectChain } from "../../chain/client/index.js";
import { type Host, startHost } from "../../chain/host/index.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { type Miner, startMiner } from "../../miner/index.js";
import {
	loadBundle,
	manifestHash,
	manifestSigningPayload,
	systemClock,
	type TaskBundle,
} from "../../subnets/index.js";
import { defaultParameters, startValidator, type Validator } from "../../validator/index.js";

const tao = 1_000_000_000n;
const NETUID = 1;
const alice = keypairFromUri("//Alice");
const owner = keypairFromUri("//Owner");
const coldkey = keypairFromUri("//Coldkey");
const validatorKey = keypairFromUri("//Coldkey//validator");
const miners = [keypairFromUri("//Coldkey//honest"), keypairFromUri("//Coldkey//garbage")] as const;
const logger = pino({ level: process.env.LOG_LEVEL ?? "silent" });

/** A validator on the real chain, on a subnet whose weights are committed and revealed. */
describe("a validator on the chain, by commit and reveal", () => {
	const stopping = new AbortController();
	const folder = mkdtempSync(join(tmpdir(), "ganglion-chain-"));
	let host: Host;
	let chain: ChainClient;
	let bundle: TaskBundle;
	let validator: Validator | undefined;
	const serving: Miner[] = [];

	beforeAll(async () => {
		bundle = await loadBundle("text-generation");
		host = await startHost({ dataDir: undefined, port: 0, blockMs: 500, seal: "interval", logger });
		chain = await connectChain({ endpoint: host.endpoint });
		await chain.submit(
			calls.batchAll([
				calls.transfer(owner.address, 10_000n * tao),
				calls.transfer(coldkey.address, 10_000n * tao),
			]),
			alice,
		);
		await chain.submit(calls.registerNetwork(keypairFromUri("//Owner//hotkey").address), owner);
		const hash = manifestHash(bundle.manifest);
		await chain.submit(
			calls.publishTask(NETUID, hash, "ganglion:text-generation", owner.sign(manifestSigningPayload(hash))),
			owner,
		);
		for (const [name, value] of [
			["commitRevealWeightsEnabled", true],
			["weightsSetRateLimit", 0],
		] as const)
			await chain.submit(calls.sudo(calls.setHyperparameter(NETUID, name, value)), alice);
		await chain.submit(
			calls.batchAll([validatorKey, ...miners].map(({ address }) => calls.burnedRegister(NETUID, address))),
			coldkey,
		);
		await chain.submit(calls.addStake(validatorKey.address, NETUID, 1_000n * tao), coldkey);
		await chain.submit(calls.startCall(NETUID), owner);
		for (const [i, hotkey] of miners.entries())
			serving.push(
				await startMiner(
					{
						netuid: NETUID,
						bundle,
						host: "127.0.0.1",
						port: 0,
						callers: "permit",
						minStakeRao: tao,
						behaviour: i === 0 ? "honest" : "garbage",
						limits: { republishMs: 2_000, refreshMs: 1_000 },
					},
					{ hotkey, chain, clock: systemClock, logger, signal: stopping.signal },
				),
			);
	}, 120_000);

	afterAll(async () => {
		await validator?.stop();
		stopping.abort();
		await Promise.all(serving.map((miner) => miner.stop()));
		await chain?.close();
		await host?.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	const start = () =>
		startValidator(
			{
				bundles: new Map([[NETUID, bundle]]),
				dataDir: folder,
				parameters: { ...defaultParameters, roundMs: 1_000, headMs: 100, allowLocalEndpoints: true },
			},
			{ chain, keypair: validatorKey, logger, clock: systemClock, signal: stopping.signal },
		);

	async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
		const end = Date.now() + 150_000;
		while (!(await holds())) {
			if (Date.now() > end) throw new Error(`${what}: not within the time`);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	it("commits, is stopped, and reveals after it was started again; the honest miner is paid, the cheat is not", async () => {
		validator = await start();
		const states = () => validator?.records.weights(NETUID, 20).map(({ state }) => state) ?? [];
		await until("a commit", () => states().includes("committed"));
		expect(await chain.weights(NETUID)).toEqual([]);
		await validator.stop();
		validator = await start();
		await until("a reveal", () => states().includes("revealed"));
		const { neurons } = await chain.metagraph(NETUID);
		const uidOf = (hotkey: string) => neurons.find((neuron) => neuron.hotkey === hotkey)?.uid ?? -1;
		const [honest, cheat] = [uidOf(miners[0].address), uidOf(miners[1].address)];
		const row = (await chain.weights(NETUID)).find(({ uid }) => uid === uidOf(validatorKey.address));
		expect(row?.weights.find(({ uid }) => uid === honest)?.value).toBe(65_535);
		expect(row?.weights.find(({ uid }) => uid === cheat)?.value ?? 0).toBe(0);
		await until("emission", async () =>
			(await chain.metagraph(NETUID)).neurons.some(
				({ uid, emissionRao }) => uid === honest && emissionRao > 0n,
			),
		);
		const after = (await chain.metagraph(NETUID)).neurons;
		expect(after.find(({ uid }) => uid === honest)?.incentive).toBeCloseTo(1, 3);
		expect(after.find(({ uid }) => uid === cheat)?.incentive).toBe(0);
		expect(states()).not.toContain("failed");
	}, 180_000);
});
