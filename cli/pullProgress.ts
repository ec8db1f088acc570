import type { PullEvent } from "../subnets/index.js";
import type { CommandContext } from "./command.js";
import { renderBytes } from "./renderBytes.js";

const BAR_CELLS = 24;
/** How often a bar is drawn, ms. */
const REDRAW_MS = 100;

/**
 * Shows a pull on stderr: a bar a file on a terminal, else a line a file.
 *
 * @param now - milliseconds of a steady clock
 */
export function showPull(
	context: Pick<CommandContext, "stderr" | "tty" | "columns">,
	now: () => number,
): (event: PullEvent) => void {
	const { stderr, tty, columns } = context;
	let startedAt = 0;
	/** What was here of the file already when it began to be shown: not fetched now, so no part of the speed. */
	let startedWith = 0;
	let drawnAt = 0;
	let current: string | undefined;
	const line = (text: string): void => stderr(tty ? `\r\u001b[K${text}\n` : `${text}\n`);
	return (event) => {
		if (event.type === "found") {
			const size = event.bytes === undefined ? "" : `, ${renderBytes(event.bytes)}`;
			line(`${event.name}: ${event.files} ${event.files === 1 ? "file" : "files"}${size}`);
		} else if (event.type === "kept") line(`  ${event.path}: here already`);
		else if (event.type === "fetched") {
			line(`  ${event.path}: ${renderBytes(event.bytes)}, sha256 ${event.sha256.slice(0, 16)}…`);
			current = undefined;
		} else if (tty) {
			const time = now();
			if (current !== event.path) {
				current = event.path;
				startedAt = time;
				startedWith = event.bytes;
			} else if (time - drawnAt < REDRAW_MS) return;
			drawnAt = time;
			stderr(`\r\u001b[K${renderBar(event, speedOf(event.bytes - startedWith, time - startedAt), columns)}`);
		}
	};
}

/** Nothing before there is enough to tell. */
function speedOf(bytes: number, ms: number): string {
	return ms > 500 ? `, ${renderBytes((1000 * bytes) / ms)}/s` : "";
}

function renderBar(
	{ path, bytes, total }: Extract<PullEvent, { type: "progress" }>,
	speed: string,
	columns: number,
): string {
	if (total === undefined || total === 0)
		return `  ${path} ${renderBytes(bytes)}${speed}`.slice(0, columns - 1);
	const share = Math.min(bytes / total, 1);
	const cells = Math.round(share * BAR_CELLS);
	const bar = `${"█".repeat(cells)}${"░".repeat(BAR_CELLS - cells)}`;
	const text = `  ${bar} ${String(Math.floor(share * 100)).padStart(3)} % of ${renderBytes(total)}${speed}  ${path}`;
	return text.slice(0, columns - 1);
}
