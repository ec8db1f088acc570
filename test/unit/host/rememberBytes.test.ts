import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rememberBytes } from "../../../chain/host/runtime/rememberBytes.js";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("remembered functions of bytes", () => {
	it("say what the plain function says, whatever came before and wherever the bytes lie", () => {
		const remembered = rememberBytes(hex);
		const memory = new Uint8Array(4096);
		const view = new DataView(memory.buffer);
		fc.assert(
			fc.property(
				// Few different bytes, so that inputs are alike and come again.
				fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 140 }),
				fc.integer({ min: 0, max: 3000 }),
				(bytes, start) => {
					memory.set(bytes, start);
					expect(remembered(view, start, start + bytes.length)).toBe(hex(Uint8Array.from(bytes)));
				},
			),
			{ numRuns: 5000 },
		);
	});

	it("keep no more than their slots, and are right when inputs push each other out", () => {
		let made = 0;
		const remembered = rememberBytes((bytes) => {
			made += 1;
			return hex(bytes);
		});
		const view = new DataView(new ArrayBuffer(4));
		const ask = (value: number) => {
			view.setUint32(0, value);
			expect(remembered(view, 0, 4)).toBe(value.toString(16).padStart(8, "0"));
		};
		for (let round = 0; round < 2; round++) for (let value = 0; value < 20_000; value++) ask(value);
		expect(made).toBeGreaterThan(20_000);
		const before = made;
		for (let asked = 0; asked < 100; asked++) ask(1);
		expect(made - before).toBeLessThanOrEqual(1);
	});

	it("hold copies: what is written over later does not change what was remembered", () => {
		const remembered = rememberBytes(hex);
		const memory = Uint8Array.of(1, 2, 3);
		const view = new DataView(memory.buffer);
		expect(remembered(view, 0, 3)).toBe("010203");
		memory.fill(9);
		expect(remembered(view, 0, 3)).toBe("090909");
		memory.set([1, 2, 3]);
		expect(remembered(view, 0, 3)).toBe("010203");
	});
});
