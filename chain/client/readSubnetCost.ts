import type { StorageReader } from "./storageReader.js";

const SUBTENSOR = "SubtensorModule";

/**
 * What creating a subnet locks at the reader's block, in rao: twice what the last one locked, less what has
 * fallen off since then, and never less than the minimum.
 *
 * @param ask - asks the runtime API, for a chain that has it
 */
export async function readSubnetCost(
	reader: StorageReader,
	block: number,
	ask: () => Promise<unknown>,
): Promise<bigint> {
	if (!reader.has(SUBTENSOR, "NetworkLastLockCost")) return BigInt((await ask()) as bigint);
	const [last, minimum, interval, registered] = (await reader.many([
		[SUBTENSOR, "NetworkLastLockCost"],
		[SUBTENSOR, "NetworkMinLockCost"],
		[SUBTENSOR, "NetworkLockReductionInterval"],
		[SUBTENSOR, "NetworkLastRegistered"],
	])) as [bigint, bigint, bigint, bigint];
	const fallen = (last * (BigInt(block) - registered)) / (interval === 0n ? 1n : interval);
	const cost = 2n * last - fallen;
	return cost > minimum ? cost : minimum;
}
