import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { faultText, makeFolder } from "../../wallet/index.js";
import { DataDamagedError, SnapshotError } from "../errors.js";
import { EMPTY_BYTES, equalBytes, toHex } from "../scale/bytes.js";
import { decodeHeader } from "../scale/header.js";
import { type ChainFacts, readFacts, readHeadNumber } from "./chainFacts.js";
import { type Databases, numberKey, STORE_FILE } from "./databases.js";
import { openFolder } from "./openFolder.js";
import { checkWholeState } from "./wholeState.js";
import { flushFile, writeWhole } from "./writeWhole.js";

/** What a snapshot holds. */
export interface SnapshotFacts {
	readonly genesisHash: string;
	readonly chain: string;
	/** The best block. */
	readonly block: number;
	readonly blockHash: string;
}

/**
 * Writes the chain of a data folder into one file: blocks, states, receipts and waiting transactions, without the gaps
 * that the store has. The file is there whole or not at all.
 *
 * @throws SnapshotError when the file is there already or cannot be written
 * @throws DataLockedError, DataDamagedError
 */
export async function exportSnapshot(folder: string, file: string): Promise<SnapshotFacts> {
	const target = resolve(file);
	if (existsSync(target))
		throw new SnapshotError(target, "it is there already", "name a file that is not there");
	if (!existsSync(join(folder, STORE_FILE))) throw new DataDamagedError(folder, "it holds no chain");
	const opened = await openFolder(folder);
	try {
		const facts = verifyStore(opened.databases, (found) => new DataDamagedError(folder, found));
		await writeWhole(target, (partial) => opened.databases.root.backup(partial, true));
		return facts;
	} catch (cause) {
		if (cause instanceof DataDamagedError) throw cause;
		throw new SnapshotError(target, faultText(cause), "make room, or name a file in another folder", cause);
	} finally {
		await opened.databases.root.close();
		await opened.release();
	}
}

/**
 * Makes a data folder from a snapshot, after checking that its state has the root that its best block names.
 *
 * @throws SnapshotError when the file is no whole snapshot
 * @throws DataDamagedError when the folder holds a chain already; DataLockedError
 */
export async function importSnapshot(file: string, folder: string): Promise<SnapshotFacts> {
	const source = resolve(file);
	const unusable = (found: string, cause?: unknown) =>
		new SnapshotError(source, found, "export the chain again, or name another file", cause);
	if (!existsSync(source)) throw unusable("it is not there");
	if (existsSync(join(folder, STORE_FILE))) throw new DataDamagedError(folder, "it holds a chain already");
	makeFolder(folder);
	const store = join(folder, STORE_FILE);
	let kept = false;
	try {
		copyFileSync(source, store);
		flushFile(store);
		const opened = await openFolder(folder).catch((cause) => {
			throw cause instanceof DataDamagedError ? unusable(cause.message, cause) : cause;
		});
		try {
			const facts = verifyStore(opened.databases, unusable);
			kept = true;
			return facts;
		} finally {
			await opened.databases.root.close();
			await opened.release();
		}
	} finally {
		if (!kept) for (const name of [store, `${store}-lock`]) rmSync(name, { force: true });
	}
}

/** Reads what a store holds, its state in full. */
export function verifyStore(databases: Databases, damaged: (found: string) => Error): SnapshotFacts {
	try {
		const facts: ChainFacts | undefined = readFacts(databases);
		const block = readHeadNumber(databases);
		if (facts === undefined || block === undefined) throw damaged("it holds no chain");
		const stored = new Uint8Array(databases.headers.getBinary(numberKey(block)) ?? EMPTY_BYTES);
		const { stateRoot } = decodeHeader(stored.subarray(32));
		const { root, trieFits } = checkWholeState(databases, facts.stateVersion);
		if (!equalBytes(root, stateRoot))
			throw damaged(`the state of block ${block} does not have the root that its header names`);
		if (!trieFits) throw damaged(`the stored trie of block ${block} is not that of its state`);
		return {
			genesisHash: facts.genesisHash,
			chain: facts.chain,
			block,
			blockHash: toHex(stored.subarray(0, 32)),
		};
	} catch (cause) {
		if (cause instanceof DataDamagedError || cause instanceof SnapshotError) throw cause;
		throw damaged(faultText(cause));
	}
}
