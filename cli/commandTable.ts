import type { Command } from "./command.js";

/** Any command, whatever its values and result. */
export type AnyCommand = Command<never, unknown>;

/** A command as the top-level help needs it; the rest is loaded when it is run or explained. */
export interface CommandEntry {
	/** Equal to the command's own `summary` (a test compares them). */
	readonly summary: string;
	load(): Promise<AnyCommand>;
}

/** Every command by its path, in the order of the help. */
export const commandTable: Readonly<Record<string, CommandEntry>> = {
	"miner start": {
		summary: "Serve a subnet's task",
		load: async () => (await import("./commands/minerStart.js")).minerStart,
	},
};
