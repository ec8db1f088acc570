import { describe, expect, it } from "vitest";
import { decodeChecked, encodeChecked } from "../../../chain/host/workers/checked.js";

describe("checks on their way between threads", () => {
	it("keep their order, traps with their words", () => {
		const stale = Uint8Array.of(1, 0, 3);
		const decoded = decodeChecked(encodeChecked([stale, { trap: "panicked at 'é'" }, stale, { trap: "" }]));
		const refused = { valid: false, kind: "invalid", name: "Stale" };
		expect(decoded).toEqual([refused, { trap: "panicked at 'é'" }, refused, { trap: "" }]);
		expect(decodeChecked(encodeChecked([]))).toEqual([]);
	});

	it("count an answer that is no validity as a trap, since it says nothing of the transaction", () => {
		const [cut, good] = decodeChecked(encodeChecked([Uint8Array.of(0, 1, 2), Uint8Array.of(1, 1, 0)]));
		expect(cut).toEqual({ trap: expect.stringMatching(/no TransactionValidity/) });
		expect(good).toMatchObject({ valid: false, name: "CannotLookup" });
	});
});
