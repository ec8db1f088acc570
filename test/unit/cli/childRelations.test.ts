import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeRelations, parseChildren, parseTake } from "../../../cli/childRelations.js";
import { UsageError } from "../../../cli/errors.js";

const WHOLE = (1n << 64n) - 1n;
const HOTKEY = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

describe("the children of a command line", () => {
	it("are addresses and percentages", () => {
		expect(parseChildren([`${HOTKEY}=100`, `${HOTKEY}=25.5`])).toEqual([
			{ hotkey: HOTKEY, proportion: WHOLE },
			{ hotkey: HOTKEY, proportion: (WHOLE * 2550n) / 10_000n },
		]);
		expect(parseChildren([])).toEqual([]);
	});

	it("come back with the percentage that was given, and never add up to more than the whole", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 5 }), (parts) => {
				const children = parseChildren(parts.map((part) => `${HOTKEY}=${(part / 100).toFixed(2)}`));
				expect(children.reduce((sum, { proportion }) => sum + proportion, 0n)).toBeLessThanOrEqual(WHOLE);
				const told = describeRelations({ children, parents: [], take: 0 });
				expect(told.children.map(({ percent }) => percent)).toEqual(parts.map((part) => part / 100));
			}),
		);
	});

	it.each(["", HOTKEY, `${HOTKEY}=`, `${HOTKEY}=a`, `${HOTKEY}=1.234`, `${HOTKEY}=100.01`, `${HOTKEY}=1=2`])(
		"are not %j",
		(item) => expect(() => parseChildren([item])).toThrow(UsageError),
	);
});

describe("a take", () => {
	it("is a percentage of 65535, rounded down so that the highest is never passed", () => {
		expect([parseTake("0"), parseTake("18"), parseTake("100")]).toEqual([0, 11_796, 65_535]);
		expect(describeRelations({ children: [], parents: [], take: parseTake("9.5") }).takePercent).toBe(9.5);
		for (const percent of ["", "-1", "101", "1e1"]) expect(() => parseTake(percent)).toThrow(UsageError);
	});
});
