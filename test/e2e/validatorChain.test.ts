import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { until } from "../until.js";
import { NETUID, startTaskNetwork, type TaskNetwork, validatorKey } from "./taskNetwork.js";

const miners = [keypairFromUri("//Coldkey//honest"), keypairFromUri("//Coldkey//garbage")] as const;

/** A validator on the real chain, on a subnet whose weights are committed and revealed. */
describe("a validator on the chain, by commit and reveal", () => {
	let network: TaskNetwork;

	beforeAll(async () => {
		network = await startTaskNetwork({
			hyperparameters: { commitRevealWeightsEnabled: true, weightsSetRateLimit: 0 },
			miners: [
				{ hotkey: miners[0], behaviour: "honest" },
				{ hotkey: miners[1], behaviour: "garbage" },
			],
		});
	}, 120_000);

	afterAll(() => network?.stop());

	const reach = (what: string, holds: () => Promise<boolean> | boolean) =>
		until(holds, { what, everyMs: 100, withinMs: 150_000 });

	it("commits, is stopped, and reveals after it was started again; the honest miner is paid, the cheat is not", async () => {
		const { chain } = network;
		let validator = await network.startValidator();
		const states = () => validator.records.weights(NETUID, 20).map(({ state }) => state);
		await reach("a commit", () => states().includes("committed"));
		expect(await chain.weights(NETUID)).toEqual([]);
		await validator.stop();
		validator = await network.startValidator();
		await reach("a reveal", () => states().includes("revealed"));
		const { neurons } = await chain.metagraph(NETUID);
		const uidOf = (hotkey: string) => neurons.find((neuron) => neuron.hotkey === hotkey)?.uid ?? -1;
		const [honest, cheat] = [uidOf(miners[0].address), uidOf(miners[1].address)];
		const row = (await chain.weights(NETUID)).find(({ uid }) => uid === uidOf(validatorKey.address));
		expect(row?.weights.find(({ uid }) => uid === honest)?.value).toBe(65_535);
		expect(row?.weights.find(({ uid }) => uid === cheat)?.value ?? 0).toBe(0);
		await reach("emission", async () =>
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
