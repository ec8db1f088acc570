import { SubnetNotFoundError } from "./errors.js";
import { formatIp } from "./ipAddress.js";
import type { Axon, Metagraph, Neuron } from "./metagraph.js";
import type { StorageReader } from "./storageReader.js";

const SUBTENSOR = "SubtensorModule";
/** A proportion of 1 as the chain stores it. */
const ONE = 65535;

/** Columns of a subnet, indexed by uid. */
const COLUMNS = [
	"Active",
	"ValidatorPermit",
	"Incentive",
	"Dividends",
	"Consensus",
	"ValidatorTrust",
	"Emission",
	"LastUpdate",
] as const;

interface AxonInfo {
	readonly block: bigint;
	readonly version: number;
	readonly ip: bigint;
	readonly port: number;
	readonly ipType: number;
	readonly protocol: number;
}

function toAxon(value: unknown): Axon | undefined {
	if (value === undefined) return undefined;
	const info = value as AxonInfo;
	// A chain whose map has a default answers with zeros where nothing was published.
	if (info.port === 0) return undefined;
	return {
		ip: formatIp(info.ip, info.ipType),
		port: info.port,
		protocol: info.protocol,
		version: info.version,
		block: Number(info.block),
	};
}

/** Numbers of a column, whose entries may be missing for uids newer than the last epoch. */
function at(column: unknown, uid: number): number {
	return Number((column as readonly (number | bigint)[] | undefined)?.[uid] ?? 0);
}

/**
 * Reads a subnet's neurons, all at the reader's block.
 *
 * @throws {SubnetNotFoundError}
 */
export async function readMetagraph(
	reader: StorageReader,
	netuid: number,
	block: number,
): Promise<Metagraph> {
	const [exists, size, tempo, ...columns] = await reader.many([
		[SUBTENSOR, "NetworksAdded", netuid],
		[SUBTENSOR, "SubnetworkN", netuid],
		[SUBTENSOR, "Tempo", netuid],
		...COLUMNS.map((item) => [SUBTENSOR, item, netuid] as const),
	]);
	if (exists !== true) throw new SubnetNotFoundError(netuid);
	const n = Number(size);
	const uids = Array.from({ length: n }, (_, uid) => uid);
	const hotkeys = (await reader.many(uids.map((uid) => [SUBTENSOR, "Keys", netuid, uid]))) as string[];
	const facts = await reader.many(
		uids.flatMap((uid) => [
			[SUBTENSOR, "Owner", hotkeys[uid]] as const,
			[SUBTENSOR, "TotalHotkeyAlpha", hotkeys[uid], netuid] as const,
			[SUBTENSOR, "Axons", netuid, hotkeys[uid]] as const,
			[SUBTENSOR, "BlockAtRegistration", netuid, uid] as const,
		]),
	);
	const [active, permit, incentive, dividends, consensus, trust, emission, lastUpdate] = columns;
	const neurons = uids.map((uid): Neuron => {
		const [coldkey, stake, axonInfo, registeredAt] = facts.slice(4 * uid, 4 * uid + 4);
		const axon = toAxon(axonInfo);
		return {
			uid,
			hotkey: String(hotkeys[uid]),
			coldkey: String(coldkey ?? hotkeys[uid]),
			stakeRao: (stake as bigint | undefined) ?? 0n,
			active: at(active, uid) !== 0,
			validatorPermit: at(permit, uid) !== 0,
			incentive: at(incentive, uid) / ONE,
			dividends: at(dividends, uid) / ONE,
			consensus: at(consensus, uid) / ONE,
			validatorTrust: at(trust, uid) / ONE,
			emissionRao: (emission as readonly bigint[] | undefined)?.[uid] ?? 0n,
			lastUpdate: at(lastUpdate, uid),
			registeredAt: Number(registeredAt ?? 0),
			...(axon === undefined ? {} : { axon }),
		};
	});
	return { netuid, block, blockHash: reader.blockHash, tempo: Number(tempo), n, neurons };
}
