import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import {
	type CheckReport,
	checkBundle,
	exposeOutputs,
	initTask,
	loadBundle,
	loadModel,
	type ModelSession,
	manifestHash,
	readManifest,
	sealBundle,
	sha256Hex,
	shippedTaskNames,
	signManifest,
	type TaskBundle,
	verifyModelFile,
	writeManifest,
} from "../../../subnets/index.js";
import { createOrtSession } from "../../../validator/audit/ortSession.js";
import { openTask } from "./taskSession.js";

const folders: string[] = [];
afterEach(async () => {
	for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A fresh folder made by `subnet init`. */
async function makeTask(): Promise<string> {
	const parent = await mkdtemp(join(tmpdir(), "ganglion-task-"));
	folders.push(parent);
	return (await initTask(join(parent, "my-task"))).folder;
}

/** The same, with one piece of its code replaced, and sealed again. */
async function makeTaskWith(piece: string, replacement: string): Promise<string> {
	const folder = await makeTask();
	const file = join(folder, "task.js");
	const code = await readFile(file, "utf8");
	expect(code).toContain(piece);
	await writeFile(file, code.replace(piece, replacement));
	await sealBundle(folder);
	return folder;
}

async function check(folderOrName: string, challenges = 6): Promise<CheckReport> {
	const lazy = (bundle: TaskBundle): ModelSession => {
		const opened = loadModel(bundle).then((model) => createOrtSession(model, { threads: 1 }));
		return { run: async (feeds, outputs) => (await opened).run(feeds, outputs) };
	};
	return checkBundle(folderOrName, { challenges }, { session: lazy, verifySignature });
}

const refusals = (report: CheckReport) => report.problems.map(({ part, message }) => `${part}: ${message}`);

describe("the shipped bundles", () => {
	it.each(shippedTaskNames)("%s: manifest, files and code are sealed", async (name) => {
		const bundle = await loadBundle(name, {
			expectedHash: manifestHash((await readManifest(name)).manifest),
		});
		expect(bundle.manifest.name).toBe(name);
		await verifyModelFile(bundle);
		const { code } = bundle.manifest;
		if (!("shipped" in code)) throw new Error("not shipped");
		const present = (await readdir(bundle.folder)).filter((file) => file.endsWith(".ts")).sort();
		expect(code.files.map(({ file }) => file).sort(), "every source is listed").toEqual(present);
		for (const { file, sha256 } of code.files)
			expect(sha256Hex(await readFile(join(bundle.folder, file))), `${file}: run subnet check --write`).toBe(
				sha256,
			);
	});

	it.each(shippedTaskNames)("%s: nothing would be refused", async (name) => {
		const report = await check(name, 3);
		expect(refusals(report)).toEqual([]);
		expect(report.figures?.honestScore).toBeGreaterThan(0.9);
		expect(report.figures?.requestBytes).toBeLessThan(400_000);
	});
});

describe("loadBundle", () => {
	it("loads what init made; its model answers", async () => {
		const { task, session, manifest } = await openTask(await makeTask());
		expect(manifest.name).toBe("my-task");
		const request = await task.fromInput({ text: "1 -1 1 -1, 1 -1 1 -1" });
		expect(
			task.show(
				request,
				await task.answer(session, request, { miner: "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM" }),
			),
		).toBe("east");
		await expect(task.fromInput({ text: "1 2" })).rejects.toMatchObject({ status: 400, code: "INPUT_SHAPE" });
	});

	it("refuses a bundle of another hash than the published one, before its code runs", async () => {
		const folder = await makeTaskWith("const POINTS", "globalThis.ranUnpublishedCode = true; const POINTS");
		await expect(loadBundle(folder, { expectedHash: "0".repeat(64) })).rejects.toMatchObject({
			code: "BUNDLE_HASH_MISMATCH",
		});
		expect(globalThis).not.toHaveProperty("ranUnpublishedCode");
		const { manifest } = await readManifest(folder);
		await expect(
			loadBundle(folder, { expectedHash: `0x${manifestHash(manifest).toUpperCase()}` }),
		).resolves.toBeDefined();
		Reflect.deleteProperty(globalThis, "ranUnpublishedCode");
	});

	it("refuses code, model and files that are not the pinned ones", async () => {
		const changedCode = await makeTask();
		await appendFile(join(changedCode, "task.js"), "\n");
		await expect(loadBundle(changedCode)).rejects.toMatchObject({
			code: "BUNDLE_FILE_HASH",
			file: "task.js",
		});
		const changedModel = await makeTask();
		const path = join(changedModel, "model.onnx");
		const bytes = await readFile(path);
		bytes[100] = (bytes[100] ?? 0) ^ 1;
		await writeFile(path, bytes);
		const bundle = await loadBundle(changedModel);
		await expect(verifyModelFile(bundle)).rejects.toMatchObject({
			code: "BUNDLE_FILE_HASH",
			file: "model.onnx",
		});
		await expect(loadModel(bundle)).rejects.toMatchObject({ code: "BUNDLE_FILE_HASH" });
		await rm(path);
		await expect(loadModel(bundle)).rejects.toMatchObject({ code: "BUNDLE_UNUSABLE" });
	});

	it("runs code alone: nothing beside it can be imported", async () => {
		const folder = await makeTaskWith("const NAMES", 'import { other } from "./other.js";\nconst NAMES');
		await writeFile(join(folder, "other.js"), "export const other = 1;");
		await expect(loadBundle(folder)).rejects.toMatchObject({ code: "BUNDLE_UNUSABLE" });
	});

	it.each<[string, string, string]>([
		["does not parse", "export function", "export functoin"],
		["throws while it loads", "const POINTS", 'throw new Error("no"); const POINTS'],
		["exports nothing", "export function createTask", "function createTask"],
		["lacks a method", "show:", "shown:"],
	])("refuses code that %s", async (_, piece, replacement) => {
		const folder = await makeTaskWith(piece, replacement);
		await expect(loadBundle(folder)).rejects.toMatchObject({ code: "BUNDLE_UNUSABLE" });
	});

	it("says what a name can be", async () => {
		await expect(loadBundle("no-such-task")).rejects.toMatchObject({
			code: "BUNDLE_UNUSABLE",
			remedy: expect.stringContaining("text-generation"),
		});
	});

	it("keeps two versions of one bundle apart in one process", async () => {
		const folder = await makeTask();
		const copy = `${folder}-2`;
		await cp(folder, copy, { recursive: true });
		const file = join(copy, "task.js");
		await writeFile(file, (await readFile(file, "utf8")).replace('"north"', '"up"'));
		await sealBundle(copy);
		const show = async (at: string) => {
			const { task, session } = await openTask(at);
			const request = await task.fromInput({ text: "1 1 1 1 1 1 1 1" });
			return task.show(
				request,
				await task.answer(session, request, { miner: "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM" }),
			);
		};
		expect([await show(folder), await show(copy)]).toEqual(["north", "up"]);
	});
});

describe("initTask", () => {
	it("will not write into a folder that holds something, or take a name that is none", async () => {
		const folder = await makeTask();
		await expect(initTask(folder)).rejects.toMatchObject({ code: "BUNDLE_UNUSABLE" });
		await expect(initTask(join(folder, "new"), "My Task")).rejects.toMatchObject({ code: "BUNDLE_UNUSABLE" });
		expect((await initTask(join(folder, "new"), "other-name")).manifest.name).toBe("other-name");
	});
});

describe("sealBundle", () => {
	it("changes nothing where nothing changed, and drops a signature that no longer fits", async () => {
		const folder = await makeTask();
		expect((await sealBundle(folder)).changed).toBe(false);
		const { manifest } = await readManifest(folder);
		await writeManifest(folder, signManifest(manifest, keypairFromUri("//Alice")));
		expect((await sealBundle(folder)).manifest.signature?.author).toBe(keypairFromUri("//Alice").address);
		await appendFile(join(folder, "task.js"), "\n");
		const sealed = await sealBundle(folder);
		expect(sealed).toMatchObject({ changed: true });
		expect(sealed.manifest).not.toHaveProperty("signature");
	});
});

describe("checkBundle", () => {
	it("finds nothing to refuse in what init makes, and knows its author once it is signed", async () => {
		const folder = await makeTask();
		const unsigned = await check(folder);
		expect(refusals(unsigned)).toEqual([]);
		expect(unsigned.warnings).toEqual([expect.stringContaining("not signed")]);
		expect(unsigned.figures).toMatchObject({ challenges: 6, honestScore: 1, measured: 0, tolerance: 1e-5 });
		const { manifest } = await readManifest(folder);
		await writeManifest(folder, signManifest(manifest, keypairFromUri("//Alice")));
		const signed = await check(folder);
		expect(signed).toMatchObject({ author: keypairFromUri("//Alice").address, problems: [], warnings: [] });
		await writeManifest(folder, { ...signManifest(manifest, keypairFromUri("//Alice")), version: "2.0.0" });
		expect((await check(folder)).problems).toEqual([expect.objectContaining({ part: "signature" })]);
	});

	it.each<[string, string, string, RegExp]>([
		[
			"chance of its own",
			"spread * (2 * random.next() - 1)",
			"Math.random()",
			/^sampler: one seed draws two/,
		],
		[
			"a few challenges only",
			"spread * (2 * random.next() - 1)",
			"0",
			/^sampler: 6 seeds drew [1-4] different/,
		],
		[
			"a sampler that throws",
			"const nearest = random",
			"throw new Error('dry'); const nearest = random",
			/^sampler: sample fails: dry/,
		],
		[
			"a check that refuses its own challenges",
			"<= 10)",
			"<= 0)",
			/^sampler: check refuses what sample draws/,
		],
		["a request that cannot be sent", "shape: [1, 8]", "shape: [1, 9]", /^sampler: sample's request fails/],
		[
			"an answer that throws",
			"const logits = await run(session, request);\n\t\t\treturn",
			"const logits = gone;\n\t\t\treturn",
			/^model: answer fails: gone/,
		],
		["a tensor that the model lacks", '["logits"]', '["nothing"]', /^model: answer fails/],
		[
			"an output that the manifest does not name",
			'textTensor("nearest"',
			'textTensor("closest"',
			/^answer: the answer lacks the tensor nearest/,
		],
		[
			"an output of another type",
			'textTensor("nearest", [nameOf(logits)])',
			'{ name: "nearest", datatype: "FP32", shape: [1], data: new Float32Array(1) }',
			/^answer: the answer's nearest is FP32/,
		],
		["a score past 1", "=== truth ? 1 : 0", "=== truth ? 2 : 0", /^scorer: .* scores 2/],
		["a score that is no number", "=== truth ? 1 : 0", "=== truth ? NaN : 0", /^scorer: .* scores NaN/],
		[
			"a scorer that pays for nothing",
			"=== truth ? 1 : 0",
			"=== undefined ? 1 : 0",
			/^scorer: an answer without any tensor scores/,
		],
		[
			"an audit that passes everything",
			'agrees && named ? "pass" : "fail"',
			'"pass"',
			/^audit: another challenge's answer passes/,
		],
		[
			"an audit that fails everything",
			'agrees && named ? "pass" : "fail"',
			'"fail"',
			/^audit: the pinned model's own answer fails/,
		],
		[
			"an audit that throws",
			"const agrees",
			"throw new Error('lost'); const agrees",
			/^audit: audit fails: lost/,
		],
		[
			"a show that gives no text",
			'textsOf(answer.outputs, "nearest")?.[0] ?? ""',
			"7",
			/^answer: show gives no text/,
		],
	])("finds %s", async (_, piece, replacement, expected) => {
		const report = await check(await makeTaskWith(piece, replacement));
		expect(
			refusals(report).some((line) => expected.test(line)),
			refusals(report).join("\n"),
		).toBe(true);
		for (const { remedy } of report.problems) expect(remedy).not.toBe("");
	});

	it("reports a faulty manifest, file or folder instead of throwing", async () => {
		const folder = await makeTask();
		await rm(join(folder, "model.onnx"));
		expect((await check(folder)).problems).toEqual([expect.objectContaining({ part: "files" })]);
		await writeFile(join(folder, "task.json"), "{}");
		expect((await check(folder)).problems).toEqual([expect.objectContaining({ part: "manifest" })]);
		await rm(folder, { recursive: true });
		expect((await check(folder)).problems).toEqual([expect.objectContaining({ part: "manifest" })]);
	});

	it("finds a request or an answer past the manifest's own limits", async () => {
		const folder = await makeTask();
		const { manifest } = await readManifest("text-generation");
		expect(manifest.limits.requestBytes).toBeGreaterThan(1024);
		const own = (await readManifest(folder)).manifest;
		const file = join(folder, "task.js");
		const code = await readFile(file, "utf8");
		await writeFile(file, code.replace("[nameOf(logits)]", '[nameOf(logits) + "!".repeat(2000)]'));
		await writeManifest(folder, { ...own, limits: { ...own.limits, responseBytes: 1024 } });
		await sealBundle(folder);
		expect(refusals(await check(folder)).join("\n")).toMatch(
			/answer: an answer has \d+ bytes, limits.responseBytes is 1024/,
		);
	});
});

describe("exposeOutputs", () => {
	it("adds an inner tensor to the outputs without touching the file's bytes", async () => {
		const bundle = await loadBundle(await makeTask());
		const file = await readFile(bundle.modelPath);
		const exposed = exposeOutputs(file, ["product"]);
		expect(Buffer.from(exposed.subarray(0, file.length)).equals(file)).toBe(true);
		const session = await createOrtSession({ bytes: exposed }, { threads: 1 });
		const x = { name: "x", datatype: "FP32" as const, shape: [1, 8], data: new Float32Array(8).fill(1) };
		const { product } = await session.run({ x }, ["product"]);
		expect(Array.from(product?.data as Float32Array)).toEqual([16, 0, 0, 0]);
		const bytes = exposeOutputs(file, ["no such tensor"]);
		await expect(createOrtSession({ bytes }, { threads: 1 })).rejects.toThrow();
	});
});
