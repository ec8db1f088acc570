import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { DataDamagedError } from "../errors.js";
import { STORE_FILE } from "./databases.js";

/** What lmdb writes into its two meta pages (its mdb.c, `MDB_page` and `MDB_meta`). */
const MAGIC = 0xbeefc0de;
const PAGE_HEADER = 24;
const PAGE_SIZE_AT = PAGE_HEADER + 24;
/** Past magic, version, map address, map size and two table descriptors of 48 bytes. */
const LAST_PAGE_AT = PAGE_HEADER + 24 + 96;

/** More than this share of the pages missing at the end is a file that was cut short. */
const MISSING_AT_MOST = 0.25;

/**
 * Looks at a store file before it is mapped, since reading past the end of a file that was cut short would end
 * the process with a signal.
 *
 * A few pages may rightly be missing: lmdb counts pages that a transaction took and gave back without writing them,
 * and a kill then leaves the file without them. The file is made as long as lmdb counts; a page that should have
 * held something now reads as zeros, which lmdb names as damage.
 * @throws DataDamagedError
 */
export function checkStoreFile(folder: string): void {
	const path = join(folder, STORE_FILE);
	if (!existsSync(path)) return;
	const file = openSync(path, "r+");
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
		const counted = (pages + 1) * pageSize;
		if (counted - size > counted * MISSING_AT_MOST)
			throw new DataDamagedError(folder, `${STORE_FILE} has ${size} bytes, it had ${counted}`);
		if (counted > size) ftruncateSync(file, counted);
	} finally {
		closeSync(file);
	}
}
