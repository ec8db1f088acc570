import { checkAddress, checkAmount, checkNetuid, MAX_U16, MAX_U64, subtensor } from "./callArguments.js";
import type { ChainCall } from "./chainCall.js";
import { CallArgumentError } from "./errors.js";

/** What 10^9 units of stake cost in every subnet of our chain, in rao. */
const STAKE_PRICE = 1_000_000_000n;

/** A hotkey that validates with a part of another's stake. */
export interface Child {
	readonly hotkey: string;
	/** Of 2^64 - 1. */
	readonly proportion: bigint;
}

function checkTake(take: number): number {
	if (!Number.isInteger(take) || take < 0 || take > MAX_U16)
		throw new CallArgumentError(`expected a take from 0 to 65535, got ${take}`, "give another one");
	return take;
}

function checkChildren(children: readonly Child[]): readonly Child[] {
	for (const { hotkey, proportion } of children) {
		checkAddress(hotkey);
		if (proportion <= 0n || proportion > MAX_U64)
			throw new CallArgumentError(
				`expected a proportion from 1 to ${MAX_U64}, got ${proportion}`,
				"leave the child out, or give it a part",
			);
	}
	if (children.reduce((sum, { proportion }) => sum + proportion, 0n) > MAX_U64)
		throw new CallArgumentError("the children's parts are more than the whole", "give them less");
	return children;
}

/** Calls about stake. All are made by a coldkey. */
export const stakeCalls = {
	/** Stakes on a hotkey in a subnet. By the coldkey that pays. */
	addStake: (hotkey: string, netuid: number, rao: bigint): ChainCall =>
		subtensor("add_stake", checkAddress(hotkey), checkNetuid(netuid), checkAmount(rao)),

	/** Takes stake back. By the coldkey whose stake it is. */
	removeStake: (hotkey: string, netuid: number, rao: bigint): ChainCall =>
		subtensor("remove_stake", checkAddress(hotkey), checkNetuid(netuid), checkAmount(rao)),

	/** As `addStake`, but only at the price of one token for a unit of stake. */
	addStakeAtParity: (hotkey: string, netuid: number, rao: bigint): ChainCall =>
		subtensor(
			"add_stake_limit",
			checkAddress(hotkey),
			checkNetuid(netuid),
			checkAmount(rao),
			STAKE_PRICE,
			false,
		),

	/** As `removeStake`, but only at the price of one token for a unit of stake. */
	removeStakeAtParity: (hotkey: string, netuid: number, rao: bigint): ChainCall =>
		subtensor(
			"remove_stake_limit",
			checkAddress(hotkey),
			checkNetuid(netuid),
			checkAmount(rao),
			STAKE_PRICE,
			false,
		),

	/** Moves stake to another hotkey, in the same subnet or another. */
	moveStake: (
		from: { readonly hotkey: string; readonly netuid: number },
		to: { readonly hotkey: string; readonly netuid: number },
		rao: bigint,
	): ChainCall =>
		subtensor(
			"move_stake",
			checkAddress(from.hotkey),
			checkAddress(to.hotkey),
			checkNetuid(from.netuid),
			checkNetuid(to.netuid),
			checkAmount(rao),
		),

	/** Gives stake on a hotkey to another coldkey, in the same subnet or another. */
	transferStake: (
		coldkey: string,
		hotkey: string,
		netuids: { readonly from: number; readonly to: number },
		rao: bigint,
	): ChainCall =>
		subtensor(
			"transfer_stake",
			checkAddress(coldkey),
			checkAddress(hotkey),
			checkNetuid(netuids.from),
			checkNetuid(netuids.to),
			checkAmount(rao),
		),

	/** Moves stake on a hotkey to another subnet. */
	swapStake: (
		hotkey: string,
		netuids: { readonly from: number; readonly to: number },
		rao: bigint,
	): ChainCall =>
		subtensor(
			"swap_stake",
			checkAddress(hotkey),
			checkNetuid(netuids.from),
			checkNetuid(netuids.to),
			checkAmount(rao),
		),

	/** Lets other hotkeys validate with parts of a hotkey's stake; an empty list takes them back. */
	setChildren: (hotkey: string, netuid: number, children: readonly Child[]): ChainCall =>
		subtensor(
			"set_children",
			checkAddress(hotkey),
			checkNetuid(netuid),
			checkChildren(children).map(({ proportion, hotkey: child }) => [proportion, child]),
		),

	/** Sets what a hotkey keeps of its parents' dividends, of 65535. */
	setChildkeyTake: (hotkey: string, netuid: number, take: number): ChainCall =>
		subtensor("set_childkey_take", checkAddress(hotkey), checkNetuid(netuid), checkTake(take)),
};
