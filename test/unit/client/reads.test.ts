import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	type ChainClient,
	calls,
	connectChain,
	SubnetNotFoundError,
	settableHyperparameters,
	weightCommitHash,
} from "../../../chain/client/index.js";
import type { Host } from "../../../chain/host/index.js";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { startTestChain } from "./liveChain.js";

/** One chain with a subnet, two neurons besides the owner's, stake, an endpoint, weights and a task. */

let host: Host;
let client: ChainClient;

const alice = keypairFromUri("//Alice");
const owner = keypairFromUri("//reads//owner");
const ownerHotkey = keypairFromUri("//reads//owner//hotkey");
const validator = keypairFromUri("//reads//validator");
const validatorHotkey = keypairFromUri("//reads//validator//hotkey");
const miner = keypairFromUri("//reads//miner");
const minerHotkey = keypairFromUri("//reads//miner//hotkey");
const TOKEN = 1_000_000_000n;

beforeAll(async () => {
	host = await startTestChain({ seal: "manual" });
	client = await connectChain({ endpoint: host.endpoint });
	const done = async (...submits: Promise<unknown>[]) => {
		let pending = true;
		const all = Promise.all(submits).finally(() => {
			pending = false;
		});
		while (pending) {
			await host.sealBlock();
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		return all;
	};
	const everyone = [owner, validator, miner];
	await done(
		client.submit(
			calls.batchAll(everyone.map(({ address }) => calls.transfer(address, 1000n * TOKEN))),
			alice,
		),
	);
	await done(client.submit(calls.registerNetwork(ownerHotkey.address), owner));
	await done(client.submit(calls.startCall(1), owner));
	await done(client.submit(calls.burnedRegister(1, validatorHotkey.address), validator));
	await done(client.submit(calls.burnedRegister(1, minerHotkey.address), miner));
	await done(
		client.submit(calls.addStake(validatorHotkey.address, 1, 100n * TOKEN), validator),
		client.submit(
			calls.serveAxon({ netuid: 1, ip: "127.0.0.1", port: 8091, protocol: 4, version: 3 }),
			minerHotkey,
		),
		client.submit(
			calls.publishTask(1, "ab".repeat(32), "npm:task ü", owner.sign(new Uint8Array(32).fill(0xab))),
			owner,
		),
	);
}, 120_000);

afterAll(async () => {
	await client?.close();
	await host?.stop();
});

/** Seals blocks until the subnet has had that many epochs. */
async function untilEpoch(epochs: number): Promise<void> {
	while ((await client.subnet(1)).epochs < epochs) await host.sealBlock();
}

describe("a subnet", () => {
	it("is read with its facts, and the block of its next epoch is right", async () => {
		const subnet = await client.subnet(1);
		expect(subnet).toMatchObject({
			netuid: 1,
			owner: owner.address,
			ownerHotkey: ownerHotkey.address,
			n: 3,
			started: true,
			stakeRao: expect.any(BigInt),
		});
		expect(subnet.burnRao).toBeGreaterThan(0n);
		expect(subnet.blocksUntilEpoch).toBeGreaterThan(0);
		const due = subnet.block + subnet.blocksUntilEpoch;
		while ((await client.head()).number < due - 1) await host.sealBlock();
		const before = (await client.subnet(1)).epochs;
		await host.sealBlock();
		const after = await client.subnet(1);
		expect(after.block).toBe(due);
		expect(after.epochs).toBe(before + 1);
		expect(after.blocksUntilEpoch).toBe(after.tempo);
		expect((await client.subnets()).map(({ netuid }) => netuid)).toEqual([1]);
	});

	it("that does not exist is told apart", async () => {
		for (const read of [client.subnet(9), client.metagraph(9), client.hyperparameters(9)])
			await expect(read).rejects.toThrow(SubnetNotFoundError);
		expect(await client.publishedTask(9)).toBeUndefined();
	});

	it("has every hyperparameter that can be set", async () => {
		const hyperparameters = await client.hyperparameters(1);
		const present = Object.keys(client.api.tx.adminUtils ?? {});
		for (const name of settableHyperparameters) {
			const { call } = calls.setHyperparameter(1, name, name === "alphaValues" ? [1, 2] : 1);
			expect(present).toContain(call.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
			if (name !== "alphaValues" && name !== "activityCutoff") expect(hyperparameters).toHaveProperty(name);
		}
		expect(hyperparameters).toMatchObject({ kappa: 32767, yuma3On: true, alphaLow: 45875, alphaHigh: 58982 });
		expect(typeof hyperparameters.burn).toBe("bigint");
	});

	it("costs what the chain then locks", async () => {
		const cost = await client.subnetCost();
		expect(cost).toBeGreaterThan(0n);
	});
});

describe("a metagraph", () => {
	it("has every neuron with its keys, stake, endpoint and shares", async () => {
		const metagraph = await client.metagraph(1);
		expect(metagraph.neurons.map(({ uid, hotkey, coldkey }) => [uid, hotkey, coldkey])).toEqual([
			[0, ownerHotkey.address, owner.address],
			[1, validatorHotkey.address, validator.address],
			[2, minerHotkey.address, miner.address],
		]);
		const [, validating, mining] = metagraph.neurons;
		expect(mining?.axon).toMatchObject({ ip: "127.0.0.1", port: 8091, protocol: 4, version: 3 });
		expect(validating?.axon).toBeUndefined();
		expect(validating?.stakeRao).toBeGreaterThanOrEqual(100n * TOKEN);
		for (const { incentive, dividends, registeredAt } of metagraph.neurons) {
			expect(incentive).toBeGreaterThanOrEqual(0);
			expect(dividends).toBeLessThanOrEqual(1);
			expect(registeredAt).toBeGreaterThan(0);
		}
		expect(metagraph.blockHash).toBe((await client.head()).hash);
	});

	it("of an earlier block is as it was then", async () => {
		const head = await client.head();
		const before = await client.metagraph(1, head.hash);
		await host.sealBlock();
		expect(await client.metagraph(1, head.hash)).toEqual(before);
		const genesis = await client.api.rpc.chain.getBlockHash(0);
		await expect(client.metagraph(1, genesis.toHex())).rejects.toThrow(SubnetNotFoundError);
	});
});

describe("stake", () => {
	it("is queued until the epoch has passed, then active, and agrees with the chain's sums", async () => {
		const { epochs } = await client.subnet(1);
		const adding = client.submit(calls.addStake(validatorHotkey.address, 1, 7n * TOKEN), validator);
		await new Promise((resolve) => setTimeout(resolve, 300));
		await host.sealBlock();
		await adding;
		const [queued] = await client.stakes(validator.address);
		expect(queued).toMatchObject({ hotkey: validatorHotkey.address, netuid: 1, queuedRao: 7n * TOKEN });
		await untilEpoch(epochs + 1);
		const [active] = await client.stakes(validator.address);
		expect(active?.queuedRao).toBe(0n);
		expect(active?.rao).toBeGreaterThanOrEqual((queued?.rao ?? 0n) + 7n * TOKEN - 1n);
		const neuron = (await client.metagraph(1)).neurons[1];
		// It is the only one on this hotkey: its position is the pool, but for rounding.
		expect((neuron?.stakeRao ?? 0n) - (active?.rao ?? 0n)).toBeLessThanOrEqual(1n);
		expect(await client.stakes(alice.address)).toEqual([]);
	});
});

describe("past epochs", () => {
	it("are read from the chain's own blocks, and their payments are the stakes that grew by them", async () => {
		const { epochs: newest } = await client.subnet(1);
		const epochs = await client.epochsSince(1, 0);
		expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: newest }, (_, index) => index + 1));
		expect((await client.epochsSince(1, newest - 1)).map(({ epoch }) => epoch)).toEqual([newest]);
		expect(await client.epochsSince(1, newest)).toEqual([]);
		const { neurons } = await client.metagraph(1);
		const paid = ({ hotkey }: { hotkey: string }) =>
			epochs
				.flatMap(({ payments }) => payments)
				.reduce((sum, to) => sum + (to.hotkey === hotkey ? to.rao : 0n), 0n);
		const [own, validating, mining] = neurons;
		if (own === undefined || validating === undefined || mining === undefined) throw new Error("3 neurons");
		// Nobody staked on the owner's hotkey: what it has is what the epochs paid it, 18% of all as its cut.
		expect(own.stakeRao).toBeGreaterThan(0n);
		expect(paid(own)).toBe(own.stakeRao);
		const total = neurons.reduce((sum, neuron) => sum + paid(neuron), 0n);
		const cut = epochs.reduce((sum, { ownerCutRao }) => sum + ownerCutRao, 0n);
		expect(Number(cut) / Number(total)).toBeCloseTo(0.18, 3);
		expect(validating.stakeRao - paid(validating)).toBe(107n * TOKEN);
		expect(paid(mining)).toBe(mining.stakeRao);
	});
});

describe("a task", () => {
	it("is read as it was published", async () => {
		expect(await client.publishedTask(1)).toMatchObject({
			hash: "ab".repeat(32),
			uri: "npm:task ü",
			publisher: owner.address,
		});
	});
});

describe("weights", () => {
	it("are read by validator, and a commit's hash is the chain's", async () => {
		const set = client.submit(calls.setWeights(1, [2, 0], [65535, 100]), validatorHotkey);
		await new Promise((resolve) => setTimeout(resolve, 300));
		await host.sealBlock();
		await set;
		expect(await client.weights(1)).toEqual([
			{
				uid: 1,
				weights: [
					{ uid: 0, value: 100 },
					{ uid: 2, value: 65535 },
				],
			},
		]);
		const enable = client.submit(
			calls.sudo(calls.setHyperparameter(1, "commitRevealWeightsEnabled", true)),
			alice,
		);
		await new Promise((resolve) => setTimeout(resolve, 300));
		await host.sealBlock();
		await enable;
		const commit = { account: validatorHotkey.address, netuid: 1, uids: [2], values: [65535], versionKey: 0 };
		const salt = Uint8Array.from({ length: 16 }, (_, index) => index);
		const hash = weightCommitHash({ ...commit, salt });
		for (let block = 0; block < 10; block++) await host.sealBlock();
		const committing = client.submit(calls.commitWeights(1, hash), validatorHotkey);
		await new Promise((resolve) => setTimeout(resolve, 300));
		await host.sealBlock();
		const { blockHash } = await committing;
		const { epochs } = await client.subnet(1, blockHash);
		await untilEpoch(epochs + 1);
		const revealing = client.submit(calls.revealWeights(1, [2], [65535], salt), validatorHotkey);
		await new Promise((resolve) => setTimeout(resolve, 300));
		await host.sealBlock();
		await revealing;
		expect(await client.weights(1)).toEqual([{ uid: 1, weights: [{ uid: 2, value: 65535 }] }]);
	});
});

describe("a runtime API", () => {
	it("is called by its names, and keeps the tokens' account", async () => {
		const issuance = (await client.runtimeApi("GanglionApi", "issuance", [])) as Record<string, bigint>;
		expect((issuance.atGenesis ?? 0n) + (issuance.minted ?? 0n) - (issuance.burned ?? 0n)).toBe(issuance.now);
		expect(await client.runtimeApi("GanglionApi", "check_invariants", [])).toBe("Ok");
		await expect(client.runtimeApi("GanglionApi", "nothing", [])).rejects.toMatchObject({
			code: "CHAIN_SURFACE_MISSING",
		});
	});
});
