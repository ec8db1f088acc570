import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import type { Miner, MinerChain, MinerOptions } from "../../../miner/index.js";
import type { TaskBundle } from "../../../subnets/index.js";
import { until } from "../../until.js";
import { askProbe, codeOf, minerKey, validatorKey } from "./ask.js";
import { memoryChain } from "./memoryChain.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

const FAST = { refreshMs: 20, readMs: 200, republishMs: 50 };

let bundle: TaskBundle;
const running: Miner[] = [];
beforeAll(async () => {
	bundle = await makeProbeBundle();
});
afterEach(async () => {
	for (const miner of running.splice(0)) await miner.stop();
});

async function startOn(
	chain: MinerChain,
	options: Partial<MinerOptions> = {},
	coldkey = keypairFromUri("//Cold"),
) {
	const miner = await startTestMiner(
		bundle,
		{ callers: "permit", limits: FAST, ...options },
		{ chain, coldkey },
	);
	running.push(miner);
	return miner;
}

describe("a miner on a chain", () => {
	it("registers by its coldkey and publishes its endpoint by its hotkey, once", async () => {
		const { chain, state } = memoryChain();
		const miner = await startOn(chain);
		await until(() => state.submitted.length === 2);
		await delay(200);
		expect(state.submitted.map(({ call, signer }) => [call.call, signer])).toEqual([
			["burned_register", keypairFromUri("//Cold").address],
			["serve_axon", minerKey.address],
		]);
		expect(state.neurons.get(minerKey.address)?.axon?.port).toBe(miner.port);
	});

	it("yields to a second miner with its hotkey: says so once, and does not publish over it", async () => {
		const { chain, state } = memoryChain();
		const metric = async (miner: Miner) => (await miner.server.inject("/metrics")).body;
		const first = await startOn(chain);
		await until(async () => /^ganglion_miner_endpoint_current 1$/m.test(await metric(first)));
		const second = await startOn(chain);
		await until(async () => /^ganglion_miner_endpoint_current 1$/m.test(await metric(second)));
		await until(async () => /^ganglion_miner_endpoint_current 0$/m.test(await metric(first)));
		await delay(300);
		const served = state.submitted.filter(({ call }) => call.call === "serve_axon");
		expect(served.map(({ call }) => call.args[3])).toEqual([first.port, second.port]);
		expect(await metric(second)).toMatch(/^ganglion_miner_endpoint_current 1$/m);
		await second.stop();
		// After a new registration nobody's endpoint is there, and it publishes as at the start.
		state.neurons.delete(minerKey.address);
		await until(async () => /^ganglion_miner_registered 0$/m.test(await metric(first)));
		state.neurons.set(minerKey.address, {
			uid: 7,
			hotkey: minerKey.address,
			stakeRao: 0n,
			validatorPermit: false,
		});
		await until(() => state.neurons.get(minerKey.address)?.axon?.port === first.port);
	});

	it("publishes at the start where the chain shows another endpoint, and after a new registration", async () => {
		const { chain, state, add } = memoryChain();
		add(minerKey.address, { axon: { ip: "10.0.0.1", port: 1 } });
		const miner = await startOn(chain);
		await until(() => state.neurons.get(minerKey.address)?.axon?.port === miner.port);
		state.neurons.set(minerKey.address, {
			uid: 5,
			hotkey: minerKey.address,
			stakeRao: 0n,
			validatorPermit: false,
		});
		await until(() => state.neurons.get(minerKey.address)?.axon?.port === miner.port);
	});

	it("refuses to start without a uid and without a coldkey", async () => {
		const { chain } = memoryChain();
		await expect(startTestMiner(bundle, { callers: "permit" }, { chain })).rejects.toMatchObject({
			code: "MINER_NOT_REGISTERED",
		});
	});

	it("says what a registration costs and who is to pay it, before it asks the chain for one", async () => {
		const { chain, state } = memoryChain();
		state.balanceRao = 300_000_000n;
		const { address } = keypairFromUri("//Cold");
		await expect(startOn(chain)).rejects.toMatchObject({
			code: "REGISTRATION_UNPAID",
			message: expect.stringContaining(
				`pay 1.0000 τ for the registration, got ${address} with 0.3000 τ free`,
			),
			remedy: expect.stringContaining(`--to ${address}`),
		});
		expect(state.submitted).toEqual([]);
	});

	it.each(["0.0.0.0", "miner.example", ""])(
		"refuses to publish %j before it registers",
		async (externalIp) => {
			const { chain, state } = memoryChain();
			await expect(startOn(chain, { externalIp })).rejects.toMatchObject({
				code: "MINER_SETTING",
				remedy: expect.stringContaining("--external-ip"),
			});
			expect(state.submitted).toEqual([]);
		},
	);

	it("refuses a bundle that is not the published task", async () => {
		const { chain, state } = memoryChain();
		state.taskHash = "ab".repeat(32);
		await expect(startOn(chain)).rejects.toMatchObject({ code: "BUNDLE_HASH_MISMATCH" });
		state.taskHash = `0x${bundle.hash}`;
		await expect(startOn(chain)).resolves.toBeDefined();
	});
});

describe("a miner whose subnet changes", () => {
	it("says that the subnet publishes another task, and serves on", async () => {
		const { chain, state, add } = memoryChain();
		add(minerKey.address);
		add(validatorKey.address, { validatorPermit: true });
		const miner = await startOn(chain);
		const metric = async () => (await miner.server.inject("/metrics")).body;
		expect(await metric()).toMatch(/^ganglion_miner_task_current 1$/m);
		state.taskHash = "cd".repeat(32);
		await until(async () => /^ganglion_miner_task_current 0$/m.test(await metric()));
		expect((await askProbe(miner.server, "")).status).toBe(200);
	});
});

describe("who may ask", () => {
	const validator = validatorKey.address;
	const outcome = async (miner: Miner) => {
		const answer = await askProbe(miner.server, "");
		return answer.status === 200 ? "served" : `${answer.status} ${codeOf(answer)}`;
	};

	const holder = keypairFromUri("//Holder").address;

	it("is decided by the metagraph: unknown, without permit, with permit", async () => {
		const { chain, add } = memoryChain();
		add(minerKey.address);
		add(holder, { validatorPermit: true, stakeRao: 10n });
		const miner = await startOn(chain);
		expect(await outcome(miner)).toBe("403 CALLER_UNKNOWN");
		add(validator, { stakeRao: 5n });
		await until(async () => (await outcome(miner)) === "403 CALLER_WITHOUT_PERMIT");
		add(validator, { validatorPermit: true });
		await until(async () => (await outcome(miner)) === "served");
	});

	it("is every registered hotkey before the first epoch has given permits", async () => {
		const { chain, add } = memoryChain();
		add(minerKey.address);
		add(validator);
		expect(await outcome(await startOn(chain))).toBe("served");
	});

	it("is who has the stake of a permit holder, or the stake that the miner sets", async () => {
		const { chain, add } = memoryChain();
		add(minerKey.address);
		add(holder, { validatorPermit: true, stakeRao: 10n });
		add(validator, { stakeRao: 9n });
		expect(await outcome(await startOn(chain))).toBe("403 CALLER_WITHOUT_PERMIT");
		expect(await outcome(await startOn(chain, { minStakeRao: 9n }))).toBe("served");
		add(validator, { stakeRao: 10n });
		expect(await outcome(await startOn(chain))).toBe("served");
	});

	it("is any registered hotkey, or a hotkey by name, where the miner says so", async () => {
		const { chain, add } = memoryChain();
		add(minerKey.address, { validatorPermit: true });
		expect(await outcome(await startOn(chain, { allow: [validator] }))).toBe("served");
		const miner = await startOn(chain, { callers: "registered" });
		expect(await outcome(miner)).toBe("403 CALLER_UNKNOWN");
		add(validator);
		await until(async () => (await outcome(miner)) === "served");
	});

	it("stays as it was while the chain is lost, and follows it again after", async () => {
		const { chain, state, add } = memoryChain();
		add(minerKey.address);
		add(validator, { validatorPermit: true });
		const miner = await startOn(chain);
		expect(await outcome(miner)).toBe("served");
		const metric = async () => (await miner.server.inject("/metrics")).body;
		state.lost = true;
		await until(async () => /^ganglion_miner_chain_reachable 0$/m.test(await metric()));
		expect(await outcome(miner)).toBe("served");
		state.neurons.delete(validator);
		state.neurons.delete(minerKey.address);
		state.lost = false;
		await until(async () => (await outcome(miner)) === "403 CALLER_UNKNOWN");
		expect(await metric()).toMatch(/^ganglion_miner_registered 0$/m);
	});
});
