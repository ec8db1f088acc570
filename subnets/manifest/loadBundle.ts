import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BundleHashMismatchError, BundleUnusableError, ModelRefusedError } from "../errors.js";
import { sha256Hex } from "../protocol/sha256.js";
import type { Task } from "../task/task.js";
import { createToolkit, type TaskContext } from "../task/toolkit.js";
import { isModelTask, isShippedTask, loadShippedTask } from "../tasks/shippedTasks.js";
import { MAX_ONNX_BYTES, readPinnedFile, resolveSource, shippedTasksFolder } from "./bundleFiles.js";
import { checkOnnx } from "./checkOnnx.js";
import { exposeOutputs } from "./exposeOutputs.js";
import { type ExternalData, openExternalData } from "./externalData.js";
import type { ModelSpecification, TaskManifest } from "./manifest.js";
import { manifestHash } from "./manifestHash.js";
import { parseManifest } from "./parseManifest.js";

/** A task that can be served, asked and judged. */
export interface TaskBundle {
	readonly folder: string;
	readonly manifest: TaskManifest;
	/** {@link manifestHash}, as the chain stores it. */
	readonly hash: string;
	readonly modelPath: string;
	readonly task: Task;
}

/** What a session is created from. */
export interface LoadedModel {
	/** The ONNX file's bytes, with `verification.tensor` among the outputs. */
	readonly bytes: Uint8Array;
	/** Where its other weights lie, for a model that has some in files beside its own. */
	readonly externalData?: ExternalData;
}

export interface LoadBundleOptions {
	/** Hash that the chain publishes; a bundle with another one is refused before its code runs. */
	readonly expectedHash?: string;
}

/**
 * Loads a bundle: a shipped task by its name, else a folder with task.json, its code and its model.
 *
 * The code of a folder is one self-contained ES module that exports `createTask(context)`. It is run from the
 * very bytes whose hash was checked, with this process's rights: load only bundles whose author you trust.
 *
 * @throws ManifestInvalidError, BundleHashMismatchError, BundleFileHashError, BundleUnusableError
 */
export async function loadBundle(folderOrName: string, options: LoadBundleOptions = {}): Promise<TaskBundle> {
	const { folder, manifest } = await readManifest(folderOrName);
	const hash = manifestHash(manifest);
	const expected = options.expectedHash?.replace(/^0x/, "").toLowerCase();
	if (expected !== undefined && expected !== hash)
		throw new BundleHashMismatchError(manifest.name, expected, hash);
	const context = createContext(folder, manifest);
	const task =
		"shipped" in manifest.code
			? await loadShippedTask(manifest.code.shipped, context)
			: await loadTaskFile(folder, manifest.code, context);
	return { folder, manifest, hash, modelPath: resolveSource(folder, manifest.model.source), task };
}

/** Folder and manifest of a bundle, without running its code. */
export async function readManifest(
	folderOrName: string,
): Promise<{ folder: string; manifest: TaskManifest }> {
	if (isModelTask(folderOrName))
		throw new BundleUnusableError(
			folderOrName,
			"it serves a model of your choice, and none is named",
			`Name one that was pulled (miner start --model), or a folder made by \`ganglion subnet init my-task --task ${folderOrName} --model owner/name\`.`,
		);
	const folder = isShippedTask(folderOrName)
		? join(shippedTasksFolder(), folderOrName)
		: resolve(folderOrName);
	const text = await readFile(join(folder, "task.json"), "utf8").catch((cause: unknown) => {
		throw new BundleUnusableError(
			folderOrName,
			"there is no readable task.json in it",
			"Name a shipped task (ocr, text-generation) or a folder made by `ganglion subnet init`.",
			{ cause },
		);
	});
	return { folder, manifest: parseManifest(text) };
}

/**
 * Checks that the model file and the files of weights beside it are the pinned ones, and may be loaded.
 *
 * @throws BundleFileHashError, BundleUnusableError, ModelRefusedError
 */
export async function verifyModelFile(bundle: Pick<TaskBundle, "folder" | "manifest">): Promise<void> {
	await readModel(bundle);
}

/**
 * The checked model, to create a session from.
 *
 * Files of weights beside it are read by {@link readExternalData}.
 *
 * @throws BundleFileHashError, BundleUnusableError, ModelRefusedError
 */
export async function loadModel(bundle: Pick<TaskBundle, "folder" | "manifest">): Promise<LoadedModel> {
	const { model, verification } = bundle.manifest;
	const loaded = await readModel(bundle);
	const { tensor } = verification;
	if (tensor === undefined || model.outputs.some(({ name }) => name === tensor)) return loaded;
	return { ...loaded, bytes: exposeOutputs(loaded.bytes, [tensor]) };
}

/** A model comes from a stranger: see {@link checkOnnx} for what it could do to whoever loads it. */
async function readModel({
	folder,
	manifest,
}: Pick<TaskBundle, "folder" | "manifest">): Promise<LoadedModel> {
	const { model, limits } = manifest;
	await refuseTooLarge(folder, model);
	const bytes = await readPinnedFile(folder, model);
	const opened = await openExternalData(folder, model);
	try {
		const fault = checkOnnx(bytes, {
			permits: model.permits ?? [],
			memoryBytes: limits.memoryMiB * 2 ** 20,
			externalData: opened.files,
		});
		if (fault !== undefined) throw new ModelRefusedError(model.name, fault.reason, fault.remedy);
		return { bytes, ...(opened.data === undefined ? {} : { externalData: opened.data }) };
	} finally {
		await opened.close();
	}
}

/** Before it is read: what lies in one protobuf message has at most 2 GiB. */
async function refuseTooLarge(folder: string, model: ModelSpecification): Promise<void> {
	const found = await stat(resolveSource(folder, model.source)).catch(() => undefined);
	if (found === undefined || found.size < MAX_ONNX_BYTES) return;
	throw new ModelRefusedError(
		model.name,
		`its file has ${found.size} bytes, and an ONNX file less than ${MAX_ONNX_BYTES}`,
		"Export the model with its weights beside it (external data).",
	);
}

function createContext(folder: string, manifest: TaskManifest): TaskContext {
	return {
		manifest,
		toolkit: createToolkit(),
		async readFile(name) {
			const pinned = manifest.files.find((file) => file.name === name);
			if (pinned === undefined)
				throw new BundleUnusableError(
					manifest.name,
					`its code reads ${name}, which files does not pin`,
					"Add it to files.",
				);
			return readPinnedFile(folder, pinned);
		},
	};
}

async function loadTaskFile(
	folder: string,
	code: { readonly file: string; readonly sha256: string },
	context: TaskContext,
): Promise<Task> {
	const source = await readPinnedFile(folder, { sha256: code.sha256, source: { file: code.file } });
	const { name } = context.manifest;
	const remedy = "Compare it with the task.js that `ganglion subnet init` writes.";
	let task: unknown;
	try {
		// The name keeps stack traces readable; the hash keeps two versions of a bundle apart.
		const named = `${source.toString("utf8")}\n//# sourceURL=${name}-${sha256Hex(source).slice(0, 8)}/${code.file}\n`;
		const module = await import(`data:text/javascript;base64,${Buffer.from(named).toString("base64")}`);
		if (typeof module.createTask !== "function") throw new TypeError("it exports no function createTask");
		task = await module.createTask(context);
	} catch (cause) {
		throw new BundleUnusableError(name, `${code.file} fails to load: ${(cause as Error).message}`, remedy, {
			cause,
		});
	}
	const missing = ["sample", "fromInput", "check", "answer", "show", "score", "audit"].filter(
		(method) => typeof (task as Record<string, unknown> | null | undefined)?.[method] !== "function",
	);
	if (missing.length > 0)
		throw new BundleUnusableError(name, `the task of ${code.file} lacks ${missing.join(", ")}`, remedy);
	return task as Task;
}
