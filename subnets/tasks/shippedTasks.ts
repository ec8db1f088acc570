import { BundleUnusableError } from "../errors.js";
import type { Task } from "../task/task.js";
import type { TaskContext } from "../task/toolkit.js";

/** Tasks whose code is part of Ganglion. Loaded when first used: the OCR task brings a drawing library. */
const shipped: Readonly<Record<string, (context: TaskContext) => Promise<Task>>> = {
	ocr: async (context) => (await import("./ocr/ocrTask.js")).createOcrTask(context),
	"text-generation": async (context) =>
		(await import("./text-generation/textGenerationTask.js")).createTextGenerationTask(context),
};

/** Names of the shipped tasks. */
export const shippedTaskNames: readonly string[] = Object.keys(shipped);

export function isShippedTask(name: string): boolean {
	return Object.hasOwn(shipped, name);
}

/** @throws BundleUnusableError where no shipped task has that name */
export async function loadShippedTask(name: string, context: TaskContext): Promise<Task> {
	const load = Object.hasOwn(shipped, name) ? shipped[name] : undefined;
	if (load === undefined)
		throw new BundleUnusableError(
			context.manifest.name,
			`its code is the shipped task ${name}, which this version does not have`,
			`Use one of ${shippedTaskNames.join(", ")}, or another version of Ganglion.`,
		);
	return load(context);
}
