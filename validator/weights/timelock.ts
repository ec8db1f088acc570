import {
	type BeaconInfo,
	type ChainCall,
	calls,
	roundAt,
	type SealedWeights,
	sealWeights,
	TIMELOCK_VERSION,
} from "../../chain/client/index.js";
import type { ValidatorChain, ValidatorSubnet } from "../chainAccess.js";
import type { WeightRecord } from "../state/weightStore.js";

/** A beacon that nobody has brought pulses of for so long opens nothing: then weights are committed by hash. */
const STALE_MS = 60_000;

/** Blocks into the reveal epoch after which a round opens weights, as Bittensor's SDK chooses it. */
const BLOCKS_INTO_EPOCH = 3;

/** The chain's beacon, if its pulses reach the chain and it opens what this validator seals. */
export async function usableBeacon(
	chain: ValidatorChain,
	blockHash: string,
	nowMs: number,
): Promise<BeaconInfo | undefined> {
	const beacon = await chain.beacon(blockHash);
	if (beacon === undefined || beacon.commitVersion !== TIMELOCK_VERSION) return undefined;
	const behindMs = (roundAt(beacon, nowMs) - beacon.lastRound) * beacon.periodMs;
	return behindMs <= STALE_MS ? beacon : undefined;
}

/** A round that is signed soon after the epoch has begun in which a commit of now is opened. */
export function revealRound(
	beacon: BeaconInfo,
	subnet: ValidatorSubnet,
	period: number,
	{ slotMs, nowMs }: { readonly slotMs: number; readonly nowMs: number },
): number {
	const into = Math.min(BLOCKS_INTO_EPOCH, Math.max(0, subnet.tempo - 1));
	const blocks = subnet.blocksUntilEpoch + (period - 1) * subnet.tempo + into;
	return roundAt(beacon, nowMs + blocks * slotMs);
}

/** The call that commits weights sealed for a round of the beacon. */
export function timelockedCall(
	netuid: number,
	said: SealedWeights,
	beacon: BeaconInfo,
	round: number,
): ChainCall {
	return calls.commitTimelockedWeights(netuid, sealWeights(said, beacon, round), round, TIMELOCK_VERSION);
}

/** What became of a timelocked commit: undefined while the chain still has it. */
export async function outcomeOf(
	commit: WeightRecord,
	hotkey: string,
	chain: ValidatorChain,
	atHash: string,
): Promise<"revealed" | "failed" | undefined> {
	const closed = await chain.timelockedCommits(commit.netuid, hotkey, atHash);
	if (closed.some(({ block }) => block === commit.includedAt)) return undefined;
	const { neurons } = await chain.metagraph(commit.netuid, atHash);
	const uid = neurons.find((neuron) => neuron.hotkey === hotkey)?.uid;
	const rows = await chain.weights(commit.netuid, atHash);
	// a commit that does not open leaves its validator with no row at all
	return rows.some((row) => row.uid === uid) ? "revealed" : "failed";
}
