import type { Facts } from "./facts.js";
import { judgesOf } from "./judges.js";
import type { Ran } from "./runClient.js";
import type { Refusal, TaskBook } from "./taskBook.js";
import { judgeOpenedCommitment, judgeOpenedWeights } from "./timelockTask.js";
import type { World } from "./world.js";

/** How one line of clients does a task. */
export interface Command {
	readonly how: string;
	readonly argv: (facts: Facts) => readonly string[];
	/** `btcli` by default; `python` runs the line's script. */
	readonly program?: "btcli" | "python";
	readonly full?: boolean;
	/** What a user types where no option answers what is asked. */
	readonly typed?: (facts: Facts) => string;
}

/** The tasks, in the order in which a newcomer meets them. */
export type TaskName = (typeof TASKS)[number];

const TASKS = [
	"wallet create",
	"wallet balance",
	"wallet transfer",
	"subnets: cost of creation",
	"subnets create",
	"wallet set-identity",
	"subnets start",
	"subnets set-identity",
	"subnets set-symbol",
	"subnets list",
	"subnets show",
	"subnets hyperparameters",
	"sudo get",
	"sudo set",
	"subnets register",
	"subnets register, safe",
	"subnets register, raw call",
	"subnets register, in a batch",
	"SDK: register",
	"subnets metagraph",
	"stake add",
	"stake add, safe",
	"stake list",
	"stake remove",
	"stake remove, safe",
	"stake move",
	"stake transfer",
	"stake swap",
	"stake set-auto",
	"stake child set",
	"stake child get",
	"stake child take",
	"stake child revoke",
	"delegate take: set",
	"delegate take: get",
	"wallet overview",
	"axon set",
	"SDK: serve an axon",
	"SDK: metagraph",
	"SDK: set weights",
	"weights commit",
	"weights reveal",
	"SDK: commit weights, salted",
	"SDK: reveal weights, salted",
	"SDK: commit weights, timelocked",
	"wallet swap-hotkey",
	"wallet swap-coldkey: announce",
	"wallet swap-coldkey: check",
	"wallet swap-coldkey: clear",
	"wallet swap-coldkey: execute",
	"wallet swap-coldkey: dispute",
	"proxy add",
	"proxy list",
	"a transfer by a proxy",
	"proxy remove",
	"proxy announce",
	"proxy execute",
	"proxy create",
	"proxy kill",
	"multisig add",
	"multisig: first approval",
	"multisig: last approval",
	"wallet sign",
	"wallet get-identity",
	"wallet associate-hotkey",
	"subnets get-identity",
	"subnets mechanisms: count",
	"subnets mechanisms: emissions",
	"subnets trim",
	"stake auto",
	"stake remove, all",
	"axon reset",
	"SDK: publish a commitment",
	"stake add, shielded",
	"root: register",
	"root: claim",
	"stake lock",
	"stake burn",
	"miner's collateral",
	"crowdloan create",
] as const;

/** Judged on a chain of their own, at another time. */
export type SealedTask = keyof typeof SEALED_TASKS;

export const SEALED_TASKS = {
	"SDK: timelocked weights are opened": judgeOpenedWeights,
	"SDK: a timelocked commitment is opened": judgeOpenedCommitment,
};

export type Commands = Partial<Record<TaskName, Command>>;

/** What is known not to work. */
export type Refusals = Partial<Record<TaskName | SealedTask, Refusal>>;

/** Enters every task that the line has a command for into the book; `run` runs a command of the line. */
export function clientTasks(
	book: TaskBook,
	{ commands, refusals }: { readonly commands: Commands; readonly refusals: Refusals },
	line: { readonly world: () => World; readonly run: (command: Command, facts: Facts) => Promise<Ran> },
): void {
	const judges = judgesOf(line.world);
	for (const task of TASKS) {
		const command = commands[task];
		if (command === undefined) continue;
		const { how, full = false } = command;
		const refusal = refusals[task];
		const options = { how, full, ...(refusal === undefined ? {} : { refusal }) };
		book.task(task, options, () => judges[task](async (facts) => line.run(command, await facts)));
	}
}
