import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { ValidatorDataLockedError, ValidatorDataUnusableError } from "../errors.js";
import { migrations } from "./migrations.js";

/** The open database of a validator. */
export type ValidatorDatabase = Database.Database;

/**
 * Opens (and where needed creates) the validator's SQLite file in `folder`.
 *
 * - WAL with `synchronous=FULL`: a committed transaction is on disk before the call returns, which is what lets
 *   a salt be kept before its commit is sent.
 * - `locking_mode=EXCLUSIVE`: the file lock is held for the life of the process and goes away with it, so that a
 *   second copy on the same folder is refused and a crash needs no clean-up.
 *
 * @throws {ValidatorDataLockedError} when another process holds it
 * @throws {ValidatorDataUnusableError} when it is no database, or a newer release's
 */
export function openDatabase(folder: string): ValidatorDatabase {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	let database: ValidatorDatabase | undefined;
	try {
		database = new Database(join(folder, "validator.db"));
		database.pragma("locking_mode = EXCLUSIVE");
		database.pragma("journal_mode = WAL");
		database.pragma("synchronous = FULL");
		database.pragma("foreign_keys = ON");
		migrate(database, folder);
		return database;
	} catch (error) {
		database?.close();
		if (error instanceof ValidatorDataUnusableError) throw error;
		const code = (error as { code?: unknown }).code;
		if (code === "SQLITE_BUSY" || code === "SQLITE_LOCKED")
			throw new ValidatorDataLockedError(folder, { cause: error });
		throw new ValidatorDataUnusableError(folder, error instanceof Error ? error.message : String(error), {
			cause: error,
		});
	}
}

/** Brings the schema to the newest version, each step in one transaction with its version number. */
function migrate(database: ValidatorDatabase, folder: string): void {
	// A write takes the exclusive lock at once; without it a second reader would get past the pragmas.
	database.exec("BEGIN IMMEDIATE; COMMIT");
	const row = database.pragma("user_version") as readonly { readonly user_version: number }[];
	const version = row[0]?.user_version ?? 0;
	if (version > migrations.length)
		throw new ValidatorDataUnusableError(
			folder,
			`its schema is version ${version}, this release knows ${migrations.length}`,
		);
	for (let next = version; next < migrations.length; next++)
		database.exec(`BEGIN IMMEDIATE; ${migrations[next]}; PRAGMA user_version = ${next + 1}; COMMIT`);
}
