import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { BundleUnusableError } from "../errors.js";
import { hashFile } from "../models/fileHashes.js";
import { sha256Hex } from "../protocol/sha256.js";
import { folderOfWeights, resolveSource, shippedTasksFolder } from "./bundleFiles.js";
import { readManifest } from "./loadBundle.js";
import type { ExternalDataFile, FileSource, ModelSpecification, TaskManifest } from "./manifest.js";

/**
 * Writes the present sha256 of model, files and code into a bundle's task.json. An author runs it after a change;
 * a signature no longer fits then and is dropped.
 *
 * @returns the manifest as written, and whether anything changed
 * @throws ManifestInvalidError, BundleUnusableError; the file system's error where a file cannot be read
 */
export async function sealBundle(
	folderOrName: string,
): Promise<{ manifest: TaskManifest; changed: boolean }> {
	const { folder, manifest } = await readManifest(folderOrName);
	const hashOf = async (source: FileSource): Promise<string> =>
		sha256Hex(await readFile(resolveSource(folder, source)));
	const { code } = manifest;
	const codeFolder = "shipped" in code ? join(shippedTasksFolder(), code.shipped) : folder;
	const { signature: _, ...unsigned } = manifest;
	const sealed: TaskManifest = {
		...unsigned,
		model: {
			...manifest.model,
			sha256: await hashOf(manifest.model.source),
			...(await sealExternalData(folder, manifest)),
		},
		files: await Promise.all(
			manifest.files.map(async (file) => ({ ...file, sha256: await hashOf(file.source) })),
		),
		code:
			"shipped" in code
				? {
						...code,
						files: await Promise.all(
							code.files.map(async ({ file }) => ({
								file,
								sha256: sha256Hex(await readFile(join(codeFolder, file))),
							})),
						),
					}
				: { ...code, sha256: await hashOf({ file: code.file }) },
	};
	const changed = JSON.stringify(sealed) !== JSON.stringify(unsigned);
	if (changed) await writeManifest(folder, sealed);
	return { manifest: changed ? sealed : manifest, changed };
}

/** The files of weights that a bundle pins, hashed anew in a stream. */
async function sealExternalData(
	folder: string,
	{ model }: TaskManifest,
): Promise<Pick<ModelSpecification, "externalData">> {
	if (model.externalData === undefined) return {};
	const beside = folderOfWeights(folder, model.source);
	const externalData: ExternalDataFile[] = [];
	for (const { location } of model.externalData) {
		const found = await hashFile(join(beside, location));
		if (found === undefined)
			throw new BundleUnusableError(
				folder,
				`${location} is not beside the model's file`,
				"Put it there, or take it out of model.externalData.",
			);
		externalData.push({ location, sha256: found.sha256 });
	}
	return { externalData };
}

/** Writes task.json as it is kept: tabs, lists of plain values on one line, one newline at the end. */
export async function writeManifest(folder: string, manifest: TaskManifest): Promise<void> {
	const text = JSON.stringify(manifest, undefined, "\t").replace(
		/\[\s*([^[\]{}]*?)\s*\]/g,
		(_, list: string) => {
			return `[${list.split(/,\n\s*/).join(", ")}]`;
		},
	);
	await writeFile(join(folder, "task.json"), `${text}\n`);
}
