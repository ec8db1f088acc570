import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { NewVerdict } from "../../../validator/evidence/verdict.js";
import {
	ValidatorDataForeignError,
	ValidatorDataLockedError,
	ValidatorDataUnusableError,
} from "../../../validator/index.js";
import { openDatabase } from "../../../validator/state/openDatabase.js";
import { openState, type ValidatorState } from "../../../validator/state/openState.js";
import { GROUPS } from "../../../validator/state/verdictStore.js";

const rules = { alpha: 0.5, probationAudits: 4 };
let folder = "";
let state: ValidatorState | undefined;

function open(identity: { genesisHash?: string; hotkey?: string } = {}): ValidatorState {
	folder ||= mkdtempSync(join(tmpdir(), "ganglion-state-"));
	state = openState({ folder, genesisHash: "0x01", hotkey: "5Own", ...identity });
	return state;
}

function reopen(): ValidatorState {
	state?.close();
	return open();
}

afterEach(() => {
	state?.close();
	state = undefined;
	if (folder !== "") rmSync(folder, { recursive: true, force: true });
	folder = "";
});

const result = (hotkey: string, score: number) => ({
	hotkey,
	score,
	auditsPassed: 1,
	auditsFailed: 0,
	asked: 1,
	answered: 1,
	latencyMs: 12.5,
	reason: "fine",
});

const verdict: NewVerdict = {
	netuid: 1,
	round: 1,
	block: 7,
	uid: 3,
	hotkey: "a",
	atMs: 1,
	requestNonce: "18446744073709551615",
	verdict: "fail",
	code: "AUDIT_FAILED",
	reason: "answer differs from the pinned model, 7e-2 > 5e-5",
	measured: 0.07,
	tolerance: 5e-5,
	score: 0,
	quality: 0,
	latencyMs: 3.5,
	taskHash: "ab".repeat(32),
	evidence: {
		receipt: { "X-Bittensor-Receipt": "1" },
		status: 200,
		request: { headers: { "Content-Type": "application/json" }, body: new Uint8Array([1, 2, 255]) },
		response: { headers: {}, body: new Uint8Array([0, 9]) },
		demanded: {
			tensor: "t",
			rows: [4, 9],
			received: [new Uint8Array([7]), new Uint8Array([])],
			proof: {
				receipt: { a: "b" },
				status: 404,
				requestBody: new Uint8Array([1]),
				responseBody: new Uint8Array([2]),
			},
		},
		ownSha256: "cd".repeat(32),
	},
};

describe("the validator's memory", () => {
	it("is one process's at a time, one chain's and one hotkey's", () => {
		open();
		expect(() => openState({ folder, genesisHash: "0x01", hotkey: "5Own" })).toThrow(
			ValidatorDataLockedError,
		);
		state?.close();
		expect(() => open({ genesisHash: "0x02" })).toThrow(ValidatorDataForeignError);
		expect(() => open({ hotkey: "5Other" })).toThrow(ValidatorDataForeignError);
		expect(open()).toBeDefined();
	});

	it("refuses a file that is no database, a newer schema, a secret of another length", () => {
		folder = mkdtempSync(join(tmpdir(), "ganglion-state-"));
		writeFileSync(
			join(folder, "validator.db"),
			"no database, but long enough to be read as a header ".repeat(40),
		);
		expect(() => open()).toThrow(ValidatorDataUnusableError);
		rmSync(join(folder, "validator.db"));
		const database = openDatabase(folder);
		database.exec("PRAGMA user_version = 999");
		database.close();
		expect(() => open()).toThrow(/schema is version 999/);
		rmSync(join(folder, "validator.db"));
		writeFileSync(join(folder, "secret"), "short");
		expect(() => open()).toThrow(/secret has 5 bytes/);
	});

	it("keeps its secret to its owner, and draws the same with it after a restart", () => {
		const before = open().draw("a", 1);
		expect(statSync(join(folder, "secret")).mode & 0o777).toBe(0o600);
		expect(readFileSync(join(folder, "secret"))).toHaveLength(32);
		expect(reopen().draw("a", 1)).toEqual(before);
	});

	it("never gives a round's number twice, finished or not", () => {
		const block = { number: 1, hash: "0x" };
		expect(open().rounds.begin(1, block, 0)).toBe(1);
		expect(reopen().rounds.begin(1, block, 0)).toBe(2);
		state?.rounds.finish(1, 2, { asked: 3, passed: 2, failed: 1 }, 50);
		expect(reopen().rounds.begin(1, block, 0)).toBe(3);
		expect(state?.rounds.begin(2, block, 0)).toBe(1);
		expect(state?.rounds.recent(1, 10).map(({ finishedMs }) => finishedMs)).toEqual([
			undefined,
			50,
			undefined,
		]);
	});
});

describe("scores by hotkey", () => {
	it("stay where a miner is not asked, over restarts and on other subnets", () => {
		const { miners } = open();
		for (const netuid of [1, 2]) for (const hotkey of ["a", "b"]) miners.ensure(netuid, hotkey, 5);
		miners.apply(1, 1, result("a", 0.8), rules);
		miners.apply(1, 2, result("b", 0.4), rules);
		const kept = reopen().miners;
		expect(kept.all(1).map(({ average }) => average)).toEqual([0.4, 0.2]);
		expect(kept.all(2).map(({ average }) => average)).toEqual([0, 0]);
		expect(kept.ensure(1, "a", 5)).toMatchObject({
			average: 0.4,
			asked: 1,
			answered: 1,
			auditsPassed: 1,
			lastAskedRound: 1,
			lastLatencyMs: 12.5,
		});
	});

	it("start at 0 for whoever takes over a uid, and for a hotkey that was registered again", () => {
		const { miners } = open();
		miners.ensure(1, "a", 5);
		miners.apply(1, 1, result("a", 1), rules);
		expect(miners.ensure(1, "newcomer", 9)).toMatchObject({ average: 0, probation: 1 });
		expect(miners.ensure(1, "a", 9)).toMatchObject({ average: 0, probation: 1, asked: 0, registeredAt: 9 });
	});

	it("keep the last good latency where an answer was not good", () => {
		const { miners } = open();
		miners.ensure(1, "a", 5);
		miners.apply(1, 1, result("a", 1), rules);
		miners.apply(1, 2, { ...result("a", 0), latencyMs: undefined }, rules);
		expect(miners.all(1)[0]?.lastLatencyMs).toBe(12.5);
	});

	it("name who shares whose back end, until they no longer do", () => {
		const { miners } = open();
		for (const hotkey of ["a", "b"]) miners.ensure(1, hotkey, 5);
		miners.setShared(1, new Map([["b", "a"]]));
		expect(miners.all(1).map(({ sharesWith }) => sharesWith)).toEqual([undefined, "a"]);
		miners.setShared(1, new Map());
		expect(miners.all(1).map(({ sharesWith }) => sharesWith)).toEqual([undefined, undefined]);
	});
});

describe("hotkeys that left", () => {
	it("are forgotten after a while, with the looks at them, and nobody else is", () => {
		const { miners, loads } = open();
		for (const hotkey of ["a", "b", "c"]) miners.ensure(1, hotkey, 5);
		miners.apply(1, 900, result("b", 1), rules);
		const looks = [
			["a", "b"],
			["b", "a"],
			["a", "c"],
		] as const;
		loads.add(
			1,
			looks.map(([asked, loaded]) => ({ asked, loaded, after: true })),
		);
		miners.forget(1, new Set(["a"]), 800);
		loads.forget(1);
		expect(miners.all(1).map(({ hotkey }) => hotkey)).toEqual(["a", "b"]);
		expect(loads.tallies(1).map(({ asked, loaded }) => [asked, loaded])).toEqual([
			["a", "b"],
			["b", "a"],
		]);
		miners.forget(1, new Set(["a"]), 1_000);
		expect(miners.all(1).map(({ hotkey }) => hotkey)).toEqual(["a"]);
	});
});

describe("rows of weights", () => {
	it("are bounded, and one that has still to be revealed stays", () => {
		const { weights, atomically } = open();
		const planned = {
			netuid: 1,
			madeAtBlock: 1,
			epoch: 0,
			uids: [1],
			hotkeys: ["a"],
			weights: [65_535],
			versionKey: 0n,
			salt: undefined,
			hash: undefined,
			revealEpoch: undefined,
			mode: "set" as const,
		};
		atomically(() => {
			const open = weights.plan({ ...planned, mode: "commit" });
			weights.update(open, { state: "committed" });
			for (let i = 0; i < 1_010; i++) weights.update(weights.plan(planned), { state: "set" });
		});
		const kept = weights.recent(1, 5_000);
		expect(kept).toHaveLength(1_001);
		expect(kept.at(-1)).toMatchObject({ id: 1, state: "committed" });
	});
});

describe("verdicts", () => {
	it("come back as they were kept, bytes, nonces and infinities included", () => {
		const { verdicts } = open();
		verdicts.add(verdict);
		verdicts.add({ ...verdict, measured: Number.POSITIVE_INFINITY, evidence: undefined });
		const [second, first] = reopen().verdicts.list({ limit: 10 });
		expect(first).toEqual({ ...verdict, id: 1 });
		expect(second).toMatchObject({ id: 2, measured: Number.POSITIVE_INFINITY, evidence: undefined });
	});

	it("are found by subnet, hotkey, verdict and id", () => {
		const { verdicts } = open();
		for (const [netuid, hotkey, said] of [
			[1, "a", "fail"],
			[1, "b", "pass"],
			[2, "a", "pass"],
		] as const)
			verdicts.add({ ...verdict, netuid, hotkey, verdict: said });
		const ids = (query: object) => verdicts.list({ limit: 10, ...query }).map(({ id }) => id);
		expect(ids({})).toEqual([3, 2, 1]);
		expect(ids({ netuid: 1 })).toEqual([2, 1]);
		expect(ids({ hotkey: "a" })).toEqual([3, 1]);
		expect(ids({ verdict: "pass" })).toEqual([3, 2]);
		expect(ids({ after: 1, limit: 1 })).toEqual([3]);
	});

	it("stay within bounds: 500 of each miner and code, 20 of them with their bodies", () => {
		const opened = open();
		opened.atomically(() => {
			for (let i = 0; i < 520; i++) opened.verdicts.add(verdict);
			opened.verdicts.add({ ...verdict, code: "AUDIT_PASSED", verdict: "pass" });
		});
		opened.verdicts.prune(1, new Set([verdict.hotkey]), verdict.atMs);
		const kept = opened.verdicts.list({ limit: 1000 });
		expect(kept).toHaveLength(501);
		expect(kept.filter(({ evidence }) => evidence !== undefined)).toHaveLength(21);
		const digest = opened.verdicts.digestIds(1, 2).map((id) => opened.verdicts.read(id, { evidence: false }));
		expect(digest.every((record) => record?.evidence === undefined)).toBe(true);
		expect(digest.map((record) => record?.code)).toEqual(["AUDIT_FAILED", "AUDIT_FAILED", "AUDIT_PASSED"]);
	});

	it("are pruned by jumps along an index, never by a scan of the table", () => {
		const opened = open();
		const database = openDatabase(folder);
		opened.verdicts.add(verdict);
		const plan = (sql: string) =>
			(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(1) as { detail: string }[]).map(
				({ detail }) => detail,
			);
		const steps = plan(GROUPS);
		database.close();
		expect(steps.filter((step) => /verdicts/.test(step)).length).toBeGreaterThan(0);
		expect(steps.filter((step) => /SCAN verdicts/.test(step))).toEqual([]);
	});

	it("of a hotkey that left shrink to five with one proof, and go after a month", () => {
		const { verdicts } = open();
		for (let i = 0; i < 8; i++) verdicts.add({ ...verdict, hotkey: "gone", atMs: 1_000 });
		verdicts.add({ ...verdict, hotkey: "here", atMs: 1_000 });
		const kept = (nowMs: number) => {
			verdicts.prune(1, new Set(["here"]), nowMs);
			return verdicts.list({ limit: 100 }).map(({ hotkey, evidence }) => [hotkey, evidence !== undefined]);
		};
		const gone = [true, false, false, false, false].map((proven) => ["gone", proven]);
		expect(kept(2_000)).toEqual([["here", true], ...gone]);
		expect(kept(31 * 24 * 3_600_000)).toEqual([["here", true]]);
	});

	it("are kept with scores whole or not at all", () => {
		const opened = open();
		opened.miners.ensure(1, "a", 5);
		expect(() =>
			opened.atomically(() => {
				opened.verdicts.add(verdict);
				opened.miners.apply(1, 1, result("a", 1), rules);
				throw new Error("in the middle");
			}),
		).toThrow("in the middle");
		expect(opened.verdicts.list({ limit: 10 })).toEqual([]);
		expect(opened.miners.all(1)[0]?.average).toBe(0);
	});
});
