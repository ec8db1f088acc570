import type { Stake } from "./chainClient.js";
import { readNetuids } from "./readSubnet.js";
import type { StorageReader } from "./storageReader.js";

const SUBTENSOR = "SubtensorModule";

/** What one coldkey has on one hotkey in one subnet, as the chain stores it. */
export interface StakePosition {
	readonly shares: bigint;
	readonly queued: bigint;
	readonly queuedEpoch: bigint;
}

/** The pool that a position is a part of. */
export interface StakePool {
	/** Active stake in it, in rao. */
	readonly value: bigint;
	readonly shares: bigint;
}

/** Shares that one epoch's queued stake became, until each position has fetched its part. */
export interface StakeActivation {
	readonly value: bigint;
	readonly shares: bigint;
}

/**
 * What a position is worth, rounded down as the chain does.
 *
 * Stake that was queued in an epoch that has passed has its shares waiting in that epoch's activation.
 */
export function valuePosition(
	position: StakePosition,
	pool: StakePool,
	activation: StakeActivation | undefined,
	epoch: bigint,
): { readonly rao: bigint; readonly queuedRao: bigint } {
	let { shares } = position;
	const waiting = position.queued > 0n && position.queuedEpoch === epoch;
	if (position.queued > 0n && !waiting && activation !== undefined && activation.value > 0n)
		shares += (position.queued * activation.shares) / activation.value;
	const rao = pool.shares === 0n ? 0n : (shares * pool.value) / pool.shares;
	return { rao, queuedRao: waiting ? position.queued : 0n };
}

async function readPositions(reader: StorageReader, coldkey: string): Promise<Stake[]> {
	const [hotkeys = [], netuids] = await Promise.all([
		reader.one(SUBTENSOR, "StakingHotkeys", coldkey) as Promise<readonly string[] | undefined>,
		readNetuids(reader),
	]);
	const places = hotkeys.flatMap((hotkey) => netuids.map((netuid) => ({ hotkey, netuid })));
	const values = await reader.many(
		places.flatMap(({ hotkey, netuid }) => [
			[SUBTENSOR, "StakePositions", hotkey, coldkey, netuid] as const,
			[SUBTENSOR, "TotalHotkeyAlpha", hotkey, netuid] as const,
			[SUBTENSOR, "StakePools", hotkey, netuid] as const,
			[SUBTENSOR, "SubnetEpochIndex", netuid] as const,
		]),
	);
	const rows = places.map((place, index) => {
		const [position, value, pool, epoch] = values.slice(4 * index, 4 * index + 4);
		return {
			...place,
			position: position as StakePosition,
			pool: { value: value as bigint, shares: (pool as StakePool).shares },
			epoch: epoch as bigint,
		};
	});
	const activations = await reader.many(
		rows.map(({ hotkey, netuid, position }) => [
			SUBTENSOR,
			"StakeActivations",
			hotkey,
			netuid,
			position.queuedEpoch,
		]),
	);
	return rows
		.map(({ hotkey, netuid, position, pool, epoch }, index) => ({
			hotkey,
			netuid,
			...valuePosition(position, pool, activations[index] as StakeActivation, epoch),
		}))
		.filter(({ rao, queuedRao }) => rao > 0n || queuedRao > 0n);
}

interface StakeInfo {
	readonly hotkey: string;
	readonly netuid: number;
	readonly stake: bigint;
}

/**
 * What a coldkey has staked, without empty positions.
 *
 * @param stakeInfo - asks the runtime API of a chain that keeps stake in another shape, such as Bittensor's
 */
export async function readStakes(
	reader: StorageReader,
	coldkey: string,
	stakeInfo: () => Promise<unknown>,
): Promise<Stake[]> {
	if (reader.has(SUBTENSOR, "StakePositions")) return readPositions(reader, coldkey);
	const infos = (await stakeInfo()) as readonly StakeInfo[];
	return infos
		.filter(({ stake }) => stake > 0n)
		.map(({ hotkey, netuid, stake }) => ({ hotkey, netuid, rao: stake, queuedRao: 0n }));
}
