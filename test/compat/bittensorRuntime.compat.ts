import { mkdtempSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { type ChainClient, calls, connectChain } from "../../chain/client/index.js";
import { type Host, startHost } from "../../chain/host/index.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { type Miner, startMiner } from "../../miner/index.js";
import { loadBundle, systemClock } from "../../subnets/index.js";
import { defaultParameters, startValidator, type Validator } from "../../validator/index.js";
import { until } from "../until.js";
import { recordSection, type TaskResult } from "./results.js";
import { SHORT } from "./taskBook.js";
import { TAO } from "./world.js";

/**
 * The other direction: our miner and validator on a chain with Bittensor's own runtime, spec 293 of July 2025, in our
 * host. The runtime is not ours to pass on: GANGLION_REFERENCE_RUNTIME names the file, and
 * `node test/bench/epoch/referenceRuntime.mjs FILE` gets it.
 */

const runtime = process.env.GANGLION_REFERENCE_RUNTIME;
/** The reference publishes no endpoint on loopback. */
const address = Object.values(networkInterfaces())
	.flat()
	.find((each) => each?.family === "IPv4" && !each.internal)?.address;

const alice = keypairFromUri("//Alice");
const owner = keypairFromUri("//Owner");
const coldkey = keypairFromUri("//Coldkey");
const validatorKey = keypairFromUri("//Coldkey//validator");
const minerKeys = [keypairFromUri("//Coldkey//honest"), keypairFromUri("//Coldkey//garbage")] as const;
const logger = pino({ level: process.env.LOG_LEVEL ?? "silent" });

const RICH = Number(1_000_000n * TAO);
const GENESIS = {
	// our preset's, which that runtime does not know
	chainClock: null,
	aura: { authorities: [alice.address] },
	balances: { balances: [owner, coldkey, alice].map((key) => [key.address, RICH]) },
	sudo: { key: alice.address },
};

function skipReason(): string | undefined {
	if (SHORT) return "in the full form only";
	if (runtime === undefined) return "GANGLION_REFERENCE_RUNTIME names no runtime of Bittensor's";
	return address === undefined ? "this machine has no address but loopback" : undefined;
}

describe("our miners and validator on Bittensor's own runtime", () => {
	const stopping = new AbortController();
	const folder = mkdtempSync(join(tmpdir(), "ganglion-293-"));
	let host: Host;
	let chain: ChainClient;
	let netuid: number;
	let validator: Validator | undefined;
	const serving: Miner[] = [];
	const results: TaskResult[] = [];
	const told = (task: string, how: string, note: string) =>
		results.push({ task, how, outcome: "works", note });
	const need = (context: TestContext) => context.skip(skipReason() !== undefined, skipReason());

	beforeAll(async () => {
		if (skipReason() !== undefined) return;
		const options = { dataDir: undefined, port: 0, blockMs: 1_000, seal: "interval", logger } as const;
		host = await startHost({
			...options,
			artifact: runtime as string,
			preset: "benchmark",
			genesisPatch: GENESIS,
		});
		chain = await connectChain({ endpoint: host.endpoint });
		const sudo = (call: string, ...args: number[]) =>
			chain.submit(calls.sudo({ pallet: "AdminUtils", call, args }), alice);
		await sudo("sudo_set_network_rate_limit", 0);
		await chain.submit(calls.registerNetwork(keypairFromUri("//Owner//hotkey").address), owner);
		netuid = (await chain.subnets()).find((subnet) => subnet.owner === owner.address)?.netuid ?? -1;
		for (const [name, value] of [
			["commitRevealWeightsEnabled", false],
			["weightsSetRateLimit", 0],
			["servingRateLimit", 1],
		] as const)
			await chain.submit(calls.sudo(calls.setHyperparameter(netuid, name, value)), alice);
		for (const { address: hotkey } of [validatorKey, ...minerKeys])
			await chain.submit(calls.burnedRegister(netuid, hotkey), coldkey);
		const delay = Number(chain.api.consts.subtensorModule?.durationOfStartCall?.toString() ?? 0);
		for (let sealed = 0; sealed <= delay; sealed++) await host.sealBlock();
		await chain.submit(calls.startCall(netuid), owner);
		await chain.submit(calls.addStake(validatorKey.address, netuid, 1_000n * TAO), coldkey);
		const bundle = await loadBundle("text-generation");
		for (const [i, hotkey] of minerKeys.entries())
			serving.push(
				await startMiner(
					{
						netuid,
						bundle,
						host: "0.0.0.0",
						externalIp: address as string,
						port: 0,
						callers: "permit",
						minStakeRao: TAO,
						behaviour: i === 0 ? "honest" : "garbage",
						limits: { republishMs: 2_000, refreshMs: 1_000 },
					},
					{ hotkey, chain, clock: systemClock, logger, signal: stopping.signal },
				),
			);
		validator = await startValidator(
			{
				bundles: new Map([[netuid, bundle]]),
				dataDir: folder,
				parameters: { ...defaultParameters, roundMs: 1_000, headMs: 100, allowLocalEndpoints: true },
			},
			{ chain, keypair: validatorKey, logger, clock: systemClock, signal: stopping.signal },
		);
	}, 300_000);

	afterAll(async () => {
		await validator?.stop();
		stopping.abort();
		await Promise.all(serving.map((miner) => miner.stop()));
		await chain?.close();
		await host?.stop();
		rmSync(folder, { recursive: true, force: true });
		recordSection("bittensor-runtime", {
			title: "Ganglion on Bittensor's own runtime",
			introduction:
				"Our miners and validator on a chain with the runtime of Bittensor's spec 293 (July 2025), in the embedded host.",
			expected: 2,
			results,
		});
	});

	const uidOf = async (hotkey: string) =>
		(await chain.metagraph(netuid)).neurons.find((neuron) => neuron.hotkey === hotkey)?.uid ?? -1;

	const reach = (what: string, holds: () => Promise<boolean>) =>
		until(holds, { what, everyMs: 500, withinMs: 120_000 });

	it("publishes the miners' endpoints", async (context) => {
		need(context);
		expect(chain.specName).toBe("node-subtensor");
		const published = async () =>
			(await chain.metagraph(netuid)).neurons
				.filter(({ axon }) => axon?.ip === address)
				.map(({ axon }) => axon?.port);
		await reach("both endpoints", async () => (await published()).length === serving.length);
		expect(await published()).toEqual(serving.map((miner) => miner.port));
		told("publish endpoints", "ganglion miner start", "both miners' endpoints");
	});

	it("sets weights that the chain pays by: all to the honest miner, none to the cheat", async (context) => {
		need(context);
		const [own, honest, cheat] = [
			await uidOf(validatorKey.address),
			await uidOf(minerKeys[0].address),
			await uidOf(minerKeys[1].address),
		];
		await reach("weights", async () => (await chain.weights(netuid)).some(({ uid }) => uid === own));
		const row = (await chain.weights(netuid)).find(({ uid }) => uid === own);
		expect(row?.weights.find(({ uid }) => uid === honest)?.value).toBe(65_535);
		expect(row?.weights.find(({ uid }) => uid === cheat)?.value ?? 0).toBe(0);
		await reach("emission", async () =>
			(await chain.metagraph(netuid)).neurons.some(
				({ uid, emissionRao }) => uid === honest && emissionRao > 0n,
			),
		);
		const { neurons } = await chain.metagraph(netuid);
		expect(neurons.find(({ uid }) => uid === honest)?.incentive).toBeCloseTo(1, 3);
		expect(neurons.find(({ uid }) => uid === cheat)?.incentive).toBe(0);
		told(
			"challenge, verify, set weights, be paid",
			"ganglion validator start",
			"the honest miner has all weight and incentive, the cheat none",
		);
	}, 300_000);
});
