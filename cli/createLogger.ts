import type { Logger } from "pino";
import type { LineGroup } from "./groupLines.js";

const LEVELS: Readonly<Record<number, string>> = {
	10: "trace",
	20: "debug",
	30: "info",
	40: "warn",
	50: "error",
	60: "fatal",
};

const HIDDEN = new Set(["level", "time", "msg", "pid", "hostname", "err"]);

function asText(value: unknown): string {
	if (typeof value === "string") return /[\s"=]/.test(value) || value === "" ? JSON.stringify(value) : value;
	return JSON.stringify(value);
}

/** One pino line as `12:34:56.789 info  message key=value`. */
export function formatLogLine(line: string): string {
	let entry: Record<string, unknown>;
	try {
		entry = JSON.parse(line) as Record<string, unknown>;
	} catch {
		return line;
	}
	const time = new Date(Number(entry.time)).toISOString().slice(11, 23);
	const level = (LEVELS[Number(entry.level)] ?? "info").padEnd(5);
	const fields = Object.entries(entry).filter(([key]) => !HIDDEN.has(key));
	const error = entry.err as { message?: string; stack?: string } | undefined;
	const rest = fields.map(([key, value]) => ` ${key}=${asText(value)}`).join("");
	const failure = error === undefined ? "" : ` error=${asText(error.message ?? "")}`;
	return `${time} ${level} ${String(entry.msg ?? "")}${rest}${failure}\n`;
}

/** pino's level of a warning; from there on a line is not kept back. */
const WARN = 40;

/**
 * The logger of the whole process; its lines go to `lines`, those of warnings and worse urgently. pino is created here
 * and nowhere else.
 */
export async function createLogger(
	options: { readonly level: string; readonly format: "text" | "json" },
	lines: Pick<LineGroup, "add">,
): Promise<Logger> {
	const { pino, symbols } = await import("pino");
	const destination = {
		// pino writes here how grave each line is, just before it writes the line
		[symbols.needsMetadataGsym]: true,
		lastLevel: 0,
		write(line: string) {
			lines.add(options.format === "json" ? line : formatLogLine(line), this.lastLevel >= WARN);
		},
	};
	return pino({ level: options.level, base: null }, destination);
}
