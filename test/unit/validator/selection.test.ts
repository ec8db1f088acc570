import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseMiners } from "../../../validator/selection/chooseMiners.js";
import { isAudited } from "../../../validator/selection/isAudited.js";
import { drawSeedFrom, fractionOf } from "../../../validator/state/secret.js";

const draw = drawSeedFrom(new Uint8Array(32).fill(7));
const candidates = (count: number) =>
	Array.from({ length: count }, (_, i) => ({
		hotkey: `key${i}`,
		lastAskedRound: undefined as number | undefined,
	}));

describe("the secret draw", () => {
	it("depends on every part and on where one ends", () => {
		expect(draw("ab", "c")).not.toEqual(draw("a", "bc"));
		expect(draw("a", 1)).not.toEqual(draw("a", 2));
		expect(draw("a")).not.toEqual(drawSeedFrom(new Uint8Array(32).fill(8))("a"));
		expect(draw("a", 1)).toEqual(draw("a", 1));
	});

	it("gives fractions in [0, 1), evenly", () => {
		const fractions = Array.from({ length: 4_000 }, (_, i) => fractionOf(draw("f", i)));
		expect(Math.min(...fractions)).toBeGreaterThanOrEqual(0);
		expect(Math.max(...fractions)).toBeLessThan(1);
		expect(fractions.reduce((sum, x) => sum + x, 0) / fractions.length).toBeCloseTo(0.5, 1);
		expect(fractionOf(new Uint8Array(8).fill(255))).toBeLessThan(1);
	});
});

describe("chooseMiners", () => {
	it("chooses as many as asked for, nobody twice, and the same again for the same round", () => {
		fc.assert(
			fc.property(fc.nat(40), fc.integer({ min: 1, max: 50 }), fc.nat(1_000), (count, sampleSize, round) => {
				const options = { netuid: 1, round, sampleSize };
				const chosen = chooseMiners(candidates(count), options, draw);
				expect(chosen).toHaveLength(Math.min(count, sampleSize));
				expect(new Set(chosen.map(({ hotkey }) => hotkey)).size).toBe(chosen.length);
				expect(
					chooseMiners(candidates(count).toReversed(), options, draw)
						.map(({ hotkey }) => hotkey)
						.toSorted(),
				).toEqual(chosen.map(({ hotkey }) => hotkey).toSorted());
			}),
		);
	});

	it("passes over nobody for longer than three turns", () => {
		const [count, sampleSize] = [20, 4];
		const last = new Map<string, number>();
		for (let round = 1; round <= 200; round++) {
			const known = candidates(count).map(({ hotkey }) => ({ hotkey, lastAskedRound: last.get(hotkey) }));
			for (const { hotkey } of chooseMiners(known, { netuid: 1, round, sampleSize }, draw))
				last.set(hotkey, round);
			if (round > 15)
				for (const { hotkey } of known) expect(round - (last.get(hotkey) ?? 0)).toBeLessThanOrEqual(15);
		}
	});

	it("differs between validators", () => {
		const other = drawSeedFrom(new Uint8Array(32).fill(9));
		const options = { netuid: 1, round: 1, sampleSize: 10 };
		expect(chooseMiners(candidates(40), options, draw)).not.toEqual(
			chooseMiners(candidates(40), options, other),
		);
	});
});

describe("isAudited", () => {
	it("audits the share that is asked for, and everybody under probation", () => {
		const audited = (auditRate: number, probation: number) =>
			Array.from({ length: 4_000 }, (_, round) =>
				isAudited({ netuid: 1, round, hotkey: "key", index: 0, auditRate, probation }, draw),
			).filter(Boolean).length / 4_000;
		expect(audited(0.25, 0)).toBeGreaterThan(0.22);
		expect(audited(0.25, 0)).toBeLessThan(0.28);
		expect(audited(0, 0)).toBe(0);
		expect(audited(1, 0)).toBe(1);
		expect(audited(0, 1)).toBe(1);
	});
});
