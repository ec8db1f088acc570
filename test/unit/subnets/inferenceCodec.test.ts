import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type CodecLimits,
	decodeInferRequest,
	decodeInferResponse,
	encodeInferRequest,
	encodeInferResponse,
	type Tensor,
	tensorFromBytes,
} from "../../../subnets/index.js";

const size = {
	BOOL: 1,
	UINT8: 1,
	UINT16: 2,
	UINT32: 4,
	UINT64: 8,
	INT8: 1,
	INT16: 2,
	INT32: 4,
	INT64: 8,
	FP16: 2,
	FP32: 4,
	FP64: 8,
};
type Numeric = keyof typeof size;

const numericTensor = fc
	.tuple(fc.constantFrom(...(Object.keys(size) as Numeric[])), fc.array(fc.nat(4), { maxLength: 3 }))
	.chain(([datatype, shape]) => {
		const bytes = shape.reduce((product, dimension) => product * dimension, 1) * size[datatype];
		return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw): Tensor => {
			const clean = datatype === "BOOL" ? raw.map((byte) => byte & 1) : raw;
			return tensorFromBytes("t", datatype, shape, clean);
		});
	});
const textTensor = fc
	.array(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 4 })
	.map((data): Tensor => ({ name: "t", datatype: "BYTES", shape: [data.length], data }));
const anyTensor = fc.oneof(numericTensor, textTensor);

const json = (value: unknown, limits: Partial<CodecLimits> = {}) =>
	decodeInferRequest(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)), {}, limits);
const input = (change: object) => ({
	inputs: [{ name: "x", datatype: "FP32", shape: [2], data: [1, 2], ...change }],
});

describe("Open Inference Protocol v2", () => {
	it("round-trips every tensor, as bytes and as JSON", () => {
		fc.assert(
			fc.property(anyTensor, anyTensor, fc.boolean(), (first, second, binary) => {
				const request = {
					id: "r-1",
					parameters: { max_tokens: 5, greedy: true, note: "ä" },
					inputs: [first, { ...second, name: "u" }],
					outputs: ["text"],
					binaryOutputs: true,
				};
				const { body, headers } = encodeInferRequest(request, { binary });
				const decoded = decodeInferRequest(body, headers, { allowNonFinite: true });
				expect(decoded).toEqual({ ok: true, value: request });
				const answer = { modelName: "m", modelVersion: "1", id: "r-1", outputs: request.inputs };
				const sent = encodeInferResponse(answer, { binary });
				expect(decodeInferResponse(sent.body, sent.headers, { allowNonFinite: true })).toEqual({
					ok: true,
					value: answer,
				});
			}),
			{ numRuns: 200 },
		);
	});

	it("reads what other clients send: nested data, booleans, outputs asked for as bytes", () => {
		const decoded = json({
			inputs: [
				{
					name: "x",
					datatype: "INT32",
					shape: [2, 2],
					data: [
						[1, 2],
						[3, 4],
					],
				},
				{ name: "b", datatype: "BOOL", shape: [2], data: [true, 0] },
			],
			outputs: [{ name: "y", parameters: { binary_data: true } }],
		});
		expect(decoded).toMatchObject({ ok: true, value: { outputs: ["y"], binaryOutputs: true } });
		if (decoded.ok) expect(Array.from(decoded.value.inputs[0]?.data as Int32Array)).toEqual([1, 2, 3, 4]);
	});

	it.each<[string, unknown]>([
		["no JSON", "{"],
		["invalid UTF-8", "\ud800"],
		["a list", []],
		["null", "null"],
		["no inputs", {}],
		["inputs that are no list", { inputs: {} }],
		["no input at all", { inputs: [] }],
		["a name that is no text", input({ name: 7 })],
		["a name with a line break", input({ name: "x\nX-Header: y" })],
		["an unknown datatype", input({ datatype: "FP16" })],
		["a datatype from the prototype", input({ datatype: "toString" })],
		["a negative dimension", input({ shape: [-2] })],
		["a fractional dimension", input({ shape: [1.5] })],
		["a shape of another size", input({ shape: [3] })],
		["dimensions that overflow", input({ shape: [4294967296, 4294967296] })],
		["a zero that hides an overflow", input({ shape: [0, 2 ** 52, 2 ** 52] })],
		["text for a number", input({ data: ["1", 2] })],
		["null for a number", input({ data: [null, 2] })],
		["a number for a text", input({ datatype: "BYTES", data: [1, 2] })],
		["a lone surrogate", '{"inputs":[{"name":"x","datatype":"BYTES","shape":[1],"data":["\\ud800"]}]}'],
		["a value past float32", input({ data: [1e39, 0] })],
		["a value past float64", '{"inputs":[{"name":"x","datatype":"FP64","shape":[1],"data":[1e999]}]}'],
		["a value outside its integer type", input({ datatype: "INT8", data: [128, 0] })],
		["a fraction as an integer", input({ datatype: "INT64", data: [0.5, 0] })],
		[
			"an integer that a double cannot hold",
			'{"inputs":[{"name":"x","datatype":"INT64","shape":[1],"data":[9007199254740993]}]}',
		],
		["two as a boolean", input({ datatype: "BOOL", data: [2, 0] })],
		["nesting deeper than the shape", input({ data: [[1], [2]] })],
		["data and bytes at once", input({ parameters: { binary_data_size: 8 } })],
		["neither data nor bytes", input({ data: undefined })],
		["bytes that are not there", input({ data: undefined, parameters: { binary_data_size: 8 } })],
		["two tensors of one name", { inputs: [...input({}).inputs, ...input({}).inputs] }],
		["a parameter that is an object", { ...input({}), parameters: { a: {} } }],
		["a key __proto__", '{"__proto__":{"ok":true},"inputs":[]}'],
		[
			"a tensor with __proto__",
			'{"inputs":[{"__proto__":null,"name":"x","datatype":"FP32","shape":[0],"data":[]}]}',
		],
		[
			"a parameter constructor",
			'{"inputs":[{"name":"x","datatype":"FP32","shape":[0],"data":[]}],"parameters":{"constructor":1}}',
		],
	])("refuses %s", (_, value) => {
		const refused = json(value);
		expect(refused).toMatchObject({ ok: false });
		if (!refused.ok) {
			expect([400, 413]).toContain(refused.status);
			expect(refused.code).toMatch(/^MESSAGE_(MALFORMED|TOO_LARGE)$/);
		}
	});

	it.each<[string, unknown, Partial<CodecLimits>]>([
		["bytes", input({}), { maxBytes: 10 }],
		["bytes of JSON", input({}), { maxJsonBytes: 10 }],
		[
			"tensors",
			{ inputs: [{ ...input({}).inputs[0] }, { ...input({ name: "y" }).inputs[0] }] },
			{ maxTensors: 1 },
		],
		["dimensions", input({ shape: [1, 1, 2] }), { maxRank: 2 }],
		["elements", input({}), { maxElements: 1 }],
		["text", input({ datatype: "BYTES", shape: [1], data: ["aaa"] }), { maxTextBytes: 2 }],
	])("answers 413 past the limit of %s", (_, value, limits) => {
		expect(json(value, limits)).toMatchObject({ ok: false, status: 413, code: "MESSAGE_TOO_LARGE" });
		expect(json(value).ok).toBe(true);
	});

	it("refuses NaN and infinities unless they are allowed", () => {
		for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
			const { body, headers } = encodeInferRequest({
				inputs: [{ name: "x", datatype: "FP32", shape: [1], data: Float32Array.of(value) }],
			});
			expect(decodeInferRequest(body, headers)).toMatchObject({ ok: false, status: 400 });
			expect(decodeInferRequest(body, headers, { allowNonFinite: true }).ok).toBe(true);
		}
	});

	it("refuses a JSON length that lies, and bytes that belong to nothing", () => {
		const { body, headers } = encodeInferRequest({
			inputs: [{ name: "x", datatype: "FP32", shape: [2], data: Float32Array.of(1, 2) }],
		});
		const length = "Inference-Header-Content-Length";
		for (const lie of ["", "-1", "1e3", "99999", "12345678901", "0"])
			expect(decodeInferRequest(body, { ...headers, [length]: lie }).ok, lie).toBe(false);
		expect(decodeInferRequest(body, { [length]: [headers[length] as string, "5"] }).ok).toBe(false);
		expect(decodeInferRequest(Buffer.concat([body, Buffer.of(0)]), headers).ok).toBe(false);
		expect(decodeInferRequest(body.subarray(0, body.length - 1), headers).ok).toBe(false);
	});

	it("refuses texts whose lengths lie", () => {
		const head = JSON.stringify({
			inputs: [{ name: "x", datatype: "BYTES", shape: [1], parameters: { binary_data_size: 6 } }],
		});
		const send = (bytes: readonly number[]) =>
			decodeInferRequest(Buffer.concat([Buffer.from(head), Buffer.from(bytes)]), {
				"inference-header-content-length": String(head.length),
			});
		expect(send([2, 0, 0, 0, 65, 66])).toMatchObject({ ok: true });
		expect(send([3, 0, 0, 0, 65, 66])).toMatchObject({ ok: false });
		expect(send([255, 255, 255, 255, 65, 66])).toMatchObject({ ok: false });
		expect(send([1, 0, 0, 0, 65, 66])).toMatchObject({ ok: false });
		expect(send([2, 0, 0, 0, 0xc3, 0x28])).toMatchObject({ ok: false });
	});

	it("answers random bytes and deep nesting with a refusal, never with an exception", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(250), (bytes, length) => {
				decodeInferRequest(bytes, { "inference-header-content-length": String(length) });
				expect(decodeInferResponse(bytes, {}).ok).toBe(false);
			}),
		);
		const deep = `{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":${"[".repeat(100_000)}${"]".repeat(100_000)}}]}`;
		expect(json(deep).ok).toBe(false);
		expect(json("[".repeat(100_000)).ok).toBe(false);
	});

	it("never touches a prototype", () => {
		json(
			'{"inputs":[{"name":"x","datatype":"FP32","shape":[0],"data":[]}],"parameters":{"__proto__":"polluted"}}',
		);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
		expect(Object.keys(Object.prototype)).toEqual([]);
	});

	it("lets no name through that could act on a terminal", () => {
		for (const character of ["\n", "\u001b", "\u007f", "\u009b", "\u202e", "\u2066", "\ud800"]) {
			const tensor = { name: `t${character}`, datatype: "FP32", shape: [1], data: [1] };
			const body = Buffer.from(JSON.stringify({ inputs: [tensor] }));
			const decoded = decodeInferRequest(body, {});
			expect(decoded.ok, JSON.stringify(character)).toBe(false);
			expect(JSON.stringify(decoded)).not.toContain(character);
		}
	});

	it("calls a faulty answer the miner's fault", () => {
		expect(decodeInferResponse(Buffer.from("<html>"), {})).toMatchObject({ ok: false, status: 502 });
		const tooLarge = decodeInferResponse(Buffer.alloc(100), {}, { maxBytes: 10 });
		expect(tooLarge).toMatchObject({ ok: false, status: 502, code: "MESSAGE_TOO_LARGE" });
	});

	it("will not send a tensor whose shape lies", () => {
		const lying: Tensor = { name: "x", datatype: "FP32", shape: [3], data: new Float32Array(2) };
		expect(() => encodeInferRequest({ inputs: [lying] })).toThrow(RangeError);
	});
});
