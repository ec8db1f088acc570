import { execFileSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { prepareModel } from "../../../miner/adversaries/prepareModel.js";
import { createOrtSession as createMinerSession } from "../../../miner/engine/ortSession.js";
import {
	findModel,
	findTensor,
	initModelTask,
	loadBundle,
	loadModel,
	parseManifest,
	pullModel,
	readExternalData,
	removeModel,
	sealBundle,
	textsOf,
	textTensor,
	verifyModel,
} from "../../../subnets/index.js";
import { createOrtSession as createValidatorSession } from "../../../validator/audit/ortSession.js";
import { startReexecution } from "../../../validator/index.js";
import { ask, minerKey } from "../miner/ask.js";
import { memoryChain } from "../miner/memoryChain.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { openTask } from "../subnets/taskSession.js";
import { sha256, startHub } from "./hubServer.js";
import { findModelsIn, pullMade } from "./modelsFolder.js";
import { DATA_FILES, writeTextClassifier } from "./tinyClassifiers.js";

const NAME = "acme/split";
let folder: string;
let source: string;
let models: string;
let restore: () => void;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "ganglion-split-"));
	source = join(folder, "source");
	models = join(folder, "models");
	restore = findModelsIn(models);
	await writeTextClassifier(source, { external: true });
});
afterEach(async () => {
	restore();
	await rm(folder, { recursive: true });
});

const pull = (options: { source?: string; endpoint?: string; sha256?: readonly string[] } = {}) =>
	pullModel(
		{ source, models, name: NAME, ...options },
		{ fetch, signal: AbortSignal.timeout(20_000), env: {}, now: () => new Date("2026-01-02T03:04:05Z") },
	);
const makeTask = () =>
	initModelTask({ folder: join(folder, "task"), task: "classification", model: NAME, models });
/** A file of the pulled model. */
const pulled = (name: string) => join(models, NAME, "onnx", name);
const opinions = { inputs: [textTensor("text", ["The film was good", "bad"])] };

describe("a pull of a model with weights in other files", () => {
	it("takes those that the graph names, and pins them", async () => {
		await writeFile(join(source, "onnx", "model.onnx_data_2"), "of another model");
		const { lock, fetched } = await pull();
		expect(lock.files.map(({ path }) => path)).toEqual([
			"config.json",
			"onnx/model.onnx",
			"onnx/model.onnx_data",
			"onnx/model.onnx_data_1",
			"tokenizer.json",
			"tokenizer_config.json",
		]);
		expect(fetched).toBe(6);
		expect((await pull()).fetched).toBe(0);
	});

	it("takes them from the hub, with its hashes, and again what was damaged here", async () => {
		const content = async (path: string) => ({
			content: await readFile(join(source, path)),
			isLarge: path.startsWith("onnx/"),
		});
		const paths = ["config.json", "onnx/model.onnx", ...DATA_FILES.map((name) => `onnx/${name}`)];
		const hub = await startHub(
			Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await content(path)] as const))),
		);
		try {
			const ofHub = { source: "hf:acme/tiny", endpoint: hub.endpoint };
			expect((await pull(ofHub)).fetched).toBe(4);
			await writeFile(pulled("model.onnx_data"), "damaged");
			const verdicts = await verifyModel(await findModel(models, NAME));
			expect(verdicts.filter(({ verdict }) => verdict !== "ok")).toMatchObject([
				{ path: "onnx/model.onnx_data", verdict: "differs" },
			]);
			expect((await pull(ofHub)).fetched).toBe(1);
			const metadata = join(models, NAME, ".cache/huggingface/download/onnx/model.onnx_data_1.metadata");
			expect((await readFile(metadata, "utf8")).split("\n")[1]).toBe(
				sha256(await readFile(join(source, "onnx", "model.onnx_data_1"))),
			);
		} finally {
			await hub.stop();
		}
	});

	it("refuses other weights under the same name, and pins that hold nothing", async () => {
		const hash = sha256(await readFile(join(source, "onnx", "model.onnx_data")));
		await pull({ sha256: [`onnx/model.onnx_data=${hash}`] });
		await writeFile(join(source, "onnx", "model.onnx_data"), "other weights");
		await expect(pull()).rejects.toMatchObject({ code: "MODEL_PIN_MISMATCH" });
		await writeFile(join(source, "model.safetensors"), "weights");
		await rm(join(models, NAME), { recursive: true });
		const unused = pull({ sha256: [`model.safetensors=${hash}`] });
		await expect(unused).rejects.toMatchObject({ code: "MODEL_SOURCE_INVALID" });
	});

	it("says which file is missing at the source", async () => {
		await rm(join(source, "onnx", "model.onnx_data_1"));
		await expect(pull()).rejects.toMatchObject({
			code: "MODEL_DATA_ABSENT",
			message: expect.stringContaining("onnx/model.onnx_data_1"),
		});
	});

	it.each(["../model.onnx_data", "/etc/passwd", "a/model.onnx_data", "..", "", "C:\\w"])(
		"takes nothing that a graph names as %j",
		async (name) => {
			await writeTextClassifier(source, { external: true, location: name });
			await expect(pull()).rejects.toMatchObject({ code: "MODEL_FILE_NAME" });
		},
	);

	it("is removed whole", async () => {
		await pull();
		expect(await removeModel(models, NAME)).toEqual([]);
	});
});

describe("a task whose model has weights in other files", () => {
	beforeEach(async () => {
		await pull();
		await makeTask();
	});
	const task = () => join(folder, "task");

	it("pins them in its manifest, and gives the answers of the model in one file", async () => {
		const { manifest, ...split } = await openTask(task());
		expect(manifest.model.externalData).toEqual(
			await Promise.all(
				DATA_FILES.map(async (location) => ({ location, sha256: sha256(await readFile(pulled(location))) })),
			),
		);
		expect((await sealBundle(task())).changed).toBe(false);
		await rm(source, { recursive: true });
		await writeTextClassifier(source);
		await pullMade({ source, models, name: "acme/whole" });
		const inOne = { folder: join(folder, "whole"), task: "classification", model: "acme/whole", models };
		const whole = await openTask((await initModelTask(inOne)).folder);
		const answers = await Promise.all(
			[split, whole].map(({ task, session }) => task.answer(session, opinions, { miner: minerKey.address })),
		);
		expect(textsOf(answers[0]?.outputs ?? [], "label")).toEqual(["POSITIVE", "NEGATIVE"]);
		expect(answers[0]).toEqual(answers[1]);
	});

	it("is served by a miner's engine and audited by a validator's process", async () => {
		const bundle = await loadBundle(task());
		const miner = await startTestMiner(bundle);
		const reexecution = startReexecution({}, { logger: pino({ level: "silent" }) });
		try {
			const body = { inputs: [{ name: "text", datatype: "BYTES", shape: [1], data: ["dull"] }] };
			const answer = await ask(
				miner.server,
				`/v2/models/${bundle.manifest.name}/infer`,
				Buffer.from(JSON.stringify(body)),
			);
			expect(answer.status).toBe(200);
			const { outputs } = JSON.parse(Buffer.from(answer.body).toString());
			expect(outputs[0]).toMatchObject({ name: "label", data: ["NEGATIVE"] });
			const own = await bundle.task.answer(reexecution.session(bundle), opinions, {
				miner: minerKey.address,
			});
			expect(findTensor(own.outputs, "score")?.shape).toEqual([2]);
		} finally {
			await miner.stop();
			await reexecution.stop();
		}
	});

	it("is not loaded with other bytes in one of them, or with one missing", async () => {
		const bundle = await loadBundle(task());
		const good = await readFile(pulled("model.onnx_data"));
		const bad = Buffer.from(good);
		bad[4100] = (bad[4100] ?? 0) ^ 1;
		await writeFile(pulled("model.onnx_data"), bad);
		await expect(loadModel(bundle)).rejects.toMatchObject({ code: "BUNDLE_FILE_HASH" });
		await rm(pulled("model.onnx_data"));
		await expect(loadModel(bundle)).rejects.toMatchObject({
			code: "BUNDLE_UNUSABLE",
			message: expect.stringContaining("got none"),
		});
	});

	it("is refused before a registration is paid for, and by every start, with other bytes in one of them", async () => {
		const bundle = await loadBundle(task());
		const path = pulled("model.onnx_data");
		const good = await readFile(path);
		const bad = Buffer.from(good);
		bad[4100] = (bad[4100] ?? 0) ^ 1;
		await writeFile(path, bad);
		const refused = { code: "BUNDLE_FILE_HASH" };
		await expect(startTestMiner(bundle)).rejects.toMatchObject(refused);
		const { chain, state } = memoryChain();
		const start = () =>
			startTestMiner(bundle, { callers: "permit" }, { chain, coldkey: keypairFromUri("//Cold") });
		await expect(start()).rejects.toMatchObject(refused);
		expect(state.submitted).toEqual([]);
		await writeFile(path, good);
		await (await start()).stop();
		expect(state.submitted[0]?.call.call).toBe("burned_register");
	});

	it("is not loaded through a link, a folder or a pipe in the place of one, and does not wait for it", async () => {
		const bundle = await loadBundle(task());
		const path = pulled("model.onnx_data");
		await rename(path, `${path}.kept`);
		const refused = expect.objectContaining({ code: "BUNDLE_UNUSABLE" });
		await symlink(`${path}.kept`, path);
		await expect(loadModel(bundle)).rejects.toEqual(refused);
		await rm(path);
		execFileSync("mkfifo", [path]);
		await expect(loadModel(bundle)).rejects.toEqual(refused);
	});

	it.each([
		["miner", createMinerSession],
		["validator", createValidatorSession],
	] as const)("is dropped by the %s where a file was replaced while it loaded", async (_room, create) => {
		const bundle = await loadBundle(task());
		await create(await loadModel(bundle), { threads: 1 });
		const model = await loadModel(bundle);
		const path = pulled("model.onnx_data");
		await copyFile(path, `${path}.new`);
		await rename(`${path}.new`, path);
		await expect(create(model, { threads: 1 })).rejects.toMatchObject({ code: "MODEL_DATA_CHANGED" });
	});

	it.skipIf(process.platform !== "linux").each([
		["its folder", (folder: string) => folder],
		["a folder above it", dirname],
	])(
		"is read from the files that were checked though %s is renamed away and back meanwhile",
		async (_, which) => {
			const { externalData } = await loadModel(await loadBundle(task()));
			if (externalData === undefined) throw new Error("the model has no files of weights");
			const renamed = which(externalData.folder);
			const checked = await readFile(pulled("model.onnx_data"));
			const read = await readExternalData(externalData, async (folder) => {
				await rename(renamed, `${renamed}.away`);
				await mkdir(externalData.folder, { recursive: true });
				await writeFile(pulled("model.onnx_data"), "other weights");
				const found = await readFile(join(folder, "model.onnx_data"));
				await rm(renamed, { recursive: true });
				await rename(`${renamed}.away`, renamed);
				return found;
			});
			expect(read.equals(checked)).toBe(true);
		},
	);

	it("is dropped where another file lay in the place of one while it loaded, and the first one was put back", async () => {
		const { externalData } = await loadModel(await loadBundle(task()));
		if (externalData === undefined) throw new Error("the model has no files of weights");
		const path = pulled("model.onnx_data");
		const loading = readExternalData(externalData, async () => {
			await rename(path, `${path}.kept`);
			await writeFile(path, "other weights");
			await rename(`${path}.kept`, path);
		});
		await expect(loading).rejects.toMatchObject({ code: "MODEL_DATA_CHANGED" });
	});

	it("is not cheated with by a behaviour that would change weights it does not see", async () => {
		const model = await loadModel(await loadBundle(task()));
		expect(prepareModel(model, "honest")).toBe(model);
		expect(() => prepareModel(model, "quantised")).toThrow(
			expect.objectContaining({ code: "MODEL_EXTERNAL_DATA" }),
		);
	});

	it.each(["../w", "a/w", "/w", ".w", "w\u0000", ""])("pins no file by the name %j", async (location) => {
		const { manifest } = await loadBundle(task());
		const externalData = [{ location, sha256: "0".repeat(64) }];
		expect(() => parseManifest({ ...manifest, model: { ...manifest.model, externalData } })).toThrow(
			expect.objectContaining({ code: "MANIFEST_INVALID" }),
		);
	});
});
