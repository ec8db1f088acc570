import { afterAll, expect, it } from "vitest";
import type { Line } from "./lines.js";
import { recordSection, type TaskResult } from "./results.js";
import { messageOf, type Ran } from "./runClient.js";

/** A client's attempt, and what the chain says of it. */
export interface Judged {
	readonly ran: Ran;
	/** The effect was read back from the chain, or the answer holds what the chain says. */
	readonly effect: boolean;
	/** What was read, for the matrix. */
	readonly read: string;
}

/** Why something cannot be tried on this machine. */
export interface Unavailable {
	readonly unavailable: string;
}

export interface TaskOptions {
	/** The command as a user types it, or the function of the SDK. */
	readonly how: string;
	/** Left out of the short form. */
	readonly full?: boolean;
	/** Known not to work. The task fails as soon as it works or says something else. */
	readonly refusal?: Refusal;
}

/** How something is known not to work. */
export interface Refusal {
	/** In what a user sees instead. */
	readonly message: RegExp;
	/** Why, and what a user does instead. */
	readonly why: string;
}

/** Only the tasks that matter most, in a few minutes. */
export const SHORT = process.env.GANGLION_COMPAT === "short";

/**
 * The tasks of one line, in order, each a test of its own that passes where what is expected happens: the effect,
 * or for what is known not to be supported the message that says so.
 */
export class TaskBook {
	readonly #results: TaskResult[] = [];
	readonly #line: Line;
	#tasks = 0;

	/** @param unavailable why the line cannot be run here; asked when the tasks begin */
	constructor(line: Line, unavailable: () => string | undefined) {
		this.#line = line;
		this.unavailable = unavailable;
		afterAll(() => this.#write());
	}

	readonly unavailable: () => string | undefined;

	task(task: string, options: TaskOptions, attempt: () => Promise<Judged | Unavailable>): void {
		const { how, refusal } = options;
		this.#tasks++;
		it(task, async (context) => {
			const reason = this.unavailable() ?? (SHORT && options.full ? "in the full form only" : undefined);
			context.skip(reason !== undefined, reason);
			const index = this.#results.push({ task, how, outcome: "failed", note: "" }) - 1;
			const judged = await attempt();
			if ("unavailable" in judged) {
				this.#results.pop();
				context.skip(true, judged.unavailable);
				return;
			}
			const { ran, effect, read } = judged;
			const message = messageOf(ran);
			const outcome = effect ? "works" : "not supported";
			const expected = refusal === undefined ? "works" : "not supported";
			const asExpected = outcome === expected && (refusal?.message.test(message) ?? true);
			this.#results[index] = {
				task,
				how,
				outcome: asExpected ? outcome : effect ? "works" : "failed",
				note: effect ? read : message,
				...(refusal === undefined || !asExpected ? {} : { why: refusal.why }),
			};
			const told = `${ran.argv.join(" ")}\nstatus ${ran.exitCode}\n${ran.output.slice(-4000)}`;
			expect(outcome, `${read}\n${told}`).toBe(expected);
			if (refusal !== undefined) expect(message, told).toMatch(refusal.message);
		});
	}

	#write(): void {
		const { id, packages } = this.#line;
		recordSection(`line-${id}`, {
			title: `Line ${id}`,
			introduction: packages.map((name) => `\`${name.replace("==", " ")}\``).join(" with "),
			expected: this.#tasks,
			results: this.#results,
			column: `line ${id}`,
		});
	}
}
