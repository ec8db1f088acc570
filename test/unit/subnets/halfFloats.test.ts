import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	decodeInferRequest,
	encodeInferRequest,
	floatsOf,
	floatsOfHalves,
	halvesOfFloats,
} from "../../../subnets/index.js";

/** Every half there is, in the order of its bits. */
const all = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
const values = floatsOfHalves(all);
const half = (value: number) => halvesOfFloats(Float32Array.of(value))[0] ?? -1;

describe("half precision", () => {
	it("becomes single precision and comes back with the same bits, all 65,536 of them", () => {
		const back = halvesOfFloats(values);
		for (const bits of all) {
			if (Number.isNaN(values[bits])) expect((back[bits] ?? 0) & 0x7e00).toBe(0x7e00);
			else if (back[bits] !== bits) expect.fail(`${bits} came back as ${back[bits]}`);
		}
	});

	it.each([
		[0x3c00, 1],
		[0xc000, -2],
		[0x7bff, 65504],
		[0x0001, 2 ** -24],
		[0x03ff, 2 ** -14 - 2 ** -24],
		[0x0400, 2 ** -14],
		[0x3555, 0.333251953125],
		[0x7c00, Number.POSITIVE_INFINITY],
		[0xfc00, Number.NEGATIVE_INFINITY],
		[0x8000, -0],
	])("%i stands for %d", (bits, value) => {
		expect(values[bits]).toBe(value);
		expect(half(value)).toBe(bits);
	});

	it("is the nearest of a number in single precision, the even one of two", () => {
		fc.assert(
			fc.property(fc.float({ noNaN: true, min: -65519, max: 65519 }), (value) => {
				const bits = half(value) & 0x7fff;
				const size = Math.abs(value);
				const off = (other: number) => Math.abs((values[other] ?? Number.NaN) - size);
				for (const other of [bits - 1, bits + 1].filter((one) => one >= 0 && one < 0x7c00)) {
					expect(off(bits)).toBeLessThanOrEqual(off(other));
					if (off(bits) === off(other)) expect(bits % 2).toBe(0);
				}
			}),
			{ numRuns: 20_000 },
		);
	});

	it.each([
		[65519.99, 0x7bff],
		[65520, 0x7c00],
		[1e30, 0x7c00],
		[-1e30, 0xfc00],
		[2 ** -25, 0],
		[2 ** -25 * (1 + 2 ** -20), 1],
		[3 * 2 ** -25, 2],
		[1 + 2 ** -11, 0x3c00],
		[1 + 3 * 2 ** -11, 0x3c02],
	])("of %d is %i", (value, bits) => {
		expect(half(value)).toBe(bits);
	});
});

describe("an FP16 tensor", () => {
	const tensor = { name: "x", datatype: "FP16", shape: [2], data: Uint16Array.of(0x3c00, 0xc000) } as const;
	const send = (data: Uint16Array) => {
		const { body, headers } = encodeInferRequest({ inputs: [{ ...tensor, data }] }, { binary: false });
		return decodeInferRequest(body, headers);
	};

	it("travels in binary, bit by bit, even where JSON is preferred", () => {
		expect(send(tensor.data)).toMatchObject({ ok: true, value: { inputs: [tensor] } });
	});

	it("is refused with what is no number, and in JSON", () => {
		for (const bits of [0x7c00, 0xfc00, 0x7e01])
			expect(send(Uint16Array.of(0x3c00, bits))).toMatchObject({ ok: false, status: 400 });
		const inJson = { inputs: [{ ...tensor, data: [1, -2] }] };
		expect(decodeInferRequest(Buffer.from(JSON.stringify(inJson)), {})).toMatchObject({
			ok: false,
			message: expect.stringContaining("binary"),
		});
	});

	it("is read as single precision", () => {
		expect(floatsOf(tensor)).toEqual(Float32Array.of(1, -2));
		expect(floatsOf({ ...tensor, datatype: "UINT16" })).toBeUndefined();
		expect(floatsOf(undefined)).toBeUndefined();
	});
});
