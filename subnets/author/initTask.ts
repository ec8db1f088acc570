import { copyFile, mkdir, readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { BundleUnusableError } from "../errors.js";
import { shippedTasksFolder } from "../manifest/bundleFiles.js";
import { readManifest } from "../manifest/loadBundle.js";
import type { TaskManifest } from "../manifest/manifest.js";
import { parseManifest } from "../manifest/parseManifest.js";
import { sealBundle, writeManifest } from "../manifest/sealBundle.js";

/**
 * Makes a folder with a task that runs as it is: manifest, code, a tiny model and a README.
 *
 * @param folder - made if it is not there; must be empty
 * @param name - the task's name; the folder's if absent
 * @returns the folder's absolute path, the manifest and the files written
 * @throws BundleUnusableError where the folder holds files already, or the name cannot be a task's
 */
export async function initTask(
	folder: string,
	name = basename(resolve(folder)),
): Promise<{ folder: string; manifest: TaskManifest; files: string[] }> {
	const target = resolve(folder);
	if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name))
		throw new BundleUnusableError(
			name,
			"a task's name holds small letters, digits, dots and dashes only",
			"Give another name, such as `ganglion subnet init my-task`.",
		);
	const present = await readdir(target).catch((error: NodeJS.ErrnoException) => {
		if (error.code === "ENOENT") return [];
		throw error;
	});
	if (present.length > 0)
		throw new BundleUnusableError(
			name,
			`the folder ${folder} is not empty`,
			"Name a new or an empty folder.",
		);
	const template = join(shippedTasksFolder(), "template");
	await mkdir(target, { recursive: true });
	const files = (await readdir(template)).sort();
	for (const file of files) await copyFile(join(template, file), join(target, file));
	const { manifest } = await readManifest(target);
	await writeManifest(target, parseManifest({ ...manifest, name }));
	return { folder: target, manifest: (await sealBundle(target)).manifest, files };
}
