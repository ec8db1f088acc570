import { openDatabases, type ReadTable, type StoredTables } from "./databases.js";

/** Runs one access to the store. */
export type StoreGuard = <T>(access: () => T) => T;

/**
 * Opens the tables of a folder for reading in a thread that may be ended at any time: each access goes through `guard`,
 * since ending a thread in the middle of one ends the process (lmdb's binding cannot throw by then).
 */
export function openGuardedTables(folder: string, guard: StoreGuard): StoredTables {
	const databases = guard(() => openDatabases(folder));
	const guarded = (table: ReadTable): ReadTable => ({
		getBinary: (key) => guard(() => table.getBinary(key)),
		getKeys: (range) => guardedSteps(() => table.getKeys(range), guard),
		getRange: (range) => guardedSteps(() => table.getRange(range), guard),
		getStats: () => guard(() => table.getStats()),
	});
	return {
		root: { resetReadTxn: () => guard(() => databases.root.resetReadTxn()) },
		meta: guarded(databases.meta),
		state: guarded(databases.state),
		nodes: guarded(databases.nodes),
		history: guarded(databases.history),
		journal: guarded(databases.journal),
		headers: guarded(databases.headers),
	};
}

function* guardedSteps<T>(open: () => Iterable<T>, guard: StoreGuard): Iterable<T> {
	const iterator = guard(() => open()[Symbol.iterator]());
	try {
		for (let step = guard(() => iterator.next()); !step.done; step = guard(() => iterator.next()))
			yield step.value;
	} finally {
		guard(() => iterator.return?.());
	}
}
