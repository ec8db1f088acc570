import { readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ModelBusyError } from "./errors.js";

/** How often, with what pause (ms), a mark without a name in it is looked at. */
const LOOKS = 5;
const LOOK_MS = 20;
/** Marks that this process holds. */
const held = new Set<string>();

/**
 * Keeps a model's folder for this process while it writes there. A mark left by a process that is gone is taken over, also
 * where that one had this one's number, as in a container, whose only process is always 1.
 *
 * @returns gives the folder back
 * @throws ModelBusyError
 */
export async function holdFolder(folder: string, model: string): Promise<() => Promise<void>> {
	const mark = resolve(folder, ".pull.part");
	for (;;) {
		try {
			await writeFile(mark, String(process.pid), { flag: "wx" });
			held.add(mark);
			return async () => {
				held.delete(mark);
				await rm(mark, { force: true });
			};
		} catch (cause) {
			if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
		}
		const pid = await holderOf(mark);
		if (pid === process.pid ? held.has(mark) : isRunning(pid)) throw new ModelBusyError(model, pid);
		await rm(mark, { force: true });
	}
}

/** The process that left the mark; 0 where it ended before it had written who it is. */
async function holderOf(mark: string): Promise<number> {
	for (let look = 0; look < LOOKS; look++) {
		const text = await readFile(mark, "utf8").catch(() => "");
		if (text !== "") return Number(text);
		// Made a moment ago, or given back.
		await delay(LOOK_MS);
	}
	return 0;
}

function isRunning(pid: number): boolean {
	if (!Number.isSafeInteger(pid) || pid < 1) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
