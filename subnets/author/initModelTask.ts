import { mkdir, readdir } from "node:fs/promises";
import { resolve } from "node:path";
import { BundleUnusableError } from "../errors.js";
import type { TaskManifest } from "../manifest/manifest.js";
import { writeManifest } from "../manifest/sealBundle.js";
import { findModel } from "../models/modelStore.js";
import { manifestForModel } from "./manifestForModel.js";

/**
 * Makes a bundle's folder for a shipped task that serves a model which was pulled: the manifest alone, since the code
 * ships and the model is named by its hash.
 *
 * @param options.folder - made if it is not there; may hold the very same task already
 * @param options.task - one of `modelTaskNames`
 * @param options.model - the model's name below `options.models`
 * @throws BundleUnusableError, ModelNotFoundError
 */
export async function initModelTask(options: {
	readonly folder: string | ((manifest: TaskManifest) => string);
	readonly task: string;
	readonly model: string;
	readonly models: string;
	readonly name?: string | undefined;
}): Promise<{ folder: string; manifest: TaskManifest; files: string[] }> {
	const { task, model, models, name } = options;
	const made = await manifestForModel(task, await findModel(models, model));
	const manifest = name === undefined ? made : { ...made, name };
	const folder = resolve(typeof options.folder === "string" ? options.folder : options.folder(manifest));
	await mkdir(folder, { recursive: true });
	if ((await readdir(folder)).some((file) => file !== "task.json"))
		throw new BundleUnusableError(
			manifest.name,
			`the folder ${folder} is not empty`,
			"Name a new or an empty folder.",
		);
	await writeManifest(folder, manifest);
	return { folder, manifest, files: ["task.json"] };
}
