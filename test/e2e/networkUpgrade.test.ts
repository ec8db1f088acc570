import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calls } from "../../chain/client/index.js";
import { artifactFacts } from "../../chain/host/index.js";
import { keypairFromUri, packageRoot } from "../../chain/wallet/index.js";
import type { Validator } from "../../validator/index.js";
import { until } from "../until.js";
import { alice, NETUID, startTaskNetwork, TAO, type TaskNetwork, validatorKey } from "./taskNetwork.js";

/**
 * A chain made with the first release's runtime is upgraded under a miner, a validator and a wallet that were
 * connected before: none of them connects again, and all of them go on.
 */

const payer = keypairFromUri("//Payer");
const minerKey = keypairFromUri("//Coldkey//miner");

let network: TaskNetwork;
let validator: Validator;

beforeAll(async () => {
	network = await startTaskNetwork({
		artifact: join(packageRoot(), "test/fixtures/artifacts/1.wasm"),
		hyperparameters: { weightsSetRateLimit: 0 },
		miners: [{ hotkey: minerKey, behaviour: "honest" }],
	});
	await network.chain.submit(calls.transfer(payer.address, 10_000n * TAO), alice);
	validator = await network.startValidator();
}, 120_000);

afterAll(() => network?.stop());

const reach = (what: string, holds: () => Promise<boolean> | boolean) =>
	until(holds, { what, everyMs: 100, withinMs: 90_000 });

describe("an upgrade under a network that runs", () => {
	it("is followed by wallet, validator and miner on the connections that they have", async () => {
		const { chain, host } = network;
		const losses: string[] = [];
		chain.onConnection((state) => losses.push(state));
		const before = chain.specVersion;
		expect(await chain.runtimeApi("GanglionApi", "issuance", [])).toMatchObject({
			burned: expect.any(BigInt),
		});
		const weights = () => validator.records.weights(NETUID, 50);
		// The first ones are refused: the validator has its permit from the first epoch on.
		await reach("weights under the old runtime", () => weights().some(({ state }) => state === "set"));
		const failed = () => weights().filter(({ state }) => state === "failed").length;
		const failedBefore = failed();

		// A wallet that pays all the time, so that some of its transactions are signed before the upgrade and meet it.
		const paid: bigint[] = [];
		let paying = true;
		const pay = async (): Promise<void> => {
			while (paying) {
				const amount = TAO + BigInt(paid.length);
				await chain.submit(calls.transfer(alice.address, amount), payer);
				paid.push(amount);
			}
		};
		const payments = Promise.all([pay(), pay(), pay()]);
		await reach("payments before", () => paid.length >= 3);
		const code = new Uint8Array(readFileSync(artifactFacts().path));
		await chain.submit(calls.sudoUncheckedWeight(calls.setCode(code)), alice);
		await reach("the new version", () => chain.specVersion > before);
		const upgradedAt = host.head().number;
		const paidBefore = paid.length;
		await reach("payments after", () => paid.length >= paidBefore + 5);
		paying = false;
		await payments;

		expect(await chain.runtimeApi("GanglionApi", "check_invariants", [])).toBe("Ok");
		const lastUpdate = async (hotkey: string) =>
			(await chain.metagraph(NETUID)).neurons.find((neuron) => neuron.hotkey === hotkey)?.lastUpdate ?? 0;
		await reach(
			"weights under the new one",
			async () => (await lastUpdate(validatorKey.address)) > upgradedAt,
		);
		// The miner reads the caller's permit from the chain and answers: it passes in a round begun since.
		const rounds = () => validator.records.rounds(NETUID, 100).length;
		const roundsBefore = rounds();
		await reach("a round", () => rounds() > roundsBefore + 1);
		expect(validator.records.scores(NETUID).map(({ hotkey, score }) => [hotkey, score > 0])).toContainEqual([
			minerKey.address,
			true,
		]);
		expect(failed()).toBe(failedBefore);
		expect(losses).toEqual([]);
	}, 180_000);
});
