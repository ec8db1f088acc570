const enterScreen = "\u001b[?1049h\u001b[?25l";
const leaveScreen = "\u001b[?25h\u001b[?1049l";

/** What of a terminal is used; process.stdout satisfies it. */
export interface TerminalOutput {
	readonly columns?: number;
	readonly rows?: number;
	write(text: string): boolean;
	on(event: "resize", listener: () => void): unknown;
	off(event: "resize", listener: () => void): unknown;
}

/** A terminal lent to the live screen; `close` gives it back as it was. */
export interface Terminal {
	draw(lines: readonly string[]): void;
	size(): { columns: number; rows: number };
	close(): void;
}

/**
 * Takes the terminal's alternate screen and hides the cursor.
 *
 * Only lines that changed are written, so that a slow terminal does not flicker. The terminal is given back on
 * `close` and, whatever ends the process, on its exit event: the cursor comes back after a crash, too.
 *
 * @param onResize - called after the size changed; the whole screen is drawn anew then
 */
export function openTerminal(output: TerminalOutput, onResize: () => void): Terminal {
	let drawn: string[] = [];
	let open = true;
	const resized = (): void => {
		drawn = [];
		output.write("\u001b[2J");
		onResize();
	};
	/** Ctrl-Z: the shell gets its own screen meanwhile. */
	const suspend = (): void => {
		output.write(leaveScreen);
		process.kill(process.pid, "SIGSTOP");
	};
	const resume = (): void => {
		output.write(enterScreen);
		resized();
	};
	const close = (): void => {
		if (!open) return;
		open = false;
		output.off("resize", resized);
		process.off("exit", close);
		process.off("SIGTSTP", suspend);
		process.off("SIGCONT", resume);
		output.write(leaveScreen);
	};
	output.write(enterScreen);
	output.on("resize", resized);
	process.on("exit", close);
	process.on("SIGTSTP", suspend);
	process.on("SIGCONT", resume);
	return {
		size: () => ({ columns: output.columns ?? 80, rows: output.rows ?? 24 }),
		draw(lines) {
			if (!open) return;
			let text = "";
			const height = Math.max(lines.length, drawn.length);
			for (let row = 0; row < height; row++) {
				const line = lines[row] ?? "";
				if (drawn[row] === line) continue;
				text += `\u001b[${row + 1};1H${line}\u001b[K`;
			}
			drawn = [...lines];
			if (text !== "") output.write(text);
		},
		close,
	};
}
