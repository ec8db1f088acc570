import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TaskBundle } from "../../../subnets/index.js";
import type { PlannedAsk } from "../../../validator/round/planRound.js";
import { type JudgedAsk, settleRound } from "../../../validator/round/settleRound.js";
import { openState, type ValidatorState } from "../../../validator/state/openState.js";
import type { Judgement } from "../../../validator/verify/judgeAnswer.js";
import { neuronAt } from "./memoryChain.js";

let folder: string;
let state: ValidatorState;
const bundle = {
	hash: "ab".repeat(32),
	manifest: {
		verification: { mode: "audit" },
		reward: { exponent: 2, latency: { freeMs: 1_000 } },
	},
} as unknown as TaskBundle;
const unauditable = {
	...bundle,
	manifest: { ...bundle.manifest, verification: { mode: "none" } },
} as unknown as TaskBundle;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-settle-"));
	state = openState({ folder, genesisHash: "0x", hotkey: "5Own" });
});

afterEach(() => {
	state.close();
	rmSync(folder, { recursive: true, force: true });
});

const good: Judgement = {
	verdict: "pass",
	code: "AUDIT_PASSED",
	reason: "answer agrees",
	quality: 0.8,
	counted: true,
	latencyMs: 100,
};
const silent: Judgement = {
	verdict: "none",
	code: "NO_ANSWER",
	reason: "no answer",
	quality: 0,
	counted: true,
};
const cheat: Judgement = {
	verdict: "fail",
	code: "AUDIT_FAILED",
	reason: "answer differs",
	quality: 0,
	counted: true,
	latencyMs: 100,
};

function judged(hotkey: string, judgement: Judgement, index = 0): JudgedAsk {
	const neuron = neuronAt(hotkey.charCodeAt(0) - 96, hotkey, 1);
	const record = state.miners.ensure(1, hotkey, neuron.registeredAt);
	const planned: PlannedAsk = {
		miner: { neuron, record, origin: "http://127.0.0.1:1" },
		challenge: { request: { inputs: [] } },
		index,
		audited: true,
		organic: undefined,
	};
	return { planned, nonce: 1n, judgement, exchange: undefined };
}

function settle(asks: readonly JudgedAsk[], options: { bundle?: TaskBundle } = {}) {
	return settleRound(
		asks,
		{
			netuid: 1,
			round: state.rounds.begin(1, { number: 1, hash: "0x" }, 0),
			block: 1,
			atMs: 1,
			bundle: options.bundle ?? bundle,
			window: { fullMs: 500, zeroMs: 1_500 },
			rules: { alpha: 0.5, probationAudits: 3 },
			observations: [],
			registeredAt: new Map([["a", 1]]),
			uidOf: new Map([["a", 1]]),
		},
		state,
	);
}

const standing = () =>
	Object.fromEntries(
		state.miners.all(1).map(({ hotkey, average, probation }) => [hotkey, { average, probation }]),
	);

describe("settleRound", () => {
	it("counts quality by the manifest's exponent, and what is late less", () => {
		const { verdicts } = settle([judged("a", good), judged("b", { ...good, latencyMs: 1_000 })]);
		expect(verdicts[0]?.score).toBeCloseTo(0.64, 12);
		expect(verdicts[1]?.score).toBeCloseTo(0.32, 12);
		expect(verdicts[1]?.reason).toBe("answer agrees; late: 1000 ms");
	});

	it("moves who was asked, leaves who was not", () => {
		settle([judged("a", good), judged("b", good)]);
		const before = standing();
		settle([judged("a", good), judged("c", silent)]);
		expect(standing().b).toEqual(before.b);
		expect(standing().a?.average).toBeGreaterThan(before.a?.average ?? 1);
	});

	it("marks nobody down where nobody answered: the validator's own line is the likelier fault", () => {
		settle([judged("a", good), judged("b", good)]);
		const before = standing();
		settle([judged("a", silent), judged("b", silent)]);
		expect(standing()).toEqual(before);
	});

	it("marks the silent down where another answered", () => {
		settle([judged("a", good), judged("b", good)]);
		const before = standing();
		settle([judged("a", good), judged("b", silent)]);
		expect(standing().b?.average).toBeLessThan(before.b?.average ?? 0);
	});

	it("lets a miner refuse what goes beyond its one request, but not cheat in it", () => {
		settle([judged("a", good), judged("a", silent, 1), judged("a", silent, 2), judged("b", good)]);
		expect(standing().a).toEqual(standing().b);
		settle([judged("a", good), judged("a", cheat, 1), judged("b", good)]);
		expect(standing().a).toEqual({ average: 0, probation: 3 });
	});

	it("does not count what the validator's own trouble cut off", () => {
		settle([
			judged("a", { ...good, verdict: "unaudited", code: "NOT_AUDITED", counted: false }),
			judged("b", good),
		]);
		expect(standing().a).toEqual({ average: 0, probation: 1 });
	});

	it("pays from the first answer on where the task has no audits", () => {
		const plain: Judgement = { ...good, verdict: "unaudited", code: "NOT_AUDITED" };
		settle([judged("a", plain), judged("b", plain)], { bundle: unauditable });
		expect(standing().a?.average).toBeGreaterThan(0);
	});

	it("lets a researcher's request, whose truth nobody knows, neither raise nor lower who answers it well", () => {
		const organic = { request: { inputs: [] }, tried: new Set<string>(), settle: () => undefined };
		const forResearcher = (judgement: Judgement, index = 0): JudgedAsk => {
			const one = judged("a", judgement, index);
			return { ...one, planned: { ...one.planned, organic } };
		};
		settle([judged("a", { ...good, quality: 1 })]);
		const before = state.miners.ensure(1, "a", 1).average;
		expect(before).toBeGreaterThan(0);
		settle([forResearcher({ ...good, quality: 0 })]);
		expect(state.miners.ensure(1, "a", 1)).toMatchObject({ average: before, lastScore: 1 });
		settle([forResearcher({ ...good, quality: 0 }), judged("a", { ...good, quality: 1 }, 1)]);
		expect(state.miners.ensure(1, "a", 1).average).toBeGreaterThan(before);
		settle([forResearcher(silent)]);
		expect(state.miners.ensure(1, "a", 1).lastScore).toBe(0);
		settle([forResearcher(cheat)]);
		expect(state.miners.ensure(1, "a", 1)).toMatchObject({ average: 0, probation: 3 });
	});

	it("puts a miner under probation whose answer the audit could not deal with", () => {
		settle([judged("a", { ...cheat, code: "ANSWER_MALFORMED" })]);
		expect(state.miners.ensure(1, "a", 1).probation).toBe(1);
		settle([judged("a", { ...cheat, code: "ANSWER_MALFORMED", failedAudit: true })]);
		expect(state.miners.ensure(1, "a", 1)).toMatchObject({ average: 0, probation: 3, auditsFailed: 1 });
	});

	it("keeps no evidence of what a researcher asked", () => {
		const evidence = {
			receipt: {},
			status: 200,
			request: { headers: {}, body: new Uint8Array([1]) },
			response: { headers: {}, body: new Uint8Array([2]) },
		};
		const drawn = judged("a", { ...good, evidence });
		const asked = judged("b", { ...good, evidence });
		const organic = { request: { inputs: [] }, tried: new Set<string>(), settle: () => undefined };
		settle([drawn, { ...asked, planned: { ...asked.planned, organic } }]);
		const kept = state.verdicts.list({ limit: 10 });
		expect(kept.map(({ hotkey, evidence: proof }) => [hotkey, proof !== undefined])).toEqual([
			["b", false],
			["a", true],
		]);
	});
});
