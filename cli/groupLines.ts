/** Lines that are written several at a time. */
export interface LineGroup {
	/** Adds a line, which ends with its line break. An urgent one is written at once, with all before it. */
	add(line: string, isUrgent: boolean): void;
	/** Writes what has not been written. */
	flush(): void;
}

/** How long a line may wait, ms, and how many characters wait together: a write of each would cost a miner more. */
const MOST_MS = 100;
const MOST_CHARACTERS = 16_384;

/**
 * Groups lines into writes. What a process that is killed (SIGKILL, out of memory) had said in its last tenth of a
 * second is lost; any other end has to {@link LineGroup.flush}.
 */
export function groupLines(write: (text: string) => void): LineGroup {
	let waiting = "";
	let timer: NodeJS.Timeout | undefined;
	const flush = (): void => {
		clearTimeout(timer);
		timer = undefined;
		if (waiting === "") return;
		const text = waiting;
		waiting = "";
		write(text);
	};
	return {
		flush,
		add(line, isUrgent) {
			waiting += line;
			if (isUrgent || waiting.length >= MOST_CHARACTERS) flush();
			else timer ??= setTimeout(flush, MOST_MS).unref();
		},
	};
}
