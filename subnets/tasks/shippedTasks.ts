import { BundleUnusableError } from "../errors.js";
import type { CandidateModel, DesignedParts, DesignTask } from "../task/modelTask.js";
import type { Task } from "../task/task.js";
import type { TaskContext } from "../task/toolkit.js";

type CreateTask = (context: TaskContext) => Promise<Task>;

/** Tasks that ship with their model. Code is loaded when first used: the OCR task brings a drawing library. */
const shipped: Readonly<Record<string, CreateTask>> = {
	ocr: async (context) => (await import("./ocr/ocrTask.js")).createOcrTask(context),
	"text-generation": async (context) =>
		(await import("./text-generation/textGenerationTask.js")).createTextGenerationTask(context),
};

/** Tasks that ship without one: they serve a model that was pulled, and each model makes a manifest of its own. */
const forModels: Readonly<Record<string, { create: CreateTask; design: () => Promise<DesignTask> }>> = {
	chat: {
		create: async (context) => (await import("./chat/chatTask.js")).createChatTask(context),
		design: async () => (await import("./chat/designChat.js")).designChat,
	},
	classification: {
		create: async (context) =>
			(await import("./classification/classificationTask.js")).createClassificationTask(context),
		design: async () => (await import("./classification/designClassification.js")).designClassification,
	},
	embedding: {
		create: async (context) => (await import("./embedding/embeddingTask.js")).createEmbeddingTask(context),
		design: async () => (await import("./embedding/designEmbedding.js")).designEmbedding,
	},
};

/** Names of the shipped tasks that have a model and a manifest. */
export const shippedTaskNames: readonly string[] = Object.keys(shipped);

/** Names of the shipped tasks that serve a model of one's choice. */
export const modelTaskNames: readonly string[] = Object.keys(forModels);

export function isShippedTask(name: string): boolean {
	return Object.hasOwn(shipped, name);
}

export function isModelTask(name: string): boolean {
	return Object.hasOwn(forModels, name);
}

/** @throws BundleUnusableError where no shipped task has that name */
export async function loadShippedTask(name: string, context: TaskContext): Promise<Task> {
	const create = isModelTask(name)
		? forModels[name]?.create
		: isShippedTask(name)
			? shipped[name]
			: undefined;
	if (create === undefined)
		throw new BundleUnusableError(
			context.manifest.name,
			`its code is the shipped task ${name}, which this version does not have`,
			`Use one of ${[...shippedTaskNames, ...modelTaskNames].join(", ")}, or another version of Ganglion.`,
		);
	return create(context);
}

/**
 * What a task for models decides of the manifest for one of them.
 * @throws BundleUnusableError where there is no such task, or it cannot serve the model
 */
export async function designTask(name: string, model: CandidateModel): Promise<DesignedParts> {
	const task = isModelTask(name) ? forModels[name] : undefined;
	if (task === undefined)
		throw new BundleUnusableError(
			name,
			"it is no task that serves a model of one's choice",
			`Use one of ${modelTaskNames.join(", ")}.`,
		);
	return (await task.design())(model);
}
