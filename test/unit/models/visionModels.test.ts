import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import {
	decodeInferResponse,
	encodeInferRequest,
	findTensor,
	type InferRequest,
	initModelTask,
	type ReceivedAnswer,
	textsOf,
} from "../../../subnets/index.js";
import { ask, minerKey } from "../miner/ask.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { honestDemand, openTask } from "../subnets/taskSession.js";
import { ANGLE, findVisionModels, NSFW } from "./realModels.js";

/** Classifiers that people use, as their authors exported them: softmax inside, blue first, channels last, bytes unscaled. */

const real = await findVisionModels();
const reason = "missing" in real ? ` (${real.missing})` : "";
const miner = minerKey.address;
const LINES = [
	"Invoice 2026-114",
	"Ganglion miner",
	"Platform 7 north",
	"Do not enter",
	"Total due 48.20",
	"Fresh coffee here",
	"Room 12 ground floor",
	"Handle with care",
];

/** A line of dark text on paper, upright or upside down. */
function drawLine(text: string, isUpright: boolean): Uint8Array {
	const canvas = createCanvas(192, 48);
	const context = canvas.getContext("2d");
	context.fillStyle = "#f4f0e8";
	context.fillRect(0, 0, 192, 48);
	if (!isUpright) {
		context.translate(192, 48);
		context.rotate(Math.PI);
	}
	context.fillStyle = "#202024";
	context.font = "20px VisionTest";
	context.textBaseline = "middle";
	context.textAlign = "center";
	context.fillText(text, 96, 24, 185);
	return canvas.toBuffer("image/png");
}

/** Overlapping discs of many colours over a sky. */
function drawDiscs(): Uint8Array {
	const canvas = createCanvas(640, 427);
	const context = canvas.getContext("2d");
	const sky = context.createLinearGradient(0, 0, 640, 427);
	sky.addColorStop(0, "#3377cc");
	sky.addColorStop(1, "#eecc88");
	context.fillStyle = sky;
	context.fillRect(0, 0, 640, 427);
	for (let i = 0; i < 40; i++) {
		context.fillStyle = `hsl(${i * 37} 70% ${20 + ((i * 13) % 60)}%)`;
		context.beginPath();
		context.arc((i * 97) % 640, (i * 61) % 427, 5 + ((i * 7) % 50), 0, 7);
		context.fill();
	}
	return canvas.toBuffer("image/png");
}

describe.skipIf("missing" in real)(`picture classifiers from outside the hub${reason}`, () => {
	let folder: string;
	let angle: Awaited<ReturnType<typeof openTask>>;
	let nsfw: Awaited<ReturnType<typeof openTask>>;
	beforeAll(async () => {
		if ("missing" in real) return;
		GlobalFonts.registerFromPath(
			join(packageRoot(), "node_modules", "dejavu-fonts-ttf", "ttf", "DejaVuSans.ttf"),
			"VisionTest",
		);
		folder = await mkdtemp(join(tmpdir(), "ganglion-vision-"));
		const { models } = real;
		const open = async (name: string, model: string) => {
			const made = { folder: join(folder, name), task: "classification", model, models };
			return openTask((await initModelTask(made)).folder);
		};
		angle = await open("angle", ANGLE);
		nsfw = await open("nsfw", NSFW);
	});
	afterAll(async () => {
		if (folder !== undefined) await rm(folder, { recursive: true });
	});
	const scoreOf = (answer: ReceivedAnswer) => Number(findTensor(answer.outputs, "score")?.data[0]);

	it("are taken as they are, and compared before their own softmax", () => {
		expect(angle.manifest.model.license).toBe("apache-2.0");
		expect(angle.manifest.verification.tensor).toBe("linear_1.tmp_1");
		expect(angle.manifest.sampler.parameters.picture).toMatchObject({
			height: 48,
			width: 192,
			blueFirst: true,
		});
		expect(nsfw.manifest.verification.tensor).toBe("/Cast_308_output_0");
		expect(nsfw.manifest.sampler.parameters.picture).toMatchObject({ channelsLast: true, factor: 1 });
	});

	it("tell upright lines from those upside down, nearly always", async () => {
		let right = 0;
		for (const line of LINES)
			for (const isUpright of [true, false]) {
				const request = await angle.task.fromInput({ file: drawLine(line, isUpright) });
				const answer = await angle.task.answer(angle.session, request, { miner });
				if (textsOf(answer.outputs, "label")?.[0] === (isUpright ? "0" : "180")) right++;
			}
		expect(right).toBeGreaterThanOrEqual(2 * LINES.length - 2);
	});

	it("give the probability that the model's own package gives", async () => {
		const request = await nsfw.task.fromInput({ file: drawDiscs() });
		const answer = await nsfw.task.answer(nsfw.session, request, { miner });
		expect(textsOf(answer.outputs, "label")).toEqual(["sfw"]);
		// Its classifier in Python, pictures scaled by Pillow, without the trip through a JPEG: 0.99616.
		expect(scoreOf(answer)).toBeCloseTo(0.99616, 3);
	});

	it("pass their audits, and cheaper ones do not", async () => {
		for (const [task, file] of [
			[angle, drawLine("Do not enter", true)],
			[nsfw, drawDiscs()],
		] as const) {
			const request = await task.task.fromInput({ file });
			const answer = await task.task.answer(task.session, request, { miner });
			const audit = (given: typeof answer) =>
				task.task.audit(task.session, request, given, honestDemand(given), { miner });
			expect(await audit(answer)).toMatchObject({ verdict: "pass" });
			const cheap = await task.task.answer(await task.altered("int8"), request, { miner });
			expect(await audit(cheap), task.manifest.name).toMatchObject({ verdict: "fail" });
		}
	});

	describe("served by a miner", () => {
		let server: Miner;
		beforeAll(async () => {
			server = await startTestMiner(angle);
		});
		afterAll(async () => {
			await server?.stop();
		});
		const post = async (request: InferRequest) => {
			const { body, headers } = encodeInferRequest(request);
			const answer = await ask(server.server, `/v2/models/${angle.manifest.name}/infer`, body, { headers });
			const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
			if (!decoded.ok) throw new Error(decoded.message);
			return decoded.value;
		};

		it("answers pictures over Open Inference Protocol, several at a time", async () => {
			const asked = [true, false, true].map((isUpright) => drawLine("Ganglion miner", isUpright));
			const answers = await Promise.all(
				asked.map(async (file) => post(await angle.task.fromInput({ file }))),
			);
			expect(answers.map((answer) => textsOf(answer.outputs, "label")?.[0])).toEqual(["0", "180", "0"]);
		});
	});
});
