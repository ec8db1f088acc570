import { ChainSurfaceError } from "./errors.js";
import type { Child } from "./stakeCalls.js";
import type { StorageReader } from "./storageReader.js";

const SUBTENSOR = "SubtensorModule";

/** Who validates with whose stake, seen from one hotkey in one subnet. */
export interface ChildRelations {
	/** Who validates with this hotkey's stake. */
	readonly children: readonly Child[];
	/** With whose stake this hotkey validates, and which part of it. */
	readonly parents: readonly Child[];
	/** What `children` will be after the first epoch past `afterBlock`. */
	readonly pending?: { readonly children: readonly Child[]; readonly afterBlock: number };
	/** What this hotkey keeps of its parents' dividends, of 65535. */
	readonly take: number;
}

function toChildren(list: unknown): Child[] {
	return (list as readonly (readonly [bigint, string])[]).map(([proportion, hotkey]) => ({
		hotkey,
		proportion,
	}));
}

/**
 * A hotkey's relations in a subnet.
 *
 * @throws {ChainSurfaceError} where the chain has no child hotkeys
 */
export async function readChildren(
	reader: StorageReader,
	hotkey: string,
	netuid: number,
): Promise<ChildRelations> {
	if (!reader.has(SUBTENSOR, "ChildKeys")) throw new ChainSurfaceError(`storage item ${SUBTENSOR}.ChildKeys`);
	const [children, parents, pending, take] = await reader.many([
		[SUBTENSOR, "ChildKeys", hotkey, netuid],
		[SUBTENSOR, "ParentKeys", hotkey, netuid],
		[SUBTENSOR, "PendingChildKeys", netuid, hotkey],
		[SUBTENSOR, "ChildkeyTake", hotkey, netuid],
	]);
	const [waiting, afterBlock] = pending as readonly [unknown, bigint];
	return {
		children: toChildren(children),
		parents: toChildren(parents),
		// the default of the map, where nothing waits, is block 0
		...(afterBlock === 0n
			? {}
			: { pending: { children: toChildren(waiting), afterBlock: Number(afterBlock) } }),
		take: take as number,
	};
}
