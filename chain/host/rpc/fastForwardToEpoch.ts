import { twox } from "../runtime/hashing.js";
import { toHex, utf8 } from "../scale/bytes.js";
import type { ChainView } from "./chainView.js";
import { RPC_CODE, RpcError } from "./rpcError.js";

/** Blocks after which an epoch that does not come is given up. */
const MOST_BLOCKS = 100_000;

/**
 * Seals blocks until the subnet's epoch has run once more, and returns the hash of the block that ran it. Reads
 * `SubtensorModule.SubnetEpochIndex(netuid)`, which counts them.
 */
export async function fastForwardToEpoch(netuid: number, view: ChainView): Promise<string> {
	const { store, chain } = view;
	const key = storageKey("SubtensorModule", "SubnetEpochIndex", netuid);
	const index = () => Buffer.from(store.stateAt(store.head.number).get(key) ?? []).toString("hex");
	const exists = store.stateAt(store.head.number).get(storageKey("SubtensorModule", "NetworksAdded", netuid));
	if (exists === undefined || exists[0] === 0)
		throw new RpcError(RPC_CODE.params, "Invalid params", `there is no subnet ${netuid}`);
	const before = index();
	for (let sealed = 0; sealed < MOST_BLOCKS; sealed++) {
		await chain.seal({ keepPace: view.sealing === "interval" });
		if (index() !== before) return toHex(store.head.hash);
	}
	throw new RpcError(RPC_CODE.server, `no epoch of subnet ${netuid} came within ${MOST_BLOCKS} blocks`);
}

/** Key (latin1) of a map over netuids, hashed by Identity. */
function storageKey(pallet: string, item: string, netuid: number): string {
	const key = Buffer.alloc(34);
	key.set(twox(utf8(pallet), 128));
	key.set(twox(utf8(item), 128), 16);
	key.writeUInt16LE(netuid, 32);
	return key.toString("latin1");
}
