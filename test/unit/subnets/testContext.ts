import pino from "pino";
import type { CommandContext } from "../../../cli/command.js";

/** A command's context without a terminal, that prints nowhere and can be asked nothing. */
export const testContext: CommandContext = {
	json: false,
	tty: false,
	color: false,
	columns: 80,
	stdout: () => undefined,
	stderr: () => undefined,
	env: {},
	signal: new AbortController().signal,
	onHangUp: () => undefined,
	logger: () => pino({ level: "silent" }),
	config: {},
	askSecret: async () => {
		throw new Error("nothing to ask");
	},
};
