import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latencyFactor, latencyWindow, patience } from "../../../validator/score/latencyFactor.js";
import {
	effectiveScore,
	newcomer,
	nextStanding,
	type RoundResult,
} from "../../../validator/score/standing.js";

const rules = { alpha: 0.2, probationAudits: 5 };
const passed: RoundResult = { score: 1, auditsPassed: 1, auditsFailed: 0 };
const unaudited: RoundResult = { score: 1, auditsPassed: 0, auditsFailed: 0 };
const caught: RoundResult = { score: 0, auditsPassed: 0, auditsFailed: 1 };

describe("standing", () => {
	it("pays a newcomer nothing until it has passed an audit", () => {
		const waiting = nextStanding(newcomer, unaudited, rules);
		expect(effectiveScore(waiting)).toBe(0);
		expect(effectiveScore(nextStanding(waiting, passed, rules))).toBeCloseTo(0.2, 12);
	});

	it("takes everything from a miner that fails an audit, and keeps it near 0 for as many audits as the rule says", () => {
		let standing = { average: 0.9, probation: 0 };
		standing = nextStanding(standing, caught, rules);
		for (let audit = 0; audit < rules.probationAudits; audit++) {
			expect(effectiveScore(standing)).toBe(0);
			standing = nextStanding(standing, passed, rules);
		}
		expect(effectiveScore(standing)).toBeCloseTo(rules.alpha, 12);
	});

	it("lets one failed audit outweigh any number of passed ones in the same round", () => {
		const standing = nextStanding(
			{ average: 1, probation: 0 },
			{ score: 1, auditsPassed: 100, auditsFailed: 1 },
			rules,
		);
		expect(standing).toEqual({ average: 0, probation: rules.probationAudits });
	});

	it("stays within 0 and 1 whatever the score, NaN and infinities included", () => {
		fc.assert(
			fc.property(fc.double(), fc.double({ min: 0, max: 1, noNaN: true }), (score, average) => {
				const next = nextStanding({ average, probation: 0 }, { ...unaudited, score }, rules);
				expect(next.average).toBeGreaterThanOrEqual(0);
				expect(next.average).toBeLessThanOrEqual(1);
			}),
		);
	});
});

describe("latency", () => {
	const limits = { freeMs: 4_000, timeoutMs: 10_000 };

	it("follows the manifest where the others are slow, and is stricter where they are fast", () => {
		expect(latencyWindow([], limits)).toEqual({ fullMs: 4_000, zeroMs: 10_000 });
		expect(latencyWindow([3_000, 3_000], limits)).toEqual({ fullMs: 4_000, zeroMs: 10_000 });
		expect(latencyWindow([300, 300, 9_000], limits)).toEqual({ fullMs: 600, zeroMs: 1_500 });
	});

	it("takes the faster of two as the measure", () => {
		expect(latencyWindow([50, 8_000], limits)).toEqual({ fullMs: 500, zeroMs: 1_250 });
	});

	it("is 1, then falls in a line, then is 0; never rises with latency", () => {
		const window = { fullMs: 500, zeroMs: 1_500 };
		expect([0, 500, 1_000, 1_500, 1e9, Number.NaN].map((ms) => latencyFactor(ms, window))).toEqual([
			1, 1, 0.5, 0, 0, 0,
		]);
		fc.assert(
			fc.property(fc.nat(3_000), fc.nat(3_000), (a, b) => {
				expect(latencyFactor(Math.max(a, b), window)).toBeLessThanOrEqual(
					latencyFactor(Math.min(a, b), window),
				);
			}),
		);
	});

	it("has no division by zero where nothing lies between full and zero", () => {
		expect(latencyFactor(10_001, { fullMs: 10_000, zeroMs: 10_000 })).toBe(0);
		expect(latencyFactor(10_000, { fullMs: 10_000, zeroMs: 10_000 })).toBe(1);
	});

	it("waits as long as an answer could count, within the task's limit, a whole number of ms", () => {
		expect(patience({ fullMs: 500, zeroMs: 1_500 }, 10_000)).toBe(3_000);
		expect(patience({ fullMs: 4_000, zeroMs: 10_000 }, 10_000)).toBe(10_000);
		expect(Number.isInteger(patience({ fullMs: 700.25, zeroMs: 2_100.75 }, 10_000))).toBe(true);
	});
});
