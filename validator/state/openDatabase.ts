import { join } from "node:path";
import Database from "libsql";
import { faultText } from "../../chain/wallet/index.js";
import { ValidatorDataUnusableError } from "../errors.js";
import { migrations } from "./migrations.js";

/** The open database of a validator. */
export type ValidatorDatabase = Database.Database;

/**
 * Opens (and where needed creates) the validator's SQLite file in `folder`, which this process holds.
 *
 * WAL with `synchronous=FULL`: a committed transaction is on disk before the call returns, which is what lets a
 * salt be kept before its commit is sent.
 *
 * @throws {ValidatorDataUnusableError} when it is no database, or a newer release's
 */
export function openDatabase(folder: string): ValidatorDatabase {
	let database: ValidatorDatabase | undefined;
	try {
		database = new Database(join(folder, "validator.db"));
		database.pragma("journal_mode = WAL");
		database.pragma("synchronous = FULL");
		migrate(database, folder);
		return database;
	} catch (error) {
		database?.close();
		if (error instanceof ValidatorDataUnusableError) throw error;
		throw new ValidatorDataUnusableError(folder, faultText(error), {
			cause: error,
		});
	}
}

/** Brings the schema to the newest version, each step in one transaction with its version number. */
function migrate(database: ValidatorDatabase, folder: string): void {
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
