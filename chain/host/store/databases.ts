import { join } from "node:path";
import { type Database, open, type RangeOptions, type RootDatabase } from "lmdb";

/** The tables of a data folder. Keys and values are plain bytes. */
export interface Databases {
	readonly folder: string;
	readonly root: RootDatabase<Buffer, Buffer>;
	/** Facts about the chain by name. */
	readonly meta: Database<Buffer, Buffer>;
	/** State of the best block: store key → value. */
	readonly state: Database<Buffer, Buffer>;
	/** Trie of the best block: node key → record of a branch. */
	readonly nodes: Database<Buffer, Buffer>;
	/** Every kept version of every key: history key → 1 and the value, or 0 for deleted. */
	readonly history: Database<Buffer, Buffer>;
	/** Block number → store keys that it wrote; what pruning needs. */
	readonly journal: Database<Buffer, Buffer>;
	/** Block number → hash and header. */
	readonly headers: Database<Buffer, Buffer>;
	/** Block number → extrinsics. */
	readonly bodies: Database<Buffer, Buffer>;
	/** Block hash → number. */
	readonly numbers: Database<Buffer, Buffer>;
	/** Extrinsic hash → block, index and outcome. */
	readonly receipts: Database<Buffer, Buffer>;
	/** Extrinsic hash → order of arrival and bytes of a transaction that waits. */
	readonly pool: Database<Buffer, Buffer>;
}

/** What is read of a table. */
export interface ReadTable {
	getBinary(key: Buffer): Buffer | undefined;
	getKeys(range: RangeOptions): Iterable<Buffer>;
	getRange(range: RangeOptions): Iterable<{ readonly key: Buffer; readonly value: Buffer }>;
	/** lmdb's figures, `entryCount` among them. */
	getStats(): object;
}

/** The tables that states are read from. */
export interface StoredTables {
	/** Reads begin anew from what is written by now. */
	readonly root: { resetReadTxn(): void };
	readonly meta: ReadTable;
	readonly state: ReadTable;
	readonly nodes: ReadTable;
	readonly history: ReadTable;
	readonly journal: ReadTable;
	readonly headers: ReadTable;
}

export const STORE_FILE = "chain.mdb";

/**
 * Address space (bytes) that the file is mapped into. It takes no memory and no disk by itself; lmdb's own start of
 * 128 KiB would be doubled time and again, and each smaller map kept, with pages of the same file counted in each.
 */
const MAP_BYTES = 4 * 1024 ** 3;

/** Opens the tables in `folder`; a worker thread opens them again and shares the map. */
export function openDatabases(folder: string): Databases {
	const plain = { keyEncoding: "binary", encoding: "binary" } as const;
	const root = open<Buffer, Buffer>({
		path: join(folder, STORE_FILE),
		noSubdir: true,
		maxDbs: 16,
		maxReaders: 64,
		mapSize: MAP_BYTES,
		...plain,
	});
	const table = (name: string) => root.openDB<Buffer, Buffer>({ name, ...plain });
	return {
		folder,
		root,
		meta: table("meta"),
		state: table("state"),
		nodes: table("nodes"),
		history: table("history"),
		journal: table("journal"),
		headers: table("headers"),
		bodies: table("bodies"),
		numbers: table("numbers"),
		receipts: table("receipts"),
		pool: table("pool"),
	};
}

export function numberKey(number: number): Buffer {
	const key = Buffer.allocUnsafe(4);
	key.writeUInt32BE(number);
	return key;
}

export function nameKey(name: string): Buffer {
	return Buffer.from(name, "latin1");
}
