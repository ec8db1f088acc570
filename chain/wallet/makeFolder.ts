import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { FolderUnusableError } from "./errors.js";

/**
 * Makes a folder and those above it, where they are missing.
 *
 * Node's own recursive form never returns where a parent exists but takes no entries, such as below /proc, so the
 * missing ones are made one by one.
 *
 * @param mode - permissions of the folders made, such as 0o700
 * @throws {FolderUnusableError} where a file is in the way or the system refuses
 */
export function makeFolder(path: string, mode?: number): void {
	const missing: string[] = [];
	let above = resolve(path);
	while (!existsSync(above)) {
		missing.push(above);
		above = dirname(above);
	}
	if (!statSync(above).isDirectory()) throw new FolderUnusableError(path, `${above} is not a folder`);
	for (const folder of missing.reverse())
		try {
			mkdirSync(folder, mode);
		} catch (cause) {
			const { code, message } = cause as NodeJS.ErrnoException;
			// Another process may have been faster.
			if (code !== "EEXIST") throw new FolderUnusableError(path, code ?? message, { cause });
		}
}
