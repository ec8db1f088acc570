import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "../../wallet/index.js";

/**
 * Makes a file that is there whole or not at all.
 *
 * @param write - writes the file of the name that it is given, which takes the target's place once it is on the disk
 */
export async function writeWhole(target: string, write: (partial: string) => unknown): Promise<void> {
	const partial = join(dirname(target), `.${basename(target)}.${process.pid}`);
	try {
		makeFolder(dirname(target));
		await write(partial);
		flushFile(partial);
		renameSync(partial, target);
	} finally {
		rmSync(partial, { force: true });
	}
}

/** Returns when what was written to a file is on the disk. */
export function flushFile(file: string): void {
	const opened = openSync(file, "r+");
	try {
		fsyncSync(opened);
	} finally {
		closeSync(opened);
	}
}
