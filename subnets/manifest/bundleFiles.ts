import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BundleFileHashError, BundleUnusableError } from "../errors.js";
import { sha256Hex } from "../protocol/sha256.js";
import type { FileSource } from "./manifest.js";

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
 * Path of a pinned file: in the bundle's folder, or in an installed npm package, looked for upward from the
 * bundle and then from Ganglion.
 *
 * @throws BundleUnusableError where the package is not installed
 */
export function resolveSource(folder: string, source: FileSource): string {
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
