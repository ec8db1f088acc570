import type { StateVersion } from "../trie/encodeNode.js";
import { type ChainFacts, putFacts, readHeadNumber, STORE_FORMAT } from "./chainFacts.js";
import type { Databases, ReadTable, StoredTables } from "./databases.js";
import { bestEntries } from "./storedState.js";
import { historyKey, historyPrefix, toStoreKey } from "./storeKeys.js";
import { PRESENT } from "./versions.js";
import { wholeTrie } from "./wholeTrie.js";

/**
 * Root of the best block's state from all of its entries, and whether the stored trie is that of this state.
 * Takes 10 s and no memory to speak of for a million keys.
 */
export function checkWholeState(
	databases: StoredTables,
	version: StateVersion,
): { readonly root: Uint8Array; readonly trieFits: boolean } {
	let branches = 0;
	let fits = true;
	const { root } = wholeTrie(
		(from) => bestEntries(databases, from),
		version,
		(key, record) => {
			branches += 1;
			fits &&= databases.nodes.getBinary(key)?.equals(record) ?? false;
		},
	);
	return { root, trieFits: fits && branches === entryCount(databases.nodes) };
}

/** Number of entries in a table. */
export function entryCount(table: ReadTable): number {
	return (table.getStats() as { readonly entryCount: number }).entryCount;
}

/** Brings a folder that was written before the trie was stored to the present layout, all at once or not at all. */
export function storeTrie(databases: Databases, facts: ChainFacts): void {
	databases.root.transactionSync(() => {
		databases.nodes.clearSync();
		const { childRoots } = wholeTrie(
			(from) => bestEntries(databases, from),
			facts.stateVersion,
			(key, record) => databases.nodes.putSync(key, Buffer.from(record)),
		);
		for (const [key, root] of childRoots) {
			const storeKey = toStoreKey(key);
			databases.state.putSync(storeKey, Buffer.from(root));
			const version = historyKey(historyPrefix(storeKey), readHeadNumber(databases) ?? 0);
			databases.history.putSync(version, Buffer.concat([PRESENT, root]));
		}
		putFacts(databases, { ...facts, format: STORE_FORMAT });
	});
}
