import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faultText, makeFolder } from "../../wallet/index.js";
import { DataDamagedError } from "../errors.js";
import { FORMAT_WITHOUT_NODES, readFacts, STORE_FORMAT } from "./chainFacts.js";
import { checkStoreFile } from "./checkStoreFile.js";
import { type Databases, openDatabases, STORE_FILE } from "./databases.js";
import { lockFolder } from "./lockFolder.js";
import { storeTrie } from "./wholeState.js";

/** A data folder that this process holds. */
export interface OpenFolder {
	readonly folder: string;
	readonly databases: Databases;
	/** Gives the folder back; a temporary one is removed. The tables are closed by then. */
	release(): Promise<void>;
}

/**
 * Opens a data folder, a fresh temporary one where none is named.
 * @throws DataLockedError, DataDamagedError
 */
export async function openFolder(path: string | undefined): Promise<OpenFolder> {
	if (path !== undefined) makeFolder(path);
	const folder = path ?? mkdtempSync(join(tmpdir(), "ganglion-chain-"));
	const lock = await lockFolder(folder);
	try {
		refuseOther(folder);
		checkStoreFile(folder);
		const databases = openTables(folder);
		return {
			folder,
			databases,
			async release() {
				await lock.release();
				if (path === undefined) rmSync(folder, { recursive: true, force: true });
			},
		};
	} catch (error) {
		await lock.release();
		throw error;
	}
}

/** A folder with other things in it is left alone. */
function refuseOther(folder: string): void {
	if (existsSync(join(folder, STORE_FILE))) return;
	const others = readdirSync(folder).filter((name) => !name.startsWith(STORE_FILE));
	if (others.length > 0)
		throw new DataDamagedError(
			folder,
			`it holds no chain but other things (${others.slice(0, 3).join(", ")})`,
		);
}

function openTables(folder: string): Databases {
	let databases: Databases;
	try {
		databases = openDatabases(folder);
	} catch (cause) {
		throw new DataDamagedError(folder, faultText(cause), cause);
	}
	const facts = readFacts(databases);
	const format = facts?.format ?? STORE_FORMAT;
	if (format === STORE_FORMAT) return databases;
	try {
		if (facts === undefined || format !== FORMAT_WITHOUT_NODES)
			throw new DataDamagedError(
				folder,
				`it has format ${format}, this version reads format ${STORE_FORMAT}`,
			);
		storeTrie(databases, facts);
		return databases;
	} catch (cause) {
		void databases.root.close();
		throw cause instanceof DataDamagedError ? cause : new DataDamagedError(folder, faultText(cause), cause);
	}
}
