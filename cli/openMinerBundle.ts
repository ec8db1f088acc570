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
	if (options.model === undefined) return loadBundle(options.task);
	const folder = ({ name, ...rest }: TaskManifest) =>
		join(expandHome(options.data), "tasks", `${name}-${manifestHash({ name, ...rest }).slice(0, 12)}`);
	const made = await initModelTask({ folder, task: options.task, model: options.model, models });
	return loadBundle(made.folder);
}
