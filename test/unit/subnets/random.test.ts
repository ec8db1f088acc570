import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../subnets/index.js";

const draw = (seed: string | Uint8Array, count: number): number[] => {
	const random = createRandom(seed);
	return Array.from({ length: count }, () => random.next());
};

describe("createRandom", () => {
	it("gives the same numbers for a seed on every machine", () => {
		// Computed apart, by the definition: xoshiro128** on sha256("ganglion"), little-endian, lowest bit of d set.
		const random = createRandom("ganglion");
		expect(Array.from({ length: 4 }, () => random.integer(2 ** 32))).toEqual([
			1537710142, 3887595186, 1168925560, 820381507,
		]);
		expect(draw(Buffer.from("ganglion"), 8)).toEqual(draw("ganglion", 8));
	});

	it("gives other numbers for other seeds", () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (one, two) => {
				fc.pre(Buffer.from(one).compare(Buffer.from(two)) !== 0);
				expect(draw(one, 4)).not.toEqual(draw(two, 4));
			}),
		);
	});

	it("spreads evenly over [0, 1), whole numbers and picks", () => {
		const count = 40_000;
		const cells = new Array<number>(16).fill(0);
		const values = draw("spread", count);
		expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
		for (const value of values) {
			const cell = Math.floor(value * 16);
			cells[cell] = (cells[cell] ?? 0) + 1;
		}
		const random = createRandom("dice");
		const dice = new Array<number>(6).fill(0);
		for (let i = 0; i < count; i++) {
			const face = random.pick([0, 1, 2, 3, 4, 5]);
			dice[face] = (dice[face] ?? 0) + 1;
		}
		// Six standard deviations: a sound generator never leaves them.
		const fits = (counts: readonly number[]) => {
			const share = 1 / counts.length;
			const deviation = Math.sqrt(count * share * (1 - share));
			return counts.every((seen) => Math.abs(seen - count * share) < 6 * deviation);
		};
		expect([fits(cells), fits(dice)]).toEqual([true, true]);
		expect(() => random.pick([])).toThrow(RangeError);
	});
});
