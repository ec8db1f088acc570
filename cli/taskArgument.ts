import type { ArgumentsSpec } from "./command.js";

/** The argument of every command about one task's bundle. */
export const taskArgument = {
	task: {
		type: "string",
		placeholder: "task",
		required: true,
		describe: "a bundle's folder, or a shipped task: ocr, text-generation",
	},
} as const satisfies ArgumentsSpec;
