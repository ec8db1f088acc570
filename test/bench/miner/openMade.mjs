import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { initModelTask, loadBundle, MODELS_VARIABLE, pullModel } from "../../../dist/subnets/index.js";

/**
 * The bundle of a task with a real model, from where ../shared/models/get-real-models.sh puts it.
 *
 * @param folder of the benchmark: it gets the pulled model and the bundle
 * @returns undefined where the model is not here
 */
export async function openMade(folder, task, model) {
	const source = join(homedir(), ".cache", "ganglion", "models", model);
	if (!existsSync(source)) return undefined;
	const models = join(folder, "models");
	await pullModel(
		{ source, models, name: model },
		{ fetch, signal: AbortSignal.timeout(120_000), env: {}, now: () => new Date() },
	);
	process.env[MODELS_VARIABLE] = models;
	const made = join(folder, "bundle");
	await initModelTask({ folder: made, task, model, models });
	return loadBundle(made);
}
