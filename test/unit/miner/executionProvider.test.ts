import { pino } from "pino";
import { beforeAll, describe, expect, it } from "vitest";
import { chooseProvider, type OpenSession } from "../../../miner/engine/chooseProvider.js";
import { providersToTry } from "../../../miner/engine/executionProvider.js";
import { createOrtSession } from "../../../miner/engine/ortSession.js";
import {
	type LoadedModel,
	loadBundle,
	loadModel,
	type TaskBundle,
	type Tensor,
} from "../../../subnets/index.js";
import { ask, minerKey } from "./ask.js";
import { startTestMiner } from "./startTestMiner.js";

let bundle: TaskBundle;
let model: LoadedModel;
beforeAll(async () => {
	bundle = await loadBundle("text-generation");
	model = await loadModel(bundle);
});
const openOnCpu = () => createOrtSession(model, { threads: 1 });

/** A session that stands in for a GPU: the CPU's, with its logits moved or its answers late. */
const changed = async (change: { by?: number; ms?: number }): Promise<OpenSession> => {
	const session = await openOnCpu();
	return {
		...session,
		async run(feeds, outputs) {
			if (change.ms !== undefined) await new Promise((resolve) => setTimeout(resolve, change.ms));
			const tensors: Record<string, Tensor> = await session.run(feeds, outputs);
			const { logits } = tensors;
			if (change.by === undefined || !(logits?.data instanceof Float32Array)) return tensors;
			return {
				...tensors,
				logits: { ...logits, data: logits.data.map((v, i) => v + (change.by ?? 0) * Math.sin(i)) },
			};
		},
	};
};
const choose = (choice: "auto" | "webgpu", gpu: () => Promise<OpenSession>) =>
	chooseProvider(
		{ choice, miner: minerKey.address, toTry: ["webgpu", "cpu"] },
		{ task: bundle.task, open: (provider) => (provider === "cpu" ? openOnCpu() : gpu()) },
	);

describe("the choice of an execution provider", () => {
	it("tries under auto what the system has a device for, and what is named in any case", () => {
		expect(providersToTry("auto", { cuda: false, webgpu: false })).toEqual(["cpu"]);
		expect(providersToTry("auto", { cuda: true, webgpu: true })).toEqual(["cuda", "webgpu", "cpu"]);
		expect(providersToTry("webgpu", { cuda: false, webgpu: false })).toEqual(["webgpu", "cpu"]);
		expect(providersToTry("cpu", { cuda: true, webgpu: true })).toEqual(["cpu"]);
	});

	it("takes a GPU whose answers pass an audit", async () => {
		const { report } = await choose("webgpu", () => changed({ by: 1e-7 }));
		expect(report).toEqual({ provider: "webgpu" });
	});

	it("falls back from one whose answers would fail an audit", async () => {
		const { report } = await choose("webgpu", () => changed({ by: 0.05 }));
		expect(report.provider).toBe("cpu");
		expect(report.fallback).toMatch(/^webgpu: its answers would fail an audit: /);
	});

	it("falls back under auto from one that is slower, such as a renderer in software", async () => {
		const { report } = await choose("auto", () => changed({ ms: 30 }));
		expect(report.provider).toBe("cpu");
		expect(report.fallback).toMatch(/^webgpu: slower than the CPU, /);
	});

	it("falls back from one that throws, and says what it threw in one line", async () => {
		const { report } = await choose("webgpu", () => Promise.reject(new Error("no adapter\nand more")));
		expect(report).toEqual({ provider: "cpu", fallback: "webgpu: no adapter" });
	});
});

describe("a miner that is told to use cuda where ONNX Runtime has none", () => {
	it("serves on the CPU, and says so in the log, the metadata and the metrics", async () => {
		const lines: Record<string, unknown>[] = [];
		const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
		const miner = await startTestMiner(bundle, { provider: "cuda" }, { logger });
		try {
			const fallbacks = lines.filter(({ fallback }) => fallback !== undefined);
			expect(fallbacks).toHaveLength(1);
			expect(fallbacks[0]).toMatchObject({ provider: "cpu", fallback: expect.stringMatching(/^cuda: /) });
			expect(lines.find(({ msg }) => msg === "engine ready")).toMatchObject({ provider: "cpu" });
			const metadata = (await miner.server.inject("/v2/models/text-generation")).json();
			expect(metadata.ganglion.executionProvider).toBe("cpu");
			expect((await miner.server.inject("/metrics")).body).toContain(
				'ganglion_miner_execution_provider{provider="cpu"} 1',
			);
			const body = Buffer.from(JSON.stringify({ prompt: "And", max_tokens: 4 }));
			expect((await ask(miner.server, "/v1/completions", body)).status).toBe(200);
		} finally {
			await miner.stop();
		}
	});
});
