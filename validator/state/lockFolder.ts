import { join } from "node:path";
import Database from "libsql";
import { makeFolder } from "../../chain/wallet/index.js";
import { ValidatorDataLockedError } from "../errors.js";

/**
 * Takes a data folder for this process, until the returned function is called or the process ends in whatever way.
 *
 * The lock is SQLite's own on a file `lock.db`: the system drops it with the process, so a crash leaves nothing to
 * clean up. It is not put on the database itself, whose lock libsql gives back only when every prepared statement
 * has been collected as garbage.
 *
 * @throws {ValidatorDataLockedError} when another process has it
 */
export function lockFolder(folder: string): () => void {
	makeFolder(folder, 0o700);
	const lock = new Database(join(folder, "lock.db"));
	try {
		lock.exec("BEGIN EXCLUSIVE");
	} catch (error) {
		lock.close();
		throw new ValidatorDataLockedError(folder, { cause: error });
	}
	return () => {
		lock.exec("ROLLBACK");
		lock.close();
	};
}
