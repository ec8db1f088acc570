import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ModelLockError } from "./errors.js";
import { checkFilePath, MODEL_LOCK } from "./modelNames.js";

/** One pinned file of a model. */
export interface LockedFile {
	/** Inside the model's folder, with `/`. */
	readonly path: string;
	readonly bytes: number;
	readonly sha256: string;
}

/** What a model's folder says of itself: recorded by the first pull, and checked from then on. */
export interface ModelLock {
	readonly format: "ganglion-model/1";
	/** `owner/name`, as the folder. */
	readonly name: string;
	/** What was pulled, such as `hf:owner/name`; never with credentials. */
	readonly source: string;
	/** Commit of a hub's repository, or version of a package. */
	readonly revision?: string;
	/** ISO 8601, of the last pull that added something. */
	readonly pulledAt: string;
	readonly files: readonly LockedFile[];
}

/**
 * The lock in a model's folder; undefined where there is none.
 * @throws ModelLockError where there is one that cannot be used
 */
export async function readModelLock(folder: string): Promise<ModelLock | undefined> {
	const file = join(folder, MODEL_LOCK);
	let text: string;
	try {
		text = await readFile(file, "utf8");
	} catch (cause) {
		const { code, message } = cause as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ENOTDIR") return undefined;
		throw new ModelLockError(file, message, { cause });
	}
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new ModelLockError(file, "it is not JSON", { cause });
	}
	if (!isLock(value)) throw new ModelLockError(file, "a field is missing or of another type");
	for (const { path } of value.files) checkFilePath(path);
	return value;
}

/** Writes the lock in one step: a reader sees the old one or the new one. */
export async function writeModelLock(folder: string, lock: ModelLock): Promise<void> {
	const file = join(folder, MODEL_LOCK);
	await writeFile(`${file}.part`, `${JSON.stringify(lock, undefined, "\t")}\n`);
	await rename(`${file}.part`, file);
}

function isLock(value: unknown): value is ModelLock {
	const lock = value as Partial<ModelLock> | null;
	return (
		typeof lock === "object" &&
		lock !== null &&
		lock.format === "ganglion-model/1" &&
		typeof lock.name === "string" &&
		typeof lock.source === "string" &&
		(lock.revision === undefined || typeof lock.revision === "string") &&
		typeof lock.pulledAt === "string" &&
		Array.isArray(lock.files) &&
		lock.files.every(
			(file) =>
				typeof file?.path === "string" &&
				Number.isSafeInteger(file.bytes) &&
				typeof file.sha256 === "string" &&
				/^[0-9a-f]{64}$/.test(file.sha256),
		)
	);
}
