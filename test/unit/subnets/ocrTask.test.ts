import { createCanvas } from "@napi-rs/canvas";
import { beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import {
	type Answer,
	createRandom,
	decodeInferRequest,
	decodeInferResponse,
	encodeInferRequest,
	encodeInferResponse,
	type InferRequest,
	type Tensor,
} from "../../../subnets/index.js";
import { ctcMargin, decodeCtc } from "../../../subnets/tasks/ocr/decodeCtc.js";
import { honestDemand, openTask } from "./taskSession.js";

const miner = keypairFromUri("//Miner").address;
/** What the last layer of the model is given. */
const FEATURES = "transpose_51.tmp_0";
let ocr: Awaited<ReturnType<typeof openTask>>;
beforeAll(async () => {
	ocr = await openTask("ocr");
});

const draw = (seed: string, difficulty?: number) => ocr.task.sample(createRandom(seed), difficulty);
const replace = (answer: Answer, tensor: Tensor): Answer => ({
	...answer,
	outputs: answer.outputs.map((output) => (output.name === tensor.name ? tensor : output)),
});

describe("the ocr task", () => {
	it("draws the same line from the same seed, and another from another", async () => {
		const [first, again, other] = await Promise.all([draw("a"), draw("a"), draw("b")]);
		expect(again).toEqual(first);
		expect(other.truth).not.toBe(first.truth);
		expect(ocr.task.check(first.request)).toBeUndefined();
	});

	it("draws lines that the pinned model reads, at every difficulty", async () => {
		let quality = 0;
		for (let i = 0; i < 12; i++) {
			const challenge = await draw(`line ${i}`, i / 11);
			const answer = await ocr.task.answer(ocr.session, challenge.request, { miner });
			quality += ocr.task.score(challenge, answer) / 12;
		}
		expect(quality).toBeGreaterThan(0.97);
	});

	it("answers bytes and the model's own numbers alike, to the last bit", async () => {
		const { request } = await draw("bytes");
		const [x] = request.inputs as [Tensor];
		expect(x.datatype).toBe("UINT8");
		const data = Float32Array.from(x.data as Uint8Array, (byte) => byte / 127.5 - 1);
		const scaled: InferRequest = { ...request, inputs: [{ ...x, datatype: "FP32", data }] };
		expect(ocr.task.check(scaled)).toBeUndefined();
		const [ofBytes, ofNumbers] = await Promise.all(
			[request, scaled].map((asked) => ocr.task.answer(ocr.session, asked, { miner })),
		);
		expect(ofNumbers).toEqual(ofBytes);
		const both = [request, scaled];
		const inOneRun = await ocr.task.answerBatch?.(ocr.session, both, { miner });
		expect(inOneRun?.[0]).toEqual(inOneRun?.[1]);
	});

	it("passes the honest answer over the wire, with a message of 3 kB", async () => {
		const challenge = await draw("wire");
		const sent = encodeInferRequest(challenge.request);
		const asked = decodeInferRequest(sent.body, sent.headers);
		if (!asked.ok) throw new Error(asked.message);
		const answer = await ocr.task.answer(ocr.session, asked.value, { miner });
		const back = encodeInferResponse({ modelName: "ocr", outputs: answer.outputs });
		expect(back.body.length).toBeLessThan(5000);
		const received = decodeInferResponse(back.body, back.headers);
		if (!received.ok) throw new Error(received.message);
		const result = await ocr.task.audit(
			ocr.session,
			challenge.request,
			received.value,
			honestDemand(answer),
			{ miner },
		);
		expect(result).toMatchObject({ verdict: "pass", measured: 0 });
		expect(result.evidence.rows).toHaveLength(4);
		const size = result.evidence.received?.reduce((sum, row) => sum + row.length, 0);
		expect(size).toBe(4 * 120 * 4);
	});

	it("repeats an audit from its evidence", async () => {
		const { request } = await draw("again");
		const answer = await ocr.task.answer(ocr.session, request, { miner });
		const first = await ocr.task.audit(ocr.session, request, answer, honestDemand(answer), { miner });
		const rows = first.evidence.rows as number[];
		const received = first.evidence.received as Uint8Array[];
		const second = await ocr.task.audit(ocr.session, request, answer, async () => received, { miner, rows });
		expect(second).toEqual(first);
	});

	it("answers lines of one width in a batch as one by one, within the audit's tolerance", async () => {
		const drawn = await Promise.all(Array.from({ length: 24 }, (_, i) => draw(`batch ${i}`)));
		const key = (request: InferRequest) => ocr.task.batchKey?.(request) ?? "";
		const widest = Math.max(...drawn.map(({ request }) => Number(key(request))));
		const lines = drawn.filter(({ request }) => Number(key(request)) === widest).slice(0, 6);
		expect(lines.length).toBeGreaterThan(2);
		const requests = lines.map(({ request }) => request);
		const answers = await ocr.task.answerBatch?.(ocr.session, requests, { miner });
		for (const [i, request] of requests.entries()) {
			const answer = answers?.[i] as Answer;
			const alone = await ocr.task.answer(ocr.session, request, { miner });
			expect(answer.outputs[0]).toEqual(alone.outputs[0]);
			const audit = await ocr.task.audit(ocr.session, request, answer, honestDemand(answer), { miner });
			expect(audit).toMatchObject({ verdict: "pass" });
			expect(audit.measured).toBeLessThanOrEqual(audit.tolerance);
		}
	});

	it("gives lines of two widths two keys, and no batch to both", async () => {
		const drawn = await Promise.all(Array.from({ length: 24 }, (_, i) => draw(`batch ${i}`)));
		const [first, ...others] = drawn.map(({ request }) => request);
		const other = others.find(({ inputs }) => inputs[0]?.shape[3] !== first?.inputs[0]?.shape[3]);
		if (first === undefined || other === undefined) throw new Error("all lines have one width");
		expect(ocr.task.batchKey?.(first)).not.toBe(ocr.task.batchKey?.(other));
		await expect(ocr.task.answerBatch?.(ocr.session, [first, other], { miner })).rejects.toThrow(/one width/);
	});

	it.each(["half", "int8", "other-model"] as const)("fails an answer of %s weights", async (change) => {
		const cheap = await ocr.altered(change);
		for (let i = 0; i < 3; i++) {
			const { request } = await draw(`cheap ${i}`);
			const answer = await ocr.task.answer(cheap, request, { miner });
			const result = await ocr.task.audit(ocr.session, request, answer, honestDemand(answer), { miner });
			expect(result.verdict).toBe("fail");
			expect(result.measured).toBeGreaterThan(5 * result.tolerance);
			expect(result.reason).toMatch(/^answer differs from the pinned model, \S+ > 4e-4$/);
		}
	});

	it("fails what is not the committed answer to this request", async () => {
		const [one, two] = await Promise.all([draw("one"), draw("two")]);
		const answer = await ocr.task.answer(ocr.session, one.request, { miner });
		const foreign = await ocr.task.answer(ocr.session, two.request, { miner });
		const audit = async (given: Answer, demand = honestDemand(given), options = { miner }) => {
			const result = await ocr.task.audit(ocr.session, one.request, given, demand, options);
			return `${result.verdict}: ${result.reason}`;
		};
		expect(await audit(answer)).toMatch(/^pass/);
		expect(await audit(foreign)).toMatch(/^fail/);
		expect(await audit({ outputs: [] })).toMatch(/^fail: answer commits to no rows/);
		expect(await audit(answer, async () => undefined)).toMatch(/^fail: miner did not hand out/);
		expect(await audit(answer, async () => [])).toMatch(/^fail: miner handed out 0 of 4/);
		expect(await audit(answer, honestDemand(foreign))).toMatch(/^fail: row \d+ .* is not the one/);
		// The stock copycat: every row right, under a commitment that another hotkey made.
		const copied = await audit(answer, honestDemand(answer), { miner: keypairFromUri("//Copycat").address });
		expect(copied).toMatch(/^fail: row \d+ .* is not the one that the answer commits to for this hotkey/);
		const text: Tensor = { name: "text", datatype: "BYTES", shape: [1], data: ["something else"] };
		expect(await audit(replace(answer, text))).toBe("fail: answer's text is not what the pinned model reads");
		const confidence: Tensor = {
			name: "confidence",
			datatype: "FP32",
			shape: [1],
			data: Float32Array.of(0.1),
		};
		expect(await audit(replace(answer, confidence))).toBe(
			"fail: answer's confidence is not what the pinned model has",
		);
	});

	it("gives no quality to an answer without its text, or with a flood of it", async () => {
		const challenge = await draw("score");
		const score = (data: readonly string[]) =>
			ocr.task.score(challenge, {
				outputs: [{ name: "text", datatype: "BYTES", shape: [data.length], data }],
			});
		expect(ocr.task.score(challenge, { outputs: [] })).toBe(0);
		expect(score([])).toBe(0);
		expect(score(["a", "b"])).toBe(0);
		expect(score([(challenge.truth as string).repeat(100_000)])).toBe(0);
		expect(score([challenge.truth as string])).toBe(1);
		expect(score([(challenge.truth as string).slice(1)])).toBeGreaterThan(0.8);
	});

	it.each<[string, (x: Tensor) => InferRequest]>([
		["no input", () => ({ inputs: [] })],
		["two inputs", (x) => ({ inputs: [x, x] })],
		["another name", (x) => ({ inputs: [{ ...x, name: "y" }] })],
		["another width", (x) => ({ inputs: [{ ...x, shape: [1, 3, 48, 321] }] })],
		["a batch", (x) => ({ inputs: [{ ...x, shape: [2, 3, 48, 320] }] })],
		[
			"another type",
			(x) => ({ inputs: [{ ...x, datatype: "FP64", data: Float64Array.from(x.data as Uint8Array) }] }),
		],
		["bytes that are truth values", (x) => ({ inputs: [{ ...x, datatype: "BOOL" }] })],
		["bytes that are called numbers", (x) => ({ inputs: [{ ...x, datatype: "FP32" }] })],
		["a pixel out of range", (x) => ({ inputs: [floats(x, 3)] })],
		["a pixel that is no number", (x) => ({ inputs: [floats(x, Number.NaN)] })],
	])("refuses %s, before and in answering, and in forged evidence", async (_, spoil) => {
		const { request } = await draw("refusal");
		const spoilt = spoil(request.inputs[0] as Tensor);
		expect(ocr.task.check(spoilt)).toMatchObject({ ok: false, status: 400 });
		await expect(ocr.task.answer(ocr.session, spoilt, { miner })).rejects.toMatchObject({ status: 400 });
		const audit = ocr.task.audit(ocr.session, spoilt, { outputs: [] }, async () => undefined, { miner });
		await expect(audit).rejects.toMatchObject({ status: 400 });
	});

	it("reads a picture from a file", async () => {
		const canvas = createCanvas(400, 64);
		const context = canvas.getContext("2d");
		context.fillStyle = "#fdf6e3";
		context.fillRect(0, 0, 400, 64);
		context.fillStyle = "#222";
		context.font = '38px "ganglion-font-dejavusans"';
		context.fillText("Miner 42 at 7:35", 12, 44);
		await draw("registers the fonts");
		for (const file of [
			canvas.toBuffer("image/png"),
			canvas.toBuffer("image/jpeg"),
			canvas.toBuffer("image/webp"),
		]) {
			const request = await ocr.task.fromInput({ file });
			expect(ocr.task.check(request)).toBeUndefined();
			const answer = await ocr.task.answer(ocr.session, request, { miner });
			expect(ocr.task.show(request, answer).replaceAll(" ", "")).toBe("Miner42at7:35");
		}
	});

	it.each<[string, Uint8Array | undefined, string]>([
		["nothing", undefined, "INPUT_MISSING"],
		["no bytes", new Uint8Array(0), "IMAGE_TOO_LARGE"],
		["text", Buffer.from("a line of text"), "IMAGE_UNREADABLE"],
		[
			"a PNG that ends in its header",
			createCanvas(9, 9).toBuffer("image/png").subarray(0, 30),
			"IMAGE_UNREADABLE",
		],
		["a PNG that claims 65535 x 65535", pngHeader(65535, 65535), "IMAGE_TOO_LARGE"],
		["a line too long", createCanvas(2000, 48).toBuffer("image/png"), "LINE_TOO_LONG"],
	])("refuses %s as a picture", async (_, file, code) => {
		const input = file === undefined ? {} : { file };
		await expect(ocr.task.fromInput(input)).rejects.toMatchObject({ code });
	});
});

describe("decodeCtc", () => {
	const characters = ["", "a", "b", " "];
	const softmaxOf = (...classes: number[]) =>
		Float32Array.from(
			classes.flatMap((best) => {
				const sum = Math.exp(5) + 3;
				return characters.map((_, other) => (other === best ? Math.exp(5) : 1) / sum);
			}),
		);
	const read = (...classes: number[]) => decodeCtc(softmaxOf(...classes), 4, characters);

	it("merges runs, drops blanks, and tells doubles by the blank between them", () => {
		expect(read(0, 1, 1, 0, 1, 2, 2, 0).text).toBe("aab");
		expect(read(3, 1, 3, 2, 3).text).toBe("a b");
		expect(read(0, 0)).toMatchObject({ text: "", confidence: 0 });
	});

	it("gives the mean probability and the least margin", () => {
		expect(read(1, 0, 2).confidence).toBeCloseTo(Math.exp(5) / (Math.exp(5) + 3), 6);
		const near = softmaxOf(1, 0, 2);
		near[6] = (near[4] as number) * Math.exp(-2);
		expect(ctcMargin(near, 4)).toBeCloseTo(2, 5);
		expect(ctcMargin(softmaxOf(1, 1), 4)).toBeCloseTo(5, 5);
		expect(ctcMargin(Float32Array.of(0, 1, 0, 0), 4)).toBe(Number.POSITIVE_INFINITY);
	});

	it("reads steps without a class that is surely the best as any other", () => {
		const unsure = Float32Array.of(0.2, 0.3, 0.4, 0.1, 0.3, 0.3, 0.2, 0.2);
		expect(decodeCtc(unsure, 4, characters)).toMatchObject({ text: "b", confidence: Math.fround(0.4) });
	});

	it("commits to what the manifest names", () => {
		expect(FEATURES).toBe(ocr.manifest.verification.tensor);
	});
});

function floats(x: Tensor, value: number): Tensor {
	return { ...x, datatype: "FP32", data: new Float32Array(x.data.length).fill(value) };
}

function pngHeader(width: number, height: number): Uint8Array {
	const header = Buffer.alloc(33);
	header.writeUInt32BE(0x89504e47, 0);
	header.writeUInt32BE(width, 16);
	header.writeUInt32BE(height, 20);
	return header;
}
