import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { beaconKey } from "../../../chain/client/index.js";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { openState, type ValidatorState } from "../../../validator/state/openState.js";
import { keepWeights } from "../../../validator/weights/keepWeights.js";
import { createMemoryChain, type MemoryChain, neuronAt } from "./memoryChain.js";

const NETUID = 1;
const TEMPO = 20;
const own = keypairFromUri("//Validator");
const logger = pino({ level: "silent" });
let folder: string;
let state: ValidatorState;
let chain: MemoryChain;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-weights-"));
	chain = createMemoryChain({ tempo: TEMPO });
	chain.neurons = [
		neuronAt(0, own.address, undefined),
		neuronAt(1, "a", 1),
		neuronAt(2, "b", 2),
		neuronAt(3, "c", 3),
	];
	open();
});

afterEach(() => {
	state.close();
	rmSync(folder, { recursive: true, force: true });
});

function open(): void {
	state = openState({ folder, genesisHash: chain.genesisHash, hotkey: own.address });
}

/** Ends the process in thought: the memory is closed and opened again. */
function restart(): void {
	state.close();
	open();
}

function score(
	hotkey: string,
	average: number,
	registeredAt = chain.neurons.find((n) => n.hotkey === hotkey)?.registeredAt ?? 0,
): void {
	state.miners.ensure(NETUID, hotkey, registeredAt);
	state.miners.apply(
		NETUID,
		1,
		{
			hotkey,
			score: average,
			auditsPassed: 1,
			auditsFailed: 0,
			asked: 1,
			answered: 1,
			latencyMs: 1,
			reason: "",
		},
		{ alpha: 1, probationAudits: 5 },
	);
}

function step() {
	return keepWeights(
		{ netuid: NETUID, signal: new AbortController().signal },
		{ chain, keypair: own, weights: state.weights, miners: state.miners, logger },
	);
}

const row = () => chain.rows.get(own.address);
const untilEpoch = () => TEMPO - (chain.block % TEMPO);
/** Goes to so many blocks before the next epoch. */
const approach = (blocks: number): void => chain.advance(untilEpoch() - blocks);

describe("weights in the open", () => {
	it("are set once, when the epoch's end is near, for every registered miner", async () => {
		score("a", 1);
		score("b", 0.5);
		expect((await step()).did).toEqual([]);
		approach(5);
		expect((await step()).did).toHaveLength(1);
		expect(row()).toEqual({ uids: [1, 2, 3], weights: [65_535, 32_768, 0] });
		expect(await step()).toEqual({ did: [] });
		chain.advance(TEMPO);
		expect((await step()).did).toHaveLength(1);
	});

	it("are not set where every score is 0, and it says why", async () => {
		approach(3);
		expect(await step()).toEqual({ did: [], heldBack: expect.stringContaining("every score is 0") });
		expect(row()).toBeUndefined();
	});

	it("give nothing to a hotkey that was registered anew, to one under probation, to one on another's back end", async () => {
		score("a", 1);
		score("b", 1, 1);
		score("c", 1);
		state.miners.setShared(NETUID, new Map([["c", "a"]]));
		approach(3);
		await step();
		expect(row()).toEqual({ uids: [1, 2, 3], weights: [65_535, 0, 0] });
	});

	it("are tried again in the next block where the chain refuses them", async () => {
		score("a", 1);
		approach(4);
		chain.beforeSubmit = () => {
			chain.beforeSubmit = undefined;
			throw Object.assign(new Error("SettingWeightsTooFast"), { code: "CHAIN_REFUSED" });
		};
		expect((await step()).heldBack).toBe("SettingWeightsTooFast");
		expect((await step()).did).toHaveLength(1);
		expect(state.weights.recent(NETUID, 5).map(({ state: stands }) => stands)).toEqual(["set", "failed"]);
	});

	it("are recognised on the chain where the answer to them was lost", async () => {
		score("a", 1);
		approach(4);
		chain.afterSubmit = () => {
			chain.afterSubmit = undefined;
			throw new Error("the connection broke");
		};
		await step();
		expect(state.weights.planned(NETUID)).toHaveLength(1);
		restart();
		expect((await step()).did).toEqual([expect.stringContaining("is on the chain")]);
		expect(state.weights.recent(NETUID, 5).map(({ state: stands }) => stands)).toEqual(["set"]);
	});
});

describe("weights under a timelock", () => {
	const MINUTE = 60_000;
	let nowMs: number;

	beforeEach(() => {
		nowMs = 1_000_000_000;
		chain.hyperparameters.commitRevealWeightsEnabled = true;
		chain.beaconInfo = {
			publicKey: beaconKey(new Uint8Array(32).fill(5)),
			chainHash: "",
			periodMs: 3_000,
			genesisMs: 0,
			lastRound: Math.floor(nowMs / 3_000) + 1,
			commitVersion: 4,
		};
		score("a", 1);
	});

	const timedStep = () =>
		keepWeights(
			{ netuid: NETUID, signal: new AbortController().signal },
			{ chain, keypair: own, weights: state.weights, miners: state.miners, logger, now: () => nowMs },
		);
	const states = () => state.weights.recent(NETUID, 5).map(({ mode, state: stands }) => `${mode} ${stands}`);

	it("are sealed for a round three blocks into the epoch in which the chain opens them", async () => {
		approach(4);
		expect((await timedStep()).did).toEqual([expect.stringContaining("committed")]);
		// four blocks to the epoch and three more, of 12 s, at 3 s a round
		const expected = Math.floor((nowMs + 7 * 12_000) / 3_000) + 1;
		expect(chain.sealed).toMatchObject([{ hotkey: own.address, round: expected }]);
		expect((await timedStep()).did).toEqual([]);
		chain.advance(untilEpoch());
		expect((await timedStep()).did).toEqual([]);
		chain.sealed.length = 0;
		chain.rows.set(own.address, { uids: [1], weights: [65_535] });
		expect((await timedStep()).did).toEqual([expect.stringContaining("revealed by the chain")]);
		expect(states()).toEqual(["timelock revealed"]);
	});

	it("count the epochs that the subnet asks for", async () => {
		chain.hyperparameters.revealPeriodEpochs = 3;
		approach(4);
		await timedStep();
		const blocks = 4 + 2 * TEMPO + 3;
		expect(chain.sealed[0]?.round).toBe(Math.floor((nowMs + blocks * 12_000) / 3_000) + 1);
	});

	it("are known to have failed where the chain opened nothing", async () => {
		approach(4);
		await timedStep();
		chain.advance(untilEpoch());
		chain.sealed.length = 0;
		expect((await timedStep()).did).toEqual([expect.stringContaining("did not open")]);
		expect(state.weights.recent(NETUID, 1)[0]).toMatchObject({
			state: "failed",
			detail: expect.stringContaining("TimelockedWeightsNotRevealed"),
		});
	});

	it("are committed by hash where nobody brings pulses, or the chain opens another version", async () => {
		const fresh = chain.beaconInfo;
		if (fresh === undefined) throw new Error("the chain of this test has a beacon");
		for (const beacon of [
			undefined,
			{ ...fresh, lastRound: 0 },
			{ ...fresh, lastRound: fresh.lastRound - (2 * MINUTE) / 3_000 },
			{ ...fresh, commitVersion: 5 },
		]) {
			chain.beaconInfo = beacon;
			approach(4);
			await timedStep();
			chain.advance(TEMPO);
			await timedStep();
		}
		expect(states().every((text) => text.startsWith("commit "))).toBe(true);
		expect(chain.sealed).toHaveLength(0);
	});

	it("are recognised on the chain where the process ended before it knew", async () => {
		approach(4);
		chain.afterSubmit = () => {
			chain.afterSubmit = undefined;
			throw new Error("killed");
		};
		await timedStep();
		restart();
		expect((await timedStep()).did).toEqual([expect.stringContaining("is on the chain")]);
		expect(states()).toEqual(["timelock committed"]);
	});
});

describe("weights by commit and reveal", () => {
	beforeEach(() => {
		chain.hyperparameters.commitRevealWeightsEnabled = true;
		score("a", 1);
		score("b", 0.25);
	});

	it("are committed before the epoch and revealed in the next one, as they were", async () => {
		approach(4);
		expect((await step()).did).toEqual([expect.stringContaining("committed")]);
		expect(row()).toBeUndefined();
		score("a", 0.1);
		chain.advance(untilEpoch());
		expect((await step()).did).toEqual([expect.stringContaining("revealed")]);
		expect(row()).toEqual({ uids: [1, 2, 3], weights: [65_535, 16_384, 0] });
		expect((await step()).did).toEqual([]);
	});

	it("are revealed after as many epochs as the subnet asks for", async () => {
		chain.hyperparameters.revealPeriodEpochs = 3;
		approach(4);
		await step();
		for (let epoch = 1; epoch < 3; epoch++) {
			chain.advance(untilEpoch());
			expect((await step()).did).toEqual([]);
			expect(row()).toBeUndefined();
		}
		chain.advance(untilEpoch());
		expect((await step()).did).toEqual([expect.stringContaining("revealed")]);
	});

	it("have their salt on disk before the commit is sent", async () => {
		approach(4);
		let planned: unknown;
		chain.beforeSubmit = ({ args }) => {
			planned ??= { hash: args[1], rows: state.weights.planned(NETUID) };
		};
		await step();
		expect(planned).toMatchObject({
			rows: [{ mode: "commit", state: "planned", salt: expect.arrayContaining([expect.any(Number)]) }],
		});
		const { hash, rows } = planned as { hash: string; rows: { hash: string }[] };
		expect(rows[0]?.hash).toBe(hash);
	});

	it("are revealed though the process ended before it knew that the commit was taken", async () => {
		approach(4);
		chain.afterSubmit = () => {
			chain.afterSubmit = undefined;
			throw new Error("killed");
		};
		await step();
		restart();
		chain.advance(untilEpoch());
		const { did } = await step();
		expect(did.some((text) => text.includes("revealed"))).toBe(true);
		expect(row()?.weights).toEqual([65_535, 16_384, 0]);
	});

	it("count their reveal from the epoch that the commit is in, where it slipped into the next", async () => {
		approach(1);
		await step();
		expect(chain.epochs).toBe(1);
		expect(state.weights.open(NETUID)[0]?.revealEpoch).toBe(2);
		expect((await step()).did).toEqual([]);
		chain.advance(untilEpoch());
		expect((await step()).did).toContainEqual(expect.stringContaining("revealed"));
	});

	it("are given up, with the reason, where the validator was down during their epoch", async () => {
		approach(4);
		await step();
		chain.advance(2 * TEMPO);
		restart();
		expect((await step()).did).toContainEqual(expect.stringContaining("expired"));
		expect(state.weights.recent(NETUID, 5).at(-1)).toMatchObject({
			state: "failed",
			detail: expect.stringContaining("due in epoch 1"),
		});
	});

	it("survive a process that ends at any point, over 30 epochs", async () => {
		let turn = 0;
		let revealed = 0;
		for (let epoch = 0; epoch < 30; epoch++) {
			for (; untilEpoch() > 1; ) {
				const kill = turn++ % 3;
				if (kill === 1) chain.beforeSubmit = () => die();
				if (kill === 2) chain.afterSubmit = () => die();
				const before = row();
				await step().catch(() => undefined);
				if (row() !== before) revealed++;
				if (kill !== 0) restart();
				chain.beforeSubmit = undefined;
				chain.afterSubmit = undefined;
				chain.advance(1);
			}
			chain.advance(1);
		}
		expect(chain.commits.filter(({ epoch }) => epoch < chain.epochs - 1)).toEqual([]);
		expect(revealed).toBeGreaterThanOrEqual(29);
	});
});

function die(): never {
	throw new Error("killed");
}
