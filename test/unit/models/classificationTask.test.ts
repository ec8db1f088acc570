import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "@napi-rs/canvas";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifySignature } from "../../../chain/wallet/index.js";
import {
	checkBundle,
	createRandom,
	decodeInferResponse,
	encodeInferRequest,
	findTensor,
	initModelTask,
	type ReceivedAnswer,
	textsOf,
	textTensor,
} from "../../../subnets/index.js";
import { startReexecution } from "../../../validator/index.js";
import { ask, minerKey } from "../miner/ask.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { honestDemand, openTask } from "../subnets/taskSession.js";
import { findModelsIn, pullMade } from "./modelsFolder.js";
import { writePictureClassifier, writeTextClassifier } from "./tinyClassifiers.js";

const miner = minerKey.address;
let folder: string;
let restore: () => void;

const makeTask = async (name: string, write: (folder: string) => Promise<void>) => {
	await write(join(folder, name));
	const models = join(folder, "models");
	await pullMade({ source: join(folder, name), models, name: `tests/${name}` });
	return initModelTask({
		folder: join(folder, `task-${name}`),
		task: "classification",
		model: `tests/${name}`,
		models,
	});
};

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "ganglion-classification-"));
	restore = findModelsIn(join(folder, "models"));
});
afterAll(async () => {
	restore();
	await rm(folder, { recursive: true });
});

/** What miners and validators would refuse of a bundle. */
async function problemsOf(bundle: string) {
	const reexecution = startReexecution({}, { logger: pino({ level: "silent" }) });
	try {
		const session = (loaded: Parameters<typeof reexecution.session>[0]) => reexecution.session(loaded);
		return (await checkBundle(bundle, { challenges: 6 }, { session, verifySignature })).problems;
	} finally {
		await reexecution.stop();
	}
}

const labelsOf = (answer: ReceivedAnswer) => textsOf(answer.outputs, "label");

describe("classification of texts", () => {
	it("names the likelier label of each, with its probability, whatever shares the run", async () => {
		const { folder: bundle, manifest } = await makeTask("opinions", writeTextClassifier);
		expect(manifest.scorer.parameters).toMatchObject({ labels: ["NEGATIVE", "POSITIVE"], exclusive: true });
		const { task, session } = await openTask(bundle);
		const texts = ["The film was good", "the film was very very very very dull", "bad", "Bright!"];
		const answer = await task.answer(session, { inputs: [textTensor("text", texts)] }, { miner });
		expect(labelsOf(answer)).toEqual(["POSITIVE", "NEGATIVE", "NEGATIVE", "POSITIVE"]);
		const scores = findTensor(answer.outputs, "score")?.data as Float32Array;
		expect(scores[2]).toBeCloseTo(1 / (1 + Math.exp(-4.5)), 6);
		expect(task.show({ inputs: [] }, answer).split("\n")[2]).toBe("NEGATIVE (98.9 %)");
		const alone = await task.answer(session, { inputs: [textTensor("text", ["bad"])] }, { miner });
		expect(Array.from(findTensor(alone.outputs, "score")?.data as Float32Array)).toEqual([scores[2]]);
	});

	it("passes its own check: honest answers and none of the dishonest ones", async () => {
		expect(await problemsOf(join(folder, "task-opinions"))).toEqual([]);
	});

	it("fails the audit with another label, another score or an unknown label", async () => {
		const { task, session } = await openTask(join(folder, "task-opinions"));
		const request = { inputs: [textTensor("text", ["the film was good"])] };
		const answer = await task.answer(session, request, { miner });
		const audit = (given: ReceivedAnswer) =>
			task.audit(session, request, given, honestDemand(answer), { miner, random: createRandom("audit") });
		expect(await audit(answer)).toMatchObject({ verdict: "pass", measured: 0 });
		const changed = (name: string, data: readonly string[] | Float32Array) => ({
			outputs: answer.outputs.map((tensor) => (tensor.name === name ? { ...tensor, data } : tensor)),
		});
		expect(await audit(changed("label", ["NEGATIVE"]))).toMatchObject({
			reason: expect.stringContaining("label"),
		});
		expect(await audit(changed("score", Float32Array.of(0.5)))).toMatchObject({
			reason: expect.stringContaining("score"),
		});
		expect(task.score({ request }, changed("label", ["UNHEARD OF"]))).toBe(0);
		expect(task.score({ request }, changed("score", Float32Array.of(Number.NaN)))).toBe(0);
		expect(task.score({ request }, answer)).toBe(1);
	});
});

describe("classification of pictures", () => {
	const picture = (colour: string) => {
		const canvas = createCanvas(200, 100);
		const context = canvas.getContext("2d");
		context.fillStyle = "black";
		context.fillRect(0, 0, 200, 100);
		// Only the middle is looked at: the shorter edge is scaled to 40 and 32 are cut out.
		context.fillStyle = colour;
		context.fillRect(50, 0, 100, 100);
		return new Uint8Array(canvas.toBuffer("image/png"));
	};

	it.each([
		["rgb(250,20,20)", "red"],
		["rgb(10,240,30)", "green"],
		["rgb(0,0,255)", "blue"],
	])("scales, cuts and normalises as the model's own file says: %s is %s", async (colour, label) => {
		await makeTask("colours", writePictureClassifier);
		const { task, session } = await openTask(join(folder, "task-colours"));
		const request = await task.fromInput({ file: picture(colour) });
		expect(request.inputs[0]?.shape).toEqual([1, 3, 32, 32]);
		expect(task.check(request)).toBeUndefined();
		const values = request.inputs[0]?.data as Float32Array;
		expect(values[0]).toBeCloseTo((Number(/\d+/.exec(colour)?.[0]) / 255 - 0.5) / 0.25, 4);
		expect(labelsOf(await task.answer(session, request, { miner }))).toEqual([label]);
	});

	it("passes its own check", async () => {
		expect(await problemsOf(join(folder, "task-colours"))).toEqual([]);
	});

	// Under a cap of a little more than the gibibyte that its library would reserve, an engine had nothing left.
	it.runIf(process.platform === "linux")(
		"is served by an engine that takes no memory to draw with",
		async () => {
			const task = await openTask(join(folder, "task-colours"));
			const server = await startTestMiner(task, { limits: { memoryMiB: 4096 } });
			try {
				const { body, headers } = encodeInferRequest(
					await task.task.fromInput({ file: picture("rgb(0,0,255)") }),
				);
				const answer = await ask(server.server, `/v2/models/${task.manifest.name}/infer`, body, { headers });
				const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
				expect(decoded.ok && labelsOf(decoded.value)).toEqual(["blue"]);
				const status = await readFile(`/proc/${server.enginePids()[0]}/status`, "utf8");
				expect(Number(/VmData:\s+(\d+)/.exec(status)?.[1]) / 1024).toBeLessThan(900);
			} finally {
				await server.stop();
			}
		},
	);

	it("refuses what is no picture, and numbers that no picture gives", async () => {
		const { task } = await openTask(join(folder, "task-colours"));
		await expect(task.fromInput({ file: Buffer.from("no picture") })).rejects.toMatchObject({
			code: "IMAGE_UNREADABLE",
		});
		await expect(task.fromInput({ text: "a cat" })).rejects.toMatchObject({ code: "INPUT_MISSING" });
		const pixels = (shape: number[], fill: number) => ({
			inputs: [
				{
					name: "pixel_values",
					datatype: "FP32" as const,
					shape,
					data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(fill),
				},
			],
		});
		expect(task.check(pixels([1, 3, 32, 32], 0))).toBeUndefined();
		expect(task.check(pixels([1, 3, 32, 32], Number.NaN))).toMatchObject({ code: "INPUT_RANGE" });
		expect(task.check(pixels([1, 3, 16, 64], 0))).toMatchObject({ code: "INPUT_SHAPE" });
		expect(task.check(pixels([5, 3, 32, 32], 0))).toMatchObject({ code: "INPUT_SHAPE" });
	});
});
