import { toHex } from "../scale/bytes.js";
import { storageKey } from "../state/storageKey.js";
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
	const key = keyOfSubnet("SubnetEpochIndex", netuid);
	const index = () => Buffer.from(store.stateAt(store.head.number).get(key) ?? []).toString("hex");
	const exists = store.stateAt(store.head.number).get(keyOfSubnet("NetworksAdded", netuid));
	if (exists === undefined || exists[0] === 0)
		throw new RpcError(RPC_CODE.params, "Invalid params", `there is no subnet ${netuid}`);
	const before = index();
	for (let sealed = 0; sealed < MOST_BLOCKS; sealed++) {
		await chain.seal({ keepPace: view.sealing === "interval" });
		if (index() !== before) return toHex(store.head.hash);
	}
	throw new RpcError(RPC_CODE.server, `no epoch of subnet ${netuid} came within ${MOST_BLOCKS} blocks`);
}

/** Key of an entry of a map over netuids, hashed by Identity. */
function keyOfSubnet(item: string, netuid: number): string {
	return storageKey("SubtensorModule", item) + String.fromCharCode(netuid & 0xff, netuid >> 8);
}
