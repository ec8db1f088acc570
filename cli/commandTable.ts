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
	"subnet init": {
		summary: "Make a folder with a task that runs as it is",
		load: async () => (await import("./commands/subnetInit.js")).subnetInit,
	},
	"subnet check": {
		summary: "Try a task as its miners and validators will, and say what they would refuse",
		load: async () => (await import("./commands/subnetCheck.js")).subnetCheck,
	},
	"subnet publish": {
		summary: "Sign a task and put its hash on the chain",
		load: async () => (await import("./commands/subnetPublish.js")).subnetPublish,
	},
};
