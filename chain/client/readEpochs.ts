import type { ApiPromise } from "@polkadot/api";
import type { ChainEvent, EpochPayments } from "./chainClient.js";
import { ChainRpcError, SubnetNotFoundError } from "./errors.js";
import type { Metagraph } from "./metagraph.js";
import { readBlockEvents } from "./readOutcome.js";
import type { SubnetInfo } from "./subnetInfo.js";

/** What reading past epochs needs of a client; `at` is a block hash. */
export interface EpochReaderModules {
	readonly api: ApiPromise;
	readonly send: <T>(method: string, params: unknown[]) => Promise<T>;
	readonly subnet: (netuid: number, at: string) => Promise<SubnetInfo>;
	readonly metagraph: (netuid: number, at: string) => Promise<Metagraph>;
	/** Blocks of the networks before this one: the height of a block is its number and this. */
	readonly offset: () => Promise<number>;
}

interface Finished {
	readonly netuid: number;
	readonly epoch: bigint;
	readonly staked: bigint;
	readonly burned: bigint;
}

/**
 * What a subnet's epochs after number `after` paid, oldest first, walking back from block `at` over the chain's own
 * states and events. Where the node has given up a state the walk ends: the older epochs are missing.
 */
export async function readEpochs(
	options: { readonly netuid: number; readonly after: number; readonly at: string },
	modules: EpochReaderModules,
): Promise<EpochPayments[]> {
	const { netuid, after } = options;
	const { send, subnet, offset } = modules;
	const found: EpochPayments[] = [];
	let at = options.at;
	for (;;) {
		const info = await subnet(netuid, at).catch(orGone);
		if (info?.lastEpochBlock === undefined || info.epochs <= after) break;
		// Epochs of the networks before this one have no block here.
		const number = info.lastEpochBlock - (await offset());
		if (number < 1) break;
		const hash = await send<string | null>("chain_getBlockHash", [number]);
		const before = await send<string | null>("chain_getBlockHash", [number - 1]);
		if (hash === null || before === null) break;
		const payments = await readPayments(netuid, { number: info.lastEpochBlock, hash }, modules).catch(orGone);
		if (payments === undefined) break;
		if (payments !== null) found.push(payments);
		at = before;
	}
	return found.reverse();
}

/** A state that the node refuses to read, or a subnet that was not there yet, as the end of what is known. */
function orGone(error: unknown): undefined {
	if (error instanceof ChainRpcError || error instanceof SubnetNotFoundError) return undefined;
	throw error;
}

/** What the epoch in a block paid; null where a skipped epoch, or the subnet's start, moved the mark to it. */
async function readPayments(
	netuid: number,
	block: { readonly number: number; readonly hash: string },
	{ api, send, subnet, metagraph }: EpochReaderModules,
): Promise<EpochPayments | null> {
	const events = await readBlockEvents(api, send, block.hash);
	const ofSubnet = (name: string): ChainEvent["data"] | undefined =>
		events.find((event) => event.name === name && (event.data as { netuid?: unknown }).netuid === netuid)
			?.data;
	const finished = ofSubnet("EpochFinished") as Finished | undefined;
	if (finished === undefined) return null;
	const [info, { neurons }] = await Promise.all([subnet(netuid, block.hash), metagraph(netuid, block.hash)]);
	const mined = (ofSubnet("IncentiveAlphaEmittedToMiners") as { emissions: readonly bigint[] }).emissions;
	const owed = neurons.reduce((sum, { emissionRao }) => sum + emissionRao, 0n);
	const payments = new Map<string, bigint>();
	// What the owner's own miners earn is burned.
	for (const { uid, hotkey, coldkey, emissionRao } of neurons)
		payments.set(hotkey, coldkey === info.owner ? emissionRao - (mined[uid] ?? 0n) : emissionRao);
	const ownerCut = finished.staked + finished.burned - owed;
	payments.set(info.ownerHotkey, (payments.get(info.ownerHotkey) ?? 0n) + ownerCut);
	return {
		epoch: Number(finished.epoch),
		block: block.number,
		ownerCutRao: ownerCut,
		payments: [...payments].map(([hotkey, rao]) => ({ hotkey, rao })),
	};
}
