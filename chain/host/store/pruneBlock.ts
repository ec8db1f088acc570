import { decodeList } from "./blockRecord.js";
import { type Databases, numberKey } from "./databases.js";
import { historyEnd, historyKey, historyPrefix } from "./storeKeys.js";

/**
 * Makes block `number` the oldest one whose state is kept: of each key that it wrote, the versions before it
 * are unreachable, and so is its own where it deleted the key. Called inside a write batch.
 */
export function pruneBlock(databases: Databases, number: number): void {
	const at = numberKey(number);
	const journal = databases.journal.getBinary(at);
	if (journal === undefined) return;
	for (const bytes of decodeList(journal)) {
		const prefix = historyPrefix(Buffer.from(bytes));
		const own = historyKey(prefix, number);
		const older = { start: historyKey(prefix, number - 1), end: historyEnd(prefix) };
		for (const key of databases.history.getKeys(older)) databases.history.remove(key);
		if (databases.history.getBinary(own)?.[0] === 0) databases.history.remove(own);
	}
	databases.journal.remove(at);
}
