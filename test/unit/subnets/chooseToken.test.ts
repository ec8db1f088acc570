import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseToken, logProbability, shortfall } from "../../../subnets/generation/chooseToken.js";

describe("choosing tokens", () => {
	const logits = fc.array(fc.float({ noNaN: true, min: -20, max: 20 }), { minLength: 2, maxLength: 63 });

	const choosing = fc.record({
		temperature: fc.constantFrom(0, 1e-30, 0.001, 0.01, 0.5, 2),
		seed: fc.nat(),
		topP: fc.constantFrom(1, 0.95, 0.5, 0.01),
		frequencyPenalty: fc.constantFrom(0, 0.5, -2),
		presencePenalty: fc.constantFrom(0, 1.5),
		logitBias: fc.constantFrom<readonly (readonly [number, number])[]>([], [[1, 3]], [[0, -100]]),
	});
	const before = fc.array(fc.constantFrom(0, 1), { maxLength: 20 });

	it("never falls short of itself, and every other token does", () => {
		fc.assert(
			fc.property(logits, choosing, before, (values, how, earlier) => {
				const row = Float32Array.from(values);
				const chosen = chooseToken(row, how, earlier);
				expect(shortfall(row, how, { before: earlier, token: chosen, slack: 0 })).toBe(0);
				for (let token = 0; token < row.length; token++)
					expect(shortfall(row, how, { before: earlier, token, slack: 0 })).toBeGreaterThanOrEqual(0);
			}),
		);
	});

	it("accepts what logits choose that differ by half of the tolerance, wherever a nucleus ends", () => {
		const slack = 0.01;
		const error = fc.array(fc.double({ noNaN: true, min: -slack / 2, max: slack / 2 }), {
			minLength: 63,
			maxLength: 63,
		});
		// Few values, so that many tokens are alike and a nucleus hangs by a hair's breadth.
		const alike = fc.array(fc.constantFrom(0, 0.004, 1, 1.003, -2), { minLength: 2, maxLength: 63 });
		fc.assert(
			fc.property(fc.oneof(logits, alike), error, choosing, before, (values, errors, how, earlier) => {
				const row = Float32Array.from(values);
				const other = Float32Array.from(values, (value, i) => value + (errors[i] ?? 0));
				const token = chooseToken(other, how, earlier);
				expect(shortfall(row, how, { before: earlier, token, slack })).toBeLessThanOrEqual(slack + 1e-5);
			}),
			{ numRuns: 500 },
		);
	});

	it("is not lenient with any token where a temperature is so low that no nucleus is sure", () => {
		const row = Float32Array.from([10, 0, 9, -5]);
		const slack = 0.002;
		// A draw at such a temperature is the likeliest token, whatever top_p is.
		for (const temperature of [5e-324, 1e-30, 0.001, 0.004])
			for (const token of [1, 2, 3]) {
				const how = { temperature, seed: 1, topP: 0.9 };
				expect(chooseToken(row, how, [])).toBe(0);
				expect(shortfall(row, how, { before: [], token: 0, slack })).toBe(0);
				expect(shortfall(row, how, { before: [], token, slack })).toBeGreaterThan(0.9);
			}
	});

	it("compares a token that may be in a nucleus by a hair with the one that is in any", () => {
		// 0.9 and 0.1 of all, and a nucleus of 0.9: the second token is in it or not, and the first always is.
		const row = Float32Array.from([Math.log(9), 0]);
		const how = { temperature: 1, topP: 0.9 };
		const seeds = Array.from({ length: 200 }, (_, seed) => seed);
		const gaps = seeds.map((seed) =>
			shortfall(row, { ...how, seed }, { before: [], token: 1, slack: 0.002 }),
		);
		const drawn = seeds.filter((seed) => chooseToken(row, { temperature: 1, seed }, []) === 1);
		expect(drawn.length).toBeGreaterThan(5);
		expect(seeds.filter((seed) => (gaps[seed] as number) <= 0.002)).toEqual(drawn);
	});

	it("draws from the fewest likeliest tokens that sum up to top_p, as often as their probabilities say", () => {
		const row = Float32Array.from([1, 0, -1, 2, -4]);
		const weights = Array.from(row, Math.exp);
		const nucleus = [3, 0];
		const share = (token: number) => (weights[token] ?? 0) / ((weights[3] ?? 0) + (weights[0] ?? 0));
		// 0.66 and 0.24 of all: the second fills 0.8.
		const counts = new Map<number, number>();
		const draws = 4_000;
		for (let seed = 0; seed < draws; seed++) {
			const token = chooseToken(row, { temperature: 1, seed, topP: 0.8 }, []);
			counts.set(token, (counts.get(token) ?? 0) + 1);
		}
		expect([...counts.keys()].sort()).toEqual([...nucleus].sort());
		for (const token of nucleus)
			expect(Math.abs((counts.get(token) ?? 0) / draws - share(token))).toBeLessThan(0.03);
		const outside = { before: [], token: 1, slack: 0.002 };
		expect(shortfall(row, { temperature: 1, seed: 1, topP: 0.8 }, outside)).toBe(Number.POSITIVE_INFINITY);
	});

	it("takes off for tokens that the answer holds, and adds a bias", () => {
		const row = Float32Array.from([1, 0.9, 0.1]);
		const greedy = { temperature: 0, seed: 0 };
		expect(chooseToken(row, { ...greedy, presencePenalty: 0.2 }, [0, 0])).toBe(1);
		expect(chooseToken(row, { ...greedy, frequencyPenalty: 0.06 }, [0])).toBe(0);
		expect(chooseToken(row, { ...greedy, frequencyPenalty: 0.06 }, [0, 0])).toBe(1);
		expect(chooseToken(row, { ...greedy, logitBias: [[2, 1]] }, [])).toBe(2);
		expect(chooseToken(row, { ...greedy, logitBias: [[0, -100]] }, [])).toBe(1);
	});

	it("draws from softmax(logits / temperature)", () => {
		const row = Float32Array.from([1, 0, -1]);
		const temperature = 0.7;
		const weights = Array.from(row, (logit) => Math.exp(logit / temperature));
		const sum = weights.reduce((a, b) => a + b);
		const counts = [0, 0, 0];
		const draws = 20_000;
		for (let seed = 0; seed < draws; seed++) {
			const token = chooseToken(row, { temperature, seed }, []);
			counts[token] = (counts[token] ?? 0) + 1;
		}
		counts.forEach((count, token) => {
			expect(Math.abs(count / draws - (weights[token] ?? 0) / sum)).toBeLessThan(0.012);
		});
	});

	it("gives log probabilities that sum to one, for large logits too", () => {
		fc.assert(
			fc.property(logits, fc.constantFrom(0, 1e4, -1e4), (values, offset) => {
				const row = Float32Array.from(values, (value) => value + offset);
				const sum = Array.from(row.keys(), (token) => Math.exp(logProbability(row, token))).reduce(
					(a, b) => a + b,
				);
				expect(sum).toBeCloseTo(1, 5);
			}),
		);
	});
});
