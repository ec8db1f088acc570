import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initModelTask } from "../../../subnets/index.js";
import { openTask } from "../subnets/taskSession.js";
import { findModelsIn, pullMade } from "./modelsFolder.js";
import { type TinyAttention, writeTinyDecoder } from "./tinyDecoders.js";

/** The task `chat` with a tiny decoder, pulled into a models' folder of its own; `close` puts things back. */
export async function openTinyChat(attention: TinyAttention) {
	const folder = await mkdtemp(join(tmpdir(), "ganglion-decoder-"));
	const [made, models, task] = [join(folder, "made"), join(folder, "models"), join(folder, "task")];
	const name = `tiny/${attention}`;
	await writeTinyDecoder(made, attention);
	await pullMade({ source: made, models, name });
	const restore = findModelsIn(models);
	await initModelTask({ folder: task, task: "chat", model: name, models });
	return {
		...(await openTask(task)),
		close: async () => {
			restore();
			await rm(folder, { recursive: true });
		},
	};
}
