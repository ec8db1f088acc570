import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { expandHome } from "../chain/wallet/index.js";
import {
	initModelTask,
	loadBundle,
	manifestHash,
	type TaskBundle,
	type TaskManifest,
} from "../subnets/index.js";
import { useModelsFolder } from "./modelOptions.js";

/** The task's bundle; for a task that serves a model of one's choice, made of the model's files first. */
export async function openMinerBundle(options: {
	readonly task: string;
	readonly model: string | undefined;
	readonly models: string;
	readonly data: string;
}): Promise<TaskBundle> {
	const models = useModelsFolder(options.models);
	if (options.model === undefined) return openFolder(options.task);
	const folder = ({ name, ...rest }: TaskManifest) =>
		join(expandHome(options.data), "tasks", `${name}-${manifestHash({ name, ...rest }).slice(0, 12)}`);
	const made = await initModelTask({ folder, task: options.task, model: options.model, models });
	return loadBundle(made.folder);
}

/** A link to a folder is followed once: pointed elsewhere, for a reload, it must not move what is served already. */
async function openFolder(task: string): Promise<TaskBundle> {
	const bundle = await loadBundle(task);
	const folder = await realpath(bundle.folder);
	return folder === bundle.folder ? bundle : loadBundle(folder);
}
