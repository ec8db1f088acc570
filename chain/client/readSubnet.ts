import { SubnetNotFoundError } from "./errors.js";
import { type HyperparameterSpec, hyperparameterSpecs } from "./hyperparameters.js";
import type { StorageQuery, StorageReader } from "./storageReader.js";
import type { Hyperparameters, SubnetInfo } from "./subnetInfo.js";

const SUBTENSOR = "SubtensorModule";

const SPECS: readonly (readonly [string, HyperparameterSpec])[] = Object.entries(hyperparameterSpecs);

function hyperparameterQueries(netuid: number): StorageQuery[] {
	return [
		...SPECS.map(([, { storage }]) => [SUBTENSOR, storage, netuid] as const),
		[SUBTENSOR, "AlphaValues", netuid],
	];
}

function toHyperparameters(values: readonly unknown[]): Hyperparameters {
	const result: Record<string, number | boolean | bigint> = {};
	SPECS.forEach(([name, { type }], index) => {
		const value = values[index];
		if (value === undefined) return;
		if (type === "boolean") result[name] = value === true;
		else if (type === "bigint") result[name] = BigInt(value as number | bigint);
		else result[name] = Number(value);
	});
	const alpha = values[SPECS.length] as readonly [number, number] | undefined;
	if (alpha !== undefined) {
		result.alphaLow = alpha[0];
		result.alphaHigh = alpha[1];
	}
	return result;
}

const FACTS = [
	"NetworksAdded",
	"SubnetOwner",
	"SubnetOwnerHotkey",
	"SubnetworkN",
	"FirstEmissionBlockNumber",
	"NetworkRegisteredAt",
	"LastEpochBlock",
	"PendingEpochAt",
	"BlocksSinceLastStep",
	"SubnetEpochIndex",
	"Emission",
	"PendingServerEmission",
	"PendingValidatorEmission",
	"PendingOwnerCut",
	"SubnetStake",
] as const;

type Facts = Readonly<Record<(typeof FACTS)[number], unknown>>;

function big(value: unknown): bigint {
	return value === undefined ? 0n : BigInt(value as number | bigint);
}

function blocksUntilEpoch(facts: Facts, tempo: number, block: number, hasLastEpochBlock: boolean): number {
	// An owner can trigger an epoch before the tempo has passed.
	const triggered = Math.max(0, Number(facts.PendingEpochAt ?? 0) - block);
	if (tempo === 0) return triggered;
	const since = hasLastEpochBlock
		? block - Number(facts.LastEpochBlock)
		: Number(facts.BlocksSinceLastStep ?? 0);
	// An epoch that is due but waits its turn runs in the next block at the earliest.
	const regular = Math.max(1, tempo - since);
	return triggered > 0 ? Math.min(triggered, regular) : regular;
}

/**
 * Reads what there is to know about some subnets, all at the reader's block.
 *
 * @throws {SubnetNotFoundError} naming the first that does not exist
 */
export async function readSubnets(
	reader: StorageReader,
	netuids: readonly number[],
	block: number,
): Promise<SubnetInfo[]> {
	const width = FACTS.length + SPECS.length + 1;
	const values = await reader.many(
		netuids.flatMap((netuid) => [
			...FACTS.map((item) => [SUBTENSOR, item, netuid] as const),
			...hyperparameterQueries(netuid),
		]),
	);
	return netuids.map((netuid, index) => {
		const row = values.slice(index * width, (index + 1) * width);
		const facts = Object.fromEntries(FACTS.map((item, column) => [item, row[column]])) as Facts;
		if (facts.NetworksAdded !== true) throw new SubnetNotFoundError(netuid);
		const hyperparameters = toHyperparameters(row.slice(FACTS.length));
		const tempo = Number(hyperparameters.tempo ?? 0);
		const emission = (facts.Emission as readonly bigint[] | undefined) ?? [];
		return {
			netuid,
			owner: String(facts.SubnetOwner ?? ""),
			ownerHotkey: String(facts.SubnetOwnerHotkey ?? facts.SubnetOwner ?? ""),
			tempo,
			n: Number(facts.SubnetworkN ?? 0),
			maxUids: Number(hyperparameters.maxAllowedUids ?? 0),
			burnRao: big(hyperparameters.burn),
			started: facts.FirstEmissionBlockNumber !== undefined,
			registeredAt: Number(facts.NetworkRegisteredAt ?? 0),
			blocksUntilEpoch: blocksUntilEpoch(facts, tempo, block, reader.has(SUBTENSOR, "LastEpochBlock")),
			epochs: Number(facts.SubnetEpochIndex ?? 0),
			...(reader.has(SUBTENSOR, "LastEpochBlock") ? { lastEpochBlock: Number(facts.LastEpochBlock) } : {}),
			block,
			hyperparameters,
			emission: {
				lastEpochRao: emission.reduce((sum, rao) => sum + rao, 0n),
				pendingServerRao: big(facts.PendingServerEmission),
				pendingValidatorRao: big(facts.PendingValidatorEmission),
				pendingOwnerRao: big(facts.PendingOwnerCut),
			},
			stakeRao: big(facts.SubnetStake),
		};
	});
}

/** The numbers of all subnets, ascending. */
export async function readNetuids(reader: StorageReader): Promise<number[]> {
	const entries = await reader.entries(SUBTENSOR, "NetworksAdded");
	return entries
		.filter(({ value }) => value === true)
		.map(({ keys }) => Number(keys[0]))
		.sort((a, b) => a - b);
}
