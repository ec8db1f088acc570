import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadBundle, sha256Hex, type TaskBundle } from "../../subnets/index.js";

/** Folders of bundles made here; a test removes them when it is done. */
const folders: string[] = [];

/**
 * A copy of a bundle with another model, pinned by its hash, as its author would publish it.
 *
 * @param data - files of weights beside it, by location, pinned too
 */
export async function bundleWith(
	original: TaskBundle,
	model: Uint8Array,
	permits?: readonly string[],
	data: Readonly<Record<string, Uint8Array>> = {},
): Promise<TaskBundle> {
	const folder = await mkdtemp(join(tmpdir(), "ganglion-model-"));
	folders.push(folder);
	await cp(original.folder, folder, { recursive: true });
	await writeFile(join(folder, "model.onnx"), model);
	const manifest = JSON.parse(await readFile(join(folder, "task.json"), "utf8"));
	manifest.model.sha256 = sha256Hex(model);
	for (const [location, bytes] of Object.entries(data)) await writeFile(join(folder, location), bytes);
	if (Object.keys(data).length > 0)
		manifest.model.externalData = Object.entries(data).map(([location, bytes]) => ({
			location,
			sha256: sha256Hex(bytes),
		}));
	if (permits !== undefined) manifest.model.permits = permits;
	await writeFile(join(folder, "task.json"), JSON.stringify(manifest));
	return loadBundle(folder);
}

export async function removeBundles(): Promise<void> {
	for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
}
