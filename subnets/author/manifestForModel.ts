import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { BundleUnusableError } from "../errors.js";
import { hubFiles } from "../language/hubFiles.js";
import { beforeSoftmax } from "../manifest/beforeSoftmax.js";
import { shippedTasksFolder } from "../manifest/bundleFiles.js";
import { calculatesInHalf } from "../manifest/calculatesInHalf.js";
import type { PinnedFile, TaskManifest } from "../manifest/manifest.js";
import { onnxSignature } from "../manifest/onnxSignature.js";
import { externalLocations } from "../manifest/onnxTensors.js";
import { parseManifest } from "../manifest/parseManifest.js";
import { pathBeside } from "../models/externalDataOf.js";
import type { LockedFile } from "../models/modelLock.js";
import type { StoredModel } from "../models/modelStore.js";
import { sha256Hex } from "../protocol/sha256.js";
import type { CandidateModel } from "../task/modelTask.js";
import { designTask } from "../tasks/shippedTasks.js";

/**
 * The manifest of a shipped task that serves a model which was pulled. It pins the model's files by their sha256, and
 * follows from them and from Ganglion's version alone: two people who pulled the same files get the same hash.
 *
 * @param task - one of `modelTaskNames`
 * @throws BundleUnusableError where the task cannot serve the model
 */
export async function manifestForModel(task: string, stored: StoredModel): Promise<TaskManifest> {
	const { lock, folder } = stored;
	const found = lock.files.filter(({ path }) => path.endsWith(".onnx"));
	const [model] = found;
	if (model === undefined || found.length > 1)
		throw new BundleUnusableError(
			lock.name,
			`expected one ONNX file in it, got ${found.length === 0 ? "none" : found.map(({ path }) => path).join(", ")}`,
			"Remove the model and pull it with --dtype, or the files by --files.",
		);
	const bytes = await readFile(join(folder, ...model.path.split("/")));
	const externalData = findExternalData(stored, model.path, bytes);
	const candidate = await readCandidate(stored, bytes, bytesOf(model, externalData));
	const files = hubFiles.flatMap(([path, name]): PinnedFile[] => {
		const file = lock.files.find((locked) => locked.path === path);
		return file === undefined
			? []
			: [{ name, sha256: file.sha256, source: { model: lock.name, file: path } }];
	});
	return parseManifest({
		format: "ganglion-task/1",
		name: nameFor(task, lock.name),
		version: "1.0.0",
		kind: "reference",
		...(await designTask(task, candidate)),
		model: {
			name: lock.name,
			sha256: model.sha256,
			...(externalData.length === 0
				? {}
				: { externalData: externalData.map(({ location, sha256 }) => ({ location, sha256 })) }),
			...candidate.signature,
			source: { model: lock.name, file: model.path },
			license: await readLicense(folder),
		},
		files,
		code: { shipped: task, files: await codeOf(task) },
	});
}

interface FoundData extends LockedFile {
	readonly location: string;
}

/** The pinned files in which the graph says that weights of it lie. */
function findExternalData({ lock }: StoredModel, model: string, bytes: Buffer): FoundData[] {
	return externalLocations(bytes).map((location) => {
		const path = pathBeside(model, location);
		const file = lock.files.find((locked) => locked.path === path);
		if (file === undefined)
			throw new BundleUnusableError(
				lock.name,
				`its graph keeps weights in ${path}, which was not pulled`,
				"Pull the model again.",
			);
		return { ...file, location };
	});
}

function bytesOf(model: LockedFile, data: readonly LockedFile[]): number {
	return data.reduce((sum, { bytes }) => sum + bytes, model.bytes);
}

async function readCandidate(
	{ lock, folder, kind }: StoredModel,
	bytes: Buffer,
	modelBytes: number,
): Promise<CandidateModel> {
	const texts = new Map<string, Readonly<Record<string, unknown>>>();
	for (const { path } of lock.files) {
		if (!path.endsWith(".json") || path === "tokenizer.json") continue;
		const value: unknown = JSON.parse(await readFile(join(folder, ...path.split("/")), "utf8"));
		if (typeof value === "object" && value !== null) texts.set(path, value as Record<string, unknown>);
	}
	try {
		return {
			name: lock.name,
			kind,
			signature: onnxSignature(bytes),
			modelBytes,
			beforeSoftmax: (output) => beforeSoftmax(bytes, output),
			calculatesInHalf: calculatesInHalf(bytes),
			quantisesByBatch: bytes.includes("DynamicQuantize"),
			json: (path) => texts.get(path) ?? {},
		};
	} catch (cause) {
		throw new BundleUnusableError(
			lock.name,
			(cause as Error).message,
			"Take an export with float32 or float16 inputs and outputs, such as fp32, fp16, q8 or q4.",
			{ cause },
		);
	}
}

/** A task's name: small letters, digits, dots and dashes. */
function nameFor(task: string, model: string): string {
	const short = model.split("/").at(-1) ?? model;
	return `${task}-${short.toLowerCase().replace(/[^a-z0-9.-]+/g, "-")}`.slice(0, 64);
}

async function codeOf(task: string): Promise<{ file: string; sha256: string }[]> {
	const folder = join(shippedTasksFolder(), task);
	const names = (await readdir(folder))
		.filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
		.sort();
	return Promise.all(
		names.map(async (file) => ({ file, sha256: sha256Hex(await readFile(join(folder, file))) })),
	);
}

/** The licence that the model card's head names. */
async function readLicense(folder: string): Promise<string> {
	const card = join(folder, "README.md");
	const text = existsSync(card) ? await readFile(card, "utf8") : "";
	const head = /^---\n([\s\S]*?)\n---/.exec(text)?.[1] ?? "";
	const named = /^license:\s*(\S.*)$/m.exec(head)?.[1]?.trim();
	return named ?? "not stated by the model's files";
}
