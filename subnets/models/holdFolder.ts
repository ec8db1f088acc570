import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ModelBusyError } from "./errors.js";

/**
 * Keeps a model's folder for this process while it writes there. A mark left by a process that is gone is taken over.
 *
 * @returns gives the folder back
 * @throws ModelBusyError
 */
export async function holdFolder(folder: string, model: string): Promise<() => Promise<void>> {
	const mark = join(folder, ".pull.part");
	for (;;) {
		try {
			await writeFile(mark, String(process.pid), { flag: "wx" });
			return () => rm(mark, { force: true });
		} catch (cause) {
			if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
		}
		const pid = Number(await readFile(mark, "utf8").catch(() => ""));
		if (isRunning(pid)) throw new ModelBusyError(model, pid);
		await rm(mark, { force: true });
	}
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
