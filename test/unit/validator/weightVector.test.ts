import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_WEIGHT, weightVector } from "../../../validator/weights/weightVector.js";

const neurons = fc
	.uniqueArray(fc.nat(65_534), { minLength: 1, maxLength: 60 })
	.chain((uids) =>
		fc.tuple(
			...uids.map((uid) =>
				fc.record({ uid: fc.constant(uid), hotkey: fc.constant(`key${uid}`), score: fc.double() }),
			),
		),
	);

describe("weightVector", () => {
	it("names every registered neuron but its own once, ascending, the best at 65535, in u16", () => {
		fc.assert(
			fc.property(neurons, (list) => {
				const row = weightVector([...list, { uid: 65_535, hotkey: "own", score: 1 }], "own");
				if ("none" in row) {
					expect(list.every(({ score }) => !(score > 0) || !Number.isFinite(score))).toBe(true);
					return;
				}
				expect(row.uids).toEqual(list.map(({ uid }) => uid).toSorted((a, b) => a - b));
				expect(row.hotkeys).toEqual(row.uids.map((uid) => `key${uid}`));
				expect(Math.max(...row.weights)).toBe(MAX_WEIGHT);
				for (const weight of row.weights) {
					expect(Number.isInteger(weight)).toBe(true);
					expect(weight).toBeGreaterThanOrEqual(0);
				}
			}),
		);
	});

	it("does not change with the scale of the scores, and keeps their order", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }),
				fc.integer({ min: -20, max: 20 }),
				(scores, exponent) => {
					const make = (factor: number) =>
						weightVector(
							scores.map((score, uid) => ({ uid, hotkey: `${uid}`, score: score * factor })),
							"own",
						);
					const [plain, scaled] = [make(1), make(2 ** exponent)];
					expect(scaled).toEqual(plain);
					if ("none" in plain) throw new Error("scores are positive");
					scores.forEach((score, i) => {
						scores.forEach((other, j) => {
							if (score >= other) expect(plain.weights[i]).toBeGreaterThanOrEqual(plain.weights[j] as number);
						});
					});
				},
			),
		);
	});

	it("says why rather than making a row up, where every score is 0 or none is a number", () => {
		const zero = weightVector(
			[0, -1, Number.NaN, Number.POSITIVE_INFINITY].map((score, uid) => ({ uid, hotkey: `${uid}`, score })),
			"own",
		);
		expect(zero).toHaveProperty("none", expect.stringContaining("every score is 0"));
		expect(weightVector([{ uid: 0, hotkey: "own", score: 1 }], "own")).toHaveProperty("none");
	});
});
