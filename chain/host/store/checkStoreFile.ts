import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { DataDamagedError } from "../errors.js";
import { STORE_FILE } from "./databases.js";

/** What lmdb writes into its two meta pages (its mdb.c, `MDB_page` and `MDB_meta`). */
const MAGIC = 0xbeefc0de;
const PAGE_HEADER = 24;
const PAGE_SIZE_AT = PAGE_HEADER + 24;
/** Past magic, version, map address, map size and two table descriptors of 48 bytes. */
const LAST_PAGE_AT = PAGE_HEADER + 24 + 96;

/**
 * Looks at a store file before it is mapped, since reading past the end of a file that was cut short would end
 * the process with a signal.
 * @throws DataDamagedError
 */
export function checkStoreFile(folder: string): void {
	const path = join(folder, STORE_FILE);
	if (!existsSync(path)) return;
	const file = openSync(path, "r");
	try {
		const { size } = fstatSync(file);
		if (size === 0) return;
		const first = Buffer.alloc(LAST_PAGE_AT + 8);
		readSync(file, first, 0, first.length, 0);
		if (first.readUInt32LE(PAGE_HEADER) !== MAGIC)
			throw new DataDamagedError(folder, `${STORE_FILE} is no store`);
		const pageSize = first.readUInt32LE(PAGE_SIZE_AT);
		const second = Buffer.alloc(first.length);
		readSync(file, second, 0, second.length, pageSize);
		const pages = Math.max(...[first, second].map((page) => Number(page.readBigUInt64LE(LAST_PAGE_AT))));
		if ((pages + 1) * pageSize > size)
			throw new DataDamagedError(folder, `${STORE_FILE} has ${size} bytes, it had ${(pages + 1) * pageSize}`);
	} finally {
		closeSync(file);
	}
}
