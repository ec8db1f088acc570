import type { OptionsSpec } from "./command.js";

/** Options that every command has. */
export const globalOptions = {
	json: {
		type: "boolean",
		env: false,
		describe: "print one JSON document on stdout and nothing else there",
	},
	config: { type: "string", placeholder: "file", describe: "config file (JSON)" },
	logLevel: {
		type: "string",
		choices: ["trace", "debug", "info", "warn", "error", "silent"],
		default: "info",
		describe: "how much is logged, on stderr",
	},
	logFormat: {
		type: "string",
		choices: ["text", "json"],
		default: "text",
		describe: "log lines for readers or for machines",
	},
	noColor: { type: "boolean", env: "NO_COLOR", describe: "no colours" },
} as const satisfies OptionsSpec;
