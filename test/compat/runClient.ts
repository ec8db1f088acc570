import { execFile } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

/** What a client's process did. Its exit status is told but judged by nobody: btcli ends with 0 on many failures. */
export interface Ran {
	readonly argv: readonly string[];
	readonly exitCode: number | undefined;
	/** It was ended after its time. */
	readonly timedOut: boolean;
	readonly stdout: string;
	/** All that a user sees, without colours. */
	readonly output: string;
}

const TIMEOUT_MS = 90_000;

/** Runs a client's program to its end, without a terminal, in a home of its own. */
export function runClient(
	program: string,
	argv: readonly string[],
	options: {
		readonly home: string;
		readonly timeoutMs?: number;
		/** What its user types, for questions that no option answers. */
		readonly typed?: string;
		/** What the environment holds besides: another clock. */
		readonly environment?: Readonly<Record<string, string>>;
	},
): Promise<Ran> {
	const env = {
		PATH: process.env.PATH,
		HOME: options.home,
		// wide enough that no message is broken into lines
		COLUMNS: "1000",
		NO_COLOR: "1",
		PYTHONUNBUFFERED: "1",
		...options.environment,
	};
	const timeout = options.timeoutMs ?? TIMEOUT_MS;
	return new Promise((resolve) => {
		const child = execFile(
			program,
			argv,
			{ env, timeout, killSignal: "SIGKILL", maxBuffer: 1 << 26, cwd: options.home },
			(error, out, err) => {
				const stdout = stripVTControlCharacters(out);
				resolve({
					argv,
					exitCode: error === null ? 0 : typeof error.code === "number" ? error.code : undefined,
					timedOut: error?.killed === true,
					stdout,
					output: `${stdout}\n${stripVTControlCharacters(err)}`.trim(),
				});
			},
		);
		child.stdin?.end(options.typed);
	});
}

/** The last JSON document that a client printed, or nothing where it printed none. */
export function documentOf(ran: Ran): unknown {
	for (const text of [ran.stdout, ran.output]) {
		const starts = [...text.matchAll(/^[{[]/gm)].map((match) => match.index);
		for (const start of [starts[0], starts.at(-1)]) {
			const document = start === undefined ? undefined : parse(text.slice(start));
			if (document !== undefined) return document;
		}
	}
	return undefined;
}

/** Of a text that begins with a document; what a logger writes right behind it is left out. */
function parse(text: string): unknown {
	const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1;
	try {
		return JSON.parse(text.slice(0, end)) as unknown;
	} catch {
		return undefined;
	}
}

const TOLD = /❌|error|not found|failed|invalid|cannot|refused|does not|unable/i;

/** The line by which a user learns that a command did not do what was asked. */
export function messageOf(ran: Ran): string {
	if (ran.timedOut) return "no message: it did not end and was stopped";
	const document = documentOf(ran);
	if (typeof document === "object" && document !== null) {
		const { error, message } = document as { error?: unknown; message?: unknown };
		for (const text of [error, message]) if (typeof text === "string" && text !== "") return plain(text);
	}
	const lines = ran.output
		.split("\n")
		.map(plain)
		.filter((line) => line !== "");
	const told = lines.findLast((line) => TOLD.test(line));
	return told ?? lines.at(-1) ?? `no message: it ended with status ${ran.exitCode} and printed nothing`;
}

const ORNAMENTS = ["❌", "⚠️", "✅", "│", "╭", "╮", "╰", "╯", "─"];

/** One line without ornaments, frames and the time of a log line. */
function plain(line: string): string {
	const bare = ORNAMENTS.reduce((text, ornament) => text.replaceAll(ornament, ""), line);
	return bare
		.replace(/^\d{4}-\d\d-\d\d [\d:.]+ \| +\w+ +\|/, "")
		.replace(/^"(error|message)": "(.*)",?$/, "$2")
		.replace(/\s+/g, " ")
		.trim();
}
