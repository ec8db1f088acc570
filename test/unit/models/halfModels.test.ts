import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { floatsOf, initModelTask, type ModelSession, type Tensor, textsOf } from "../../../subnets/index.js";
import { createDecoder } from "../../../subnets/tasks/chat/decoder.js";
import { minerKey } from "../miner/ask.js";
import { honestDemand, openTask } from "../subnets/taskSession.js";
import { messageRequest } from "./messageRequest.js";
import { findModelsIn, pullMade } from "./modelsFolder.js";
import { writePictureClassifier } from "./tinyClassifiers.js";
import { tinyAttentions, writeTinyDecoder } from "./tinyDecoders.js";

/** Models with float16 inputs and outputs: what could fail is a number that is converted wrongly, or twice. */

const miner = minerKey.address;
let folder: string;
let restore: () => void;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "ganglion-half-"));
	restore = findModelsIn(join(folder, "models"));
});
afterAll(async () => {
	restore();
	await rm(folder, { recursive: true });
});

/** A task of one variant of a model, as the hub's names choose it. */
async function openVariant(task: string, source: string, dtype: "fp16" | "fp32") {
	const models = join(folder, "models");
	const model = `tests/${source}-${dtype}`;
	await pullMade({ source: join(folder, source), models, name: model, dtype });
	const made = await initModelTask({ folder: join(folder, `task-${source}-${dtype}`), task, model, models });
	return openTask(made.folder);
}

describe.each(tinyAttentions)("a decoder of float16 with %s attention", (attention) => {
	let half: Awaited<ReturnType<typeof openVariant>>;
	let single: Awaited<ReturnType<typeof openVariant>>;
	beforeAll(async () => {
		for (const type of ["fp16", "fp32"] as const)
			await writeTinyDecoder(join(folder, attention), attention, type);
		half = await openVariant("chat", attention, "fp16");
		single = await openVariant("chat", attention, "fp32");
	});
	const request = (content: string, seed = 0) =>
		messageRequest(content, { maxTokens: 16, temperature: seed === 0 ? 0 : 1, seed });

	it("is pinned with its own types, and wider tolerances than that of float32", () => {
		const { inputs, outputs } = half.manifest.model;
		expect(inputs.filter(({ datatype }) => datatype === "FP16").map(({ name }) => name)).toEqual([
			"past_key_values.0.key",
			"past_key_values.0.value",
		]);
		expect(new Set(outputs.map(({ datatype }) => datatype))).toEqual(new Set(["FP16"]));
		const [wide, narrow] = [half, single].map(({ manifest }) => manifest.verification.tolerance?.cpu ?? 0);
		expect(wide).toBeGreaterThan(10 * (narrow ?? 1));
	});

	it("gets its caches back as it gave them, bit by bit", async () => {
		const given: Tensor[] = [];
		const taken: Tensor[] = [];
		const session: ModelSession = {
			async run(feeds, outputs) {
				taken.push(structuredClone(feeds["past_key_values.0.key"]) as Tensor);
				const results = await half.session.run(feeds, outputs);
				given.push(structuredClone(results["present.0.key"]) as Tensor);
				return results;
			},
		};
		await half.task.answer(session, request("the old king saw"), { miner });
		expect(taken.length).toBeGreaterThan(3);
		for (const [i, tensor] of taken.slice(1).entries()) {
			expect(tensor.data).toBeInstanceOf(Uint16Array);
			expect(tensor).toEqual({ ...given[i], name: "past_key_values.0.key" });
		}
	});

	it("gives the logits of the same model in float32, nearly", async () => {
		const ids = [1, 3, 9, 12, 4];
		const [own, other] = await Promise.all(
			[half, single].map(async ({ manifest, session }) => {
				const size = manifest.model.outputs[0]?.shape.at(-1) ?? 0;
				return floatsOf(await createDecoder(manifest.model.inputs, size).readAll(session, ids));
			}),
		);
		expect(own?.length).toBe(other?.length);
		const off = Array.from(own ?? [], (value, i) => Math.abs(value - (other?.[i] ?? Number.NaN)));
		const largest = Math.max(...Array.from(other ?? [], Math.abs));
		expect(Math.max(...off)).toBeLessThan(0.01 * largest);
		expect(Math.max(...off)).toBeGreaterThan(0);
	});

	it("passes its audits, alone and beside others, and no other model does", async () => {
		const asked = [request("the old king"), request("a red house and a dog", 7), request("she said")];
		const batch = half.task.openBatch?.(half.session);
		const answers = await Promise.all(
			asked.map(async (one) => (await batch?.answer(one, { miner })) ?? { outputs: [] }),
		);
		const cheap = await half.altered("other-model");
		for (const [i, one] of asked.entries()) {
			const audit = (answer: (typeof answers)[number]) =>
				half.task.audit(half.session, one, answer, async () => undefined, { miner });
			expect(await audit(answers[i] ?? { outputs: [] })).toMatchObject({ verdict: "pass" });
			expect(await audit(await half.task.answer(half.session, one, { miner }))).toMatchObject({
				verdict: "pass",
			});
			const wrong = await half.task.answer(cheap, one, { miner });
			expect(await audit(wrong)).toMatchObject({ verdict: "fail" });
		}
	});
});

describe("a picture classifier of float16", () => {
	it("gets requests of float32, and names the labels of the one of float32", async () => {
		for (const type of ["fp16", "fp32"] as const) await writePictureClassifier(join(folder, "colours"), type);
		const half = await openVariant("classification", "colours", "fp16");
		const single = await openVariant("classification", "colours", "fp32");
		expect(half.manifest.model.inputs[0]?.datatype).toBe("FP16");
		const canvas = createCanvas(64, 64);
		const context = canvas.getContext("2d");
		context.fillStyle = "rgb(30,200,90)";
		context.fillRect(0, 0, 64, 64);
		const request = await half.task.fromInput({ file: canvas.toBuffer("image/png") });
		expect(request.inputs[0]?.data).toBeInstanceOf(Float32Array);
		const answer = await half.task.answer(half.session, request, { miner });
		const other = await single.task.answer(single.session, request, { miner });
		expect(textsOf(answer.outputs, "label")).toEqual(["green"]);
		const scores = [answer, other].map(({ outputs }) => Number(floatsOf(outputs[1])?.[0]));
		expect(scores[0]).toBeCloseTo(scores[1] ?? Number.NaN, 2);
		const audit = await half.task.audit(half.session, request, answer, honestDemand(answer), { miner });
		expect(audit).toMatchObject({ verdict: "pass" });
	});
});
