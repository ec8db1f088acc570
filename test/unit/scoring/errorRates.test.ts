import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { characterErrorRate, characterErrorRates, errorNorm } from "../../../scoring/index.js";
import { backends, need } from "./loadedBackends.js";

describe("characterErrorRate", () => {
	it.each([
		["kitten", "sitting", 3 / 6],
		["abc", "abc", 0],
		["abc", "", 1],
		["", "", 0],
		["", "anything", 1],
		["ab", "abcdef", 2],
		["日本語", "日本", 1 / 3],
		["a🦔b", "ab", 1 / 3],
	])("of %j read as %j", (truth, answer, rate) => {
		expect(characterErrorRate(truth, answer)).toBeCloseTo(rate, 12);
	});

	it("is a distance: symmetric, at most the longer length, never above a detour", () => {
		const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "🦔"), maxLength: 12 });
		const distance = (a: string, b: string) => characterErrorRate(a, b) * Array.from(a).length;
		fc.assert(
			fc.property(text, text, text, (a, b, c) => {
				fc.pre(a !== "" && b !== "" && c !== "");
				expect(distance(a, b)).toBeCloseTo(distance(b, a), 9);
				expect(distance(a, b)).toBeLessThanOrEqual(
					Math.max(Array.from(a).length, Array.from(b).length) + 1e-9,
				);
				expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c) + 1e-9);
			}),
			{ seed: 3 },
		);
	});
});

describe.each(backends)("characterErrorRates on $name", (loaded) => {
	it("gives for each pair what characterErrorRate gives", ({ skip }) => {
		const backend = need(loaded, skip);
		const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "é", "🦔"), maxLength: 20 });
		fc.assert(
			fc.property(fc.array(fc.tuple(text, text), { maxLength: 12 }), (pairs) => {
				const truths = pairs.map(([truth]) => truth);
				const answers = pairs.map(([, answer]) => answer);
				expect(Array.from(characterErrorRates(truths, answers, { backend }))).toEqual(
					pairs.map(([truth, answer]) => characterErrorRate(truth, answer)),
				);
			}),
			{ numRuns: loaded.name === "js" ? 100 : 20, seed: 9 },
		);
	});

	it("refuses a truth without an answer", ({ skip }) => {
		const backend = need(loaded, skip);
		expect(() => characterErrorRates(["a"], [], { backend })).toThrow(
			expect.objectContaining({ code: "SHAPE_MISMATCH" }),
		);
	});
});

describe("errorNorm", () => {
	it("is the largest difference over the root mean square of the reference", () => {
		expect(errorNorm([3, 4.5], [3, 4])).toBeCloseTo(0.5 / Math.sqrt(12.5), 12);
		expect(errorNorm(Float32Array.of(2, 2), Float32Array.of(1, 1))).toBe(1);
	});

	it("does not depend on the scale, down to the smallest and up to the largest numbers", () => {
		for (const scale of [1e-300, 1e-160, 1, 1e150, 1e300])
			expect(errorNorm([2 * scale, scale], [scale, scale])).toBeCloseTo(1, 9);
	});

	it("lets nothing pass that cannot be compared", () => {
		for (const [answer, reference] of [
			[[Number.NaN], [1]],
			[[1], [Number.NaN]],
			[[Number.POSITIVE_INFINITY], [Number.POSITIVE_INFINITY]],
			[[1, 2], [1]],
			[[1], [0]],
		] as const)
			expect(errorNorm(answer, reference)).toBe(Number.POSITIVE_INFINITY);
		expect(errorNorm([0], [0])).toBe(0);
		expect(errorNorm([], [])).toBe(0);
	});
});
