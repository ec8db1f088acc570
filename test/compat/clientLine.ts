import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { packageRoot } from "../../chain/wallet/index.js";
import {
	type Command,
	type Commands,
	clientTasks,
	type Refusals,
	SEALED_TASKS,
	type SealedTask,
} from "./clientTasks.js";
import type { Facts } from "./facts.js";
import type { Line } from "./lines.js";
import { pythonEnvironment } from "./pythonEnvironment.js";
import { type Ran, runClient } from "./runClient.js";
import { TaskBook } from "./taskBook.js";
import { startWorld, type World } from "./world.js";

/** How a line's commands are called: what stands around the arguments of each. */
export interface Calling {
	readonly line: Line;
	readonly script: string;
	/** The whole command line of btcli for a command of the table. */
	readonly btcli: (argv: readonly string[], endpoint: string) => readonly string[];
	readonly commands: Commands;
	readonly refusals: Refusals;
	/** How the line seals what a beacon's pulse opens. */
	readonly sealing: Partial<Record<SealedTask, Command>>;
}

const JSON_OUTPUT = "--json-output";

/** Runs a line's tasks on a chain of their own; where the line cannot be installed they are skipped and say why. */
export function clientLine({ line, script, btcli, commands, refusals, sealing }: Calling): void {
	let world: World | undefined;
	let bin = "";
	let unavailable: string | undefined;

	beforeAll(async () => {
		const environment = await pythonEnvironment(line);
		if ("unavailable" in environment) {
			unavailable = environment.unavailable;
			return;
		}
		bin = environment.bin;
		world = await startWorld();
	});

	afterAll(async () => {
		await world?.close();
	});

	const started = (): World => {
		if (world === undefined) throw new Error("the chain was not started");
		return world;
	};
	const run = (command: Command, facts: Facts): Promise<Ran> => {
		const { endpoint, home } = started();
		if (command.program === "python") return runScript(command, facts, started());
		return runBtcli(btcli(command.argv(facts), endpoint), home, command.typed?.(facts));
	};
	const runScript = (
		command: Command,
		facts: Facts,
		{ endpoint, home }: World,
		environment: Record<string, string> = {},
	): Promise<Ran> => {
		const file = join(packageRoot(), "test", "compat", "python", script);
		return runClient(join(bin, "python"), [file, endpoint, ...command.argv(facts)], { home, environment });
	};
	/** btcli 9 prints nothing where a question fails under --json-output: what its user sees comes without it. */
	const runBtcli = async (argv: readonly string[], home: string, typed = ""): Promise<Ran> => {
		const program = join(bin, "btcli");
		const ran = await runClient(program, argv, { home, typed });
		if (ran.output !== "" || !argv.includes(JSON_OUTPUT)) return ran;
		return runClient(
			program,
			argv.filter((word) => word !== JSON_OUTPUT),
			{ home },
		);
	};
	const book = new TaskBook(line, () => unavailable);
	clientTasks(book, { commands, refusals }, { world: started, run });
	for (const task of Object.keys(SEALED_TASKS) as SealedTask[]) {
		const command = sealing[task];
		if (command === undefined) continue;
		const refusal = refusals[task];
		const options = { how: command.how, full: true, ...(refusal === undefined ? {} : { refusal }) };
		book.task(task, options, () =>
			SEALED_TASKS[task]((other, facts, environment) => runScript(command, facts, other, environment)),
		);
	}
}

/** The arguments of the line's script for one task: weights give uid 0 everything, as the judges expect. */
export function scriptArguments(task: string, facts: Facts, more: Record<string, unknown> = {}): string[] {
	return [task, JSON.stringify({ wallet: "neuron", netuid: facts.netuid, uids: [0], weights: [1], ...more })];
}
