import { readdir, rm, rmdir } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { ModelNotFoundError } from "./errors.js";
import { hashFile } from "./fileHashes.js";
import { holdFolder } from "./holdFolder.js";
import { type ModelKind, readModelKind } from "./modelKind.js";
import { type ModelLock, readModelLock } from "./modelLock.js";
import { MODEL_LOCK, modelFolder } from "./modelNames.js";

/** One model below the models' folder. */
export interface StoredModel {
	readonly folder: string;
	readonly lock: ModelLock;
	readonly kind: ModelKind;
	readonly bytes: number;
}

/** How a file of a model stands to what is pinned. */
export interface FileVerdict {
	readonly path: string;
	readonly verdict: "ok" | "missing" | "differs";
	readonly expected: string;
	readonly actual?: string;
}

/**
 * A model that was pulled.
 * @throws ModelNotFoundError, ModelNameError, ModelLockError
 */
export async function findModel(models: string, name: string): Promise<StoredModel> {
	const folder = modelFolder(models, name);
	const lock = await readModelLock(folder);
	if (lock === undefined) throw new ModelNotFoundError(name, resolve(models));
	return describe(folder, lock);
}

/** Every model that was pulled, by name. Folders without a lock are none of Ganglion's and left out. */
export async function listModels(models: string): Promise<StoredModel[]> {
	const root = resolve(models);
	const found: StoredModel[] = [];
	for (const owner of await foldersIn(root)) {
		for (const folder of [owner, ...(await foldersIn(owner))]) {
			const lock = await readModelLock(folder);
			if (lock !== undefined) found.push(await describe(folder, lock));
		}
	}
	return found.sort((a, b) => (a.lock.name < b.lock.name ? -1 : 1));
}

/** Reads every file of a model again and compares it with what is pinned. */
export async function verifyModel(model: StoredModel): Promise<FileVerdict[]> {
	const verdicts: FileVerdict[] = [];
	for (const { path, sha256: expected } of model.lock.files) {
		const found = await hashFile(join(model.folder, path));
		if (found === undefined) verdicts.push({ path, verdict: "missing", expected });
		else if (found.sha256 !== expected)
			verdicts.push({ path, verdict: "differs", expected, actual: found.sha256 });
		else verdicts.push({ path, verdict: "ok", expected });
	}
	return verdicts;
}

/**
 * Removes a model: its files, what a pull left of others, and its lock. Files that somebody else put there stay.
 *
 * @returns files that stayed
 * @throws ModelNotFoundError, ModelBusyError
 */
export async function removeModel(models: string, name: string): Promise<readonly string[]> {
	const { folder, lock } = await findModel(models, name);
	const release = await holdFolder(folder, name);
	try {
		for (const { path } of lock.files) await rm(join(folder, path), { force: true });
		await rm(join(folder, ".cache", "huggingface"), { recursive: true, force: true });
		for (const path of await filesIn(folder))
			if (path.endsWith(".part")) await rm(join(folder, path), { force: true });
		await rm(join(folder, MODEL_LOCK), { force: true });
	} finally {
		await release();
	}
	const stayed = await filesIn(folder);
	await removeEmpty(folder);
	if (dirname(folder) !== resolve(models)) await rmdir(dirname(folder)).catch(() => undefined);
	return stayed;
}

async function describe(folder: string, lock: ModelLock): Promise<StoredModel> {
	const bytes = lock.files.reduce((sum, file) => sum + file.bytes, 0);
	return { folder, lock, kind: await readModelKind(folder), bytes };
}

async function foldersIn(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	return entries
		.filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
		.map(({ name }) => join(folder, name));
}

async function filesIn(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
	return entries
		.filter((entry) => !entry.isDirectory())
		.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

/** Removes folders that hold nothing, from the innermost out. */
async function removeEmpty(folder: string): Promise<void> {
	const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
	for (const entry of entries) if (entry.isDirectory()) await removeEmpty(join(folder, entry.name));
	await rmdir(folder).catch(() => undefined);
}
