import { calls } from "../../chain/client/index.js";
import { blake2b, decodeAddress } from "../../chain/wallet/index.js";
import type { Judge } from "./judge.js";
import type { TaskState } from "./taskState.js";

/** Blocks from an announcement to the swap, and from then to the moment when it can be withdrawn. */
const DELAY = 5;

/** What a coldkey is announced by. */
function coldkeyHash(address: string): string {
	return `0x${Buffer.from(blake2b(decodeAddress(address), 32)).toString("hex")}`;
}

/** Of tasks in which a key takes another's place. */
export function keyJudges(state: TaskState) {
	const { chain } = state;
	/** A coldkey that may be swapped soon, and the one that takes its place. */
	const pair = async (name: string) => {
		const { coldkey, hotkey } = await state.registered(name);
		const admin = (call: string) => ({ pallet: "AdminUtils", call, args: [DELAY] });
		await state.world().sudo(admin("sudo_set_coldkey_swap_announcement_delay"));
		await state.world().sudo(admin("sudo_set_coldkey_swap_reannouncement_delay"));
		const otherColdkey = (await state.world().keys(`${name}-new`)).coldkey.address;
		return { coldkey, hotkey, facts: { ...(await state.facts()), otherColdkey } };
	};
	const announced = async (name: string) => {
		const mover = await pair(name);
		if ((await chain().coldkeySwap(mover.coldkey.address)) === undefined)
			await chain().submit(calls.announceColdkeySwap(mover.facts.otherColdkey), mover.coldkey);
		return mover;
	};

	return {
		"wallet swap-hotkey": async (attempt) => {
			const { hotkey } = await state.registered("swapper");
			const netuid = await state.startedSubnet();
			const otherHotkey = (await state.world().hotkey("swapper", "new")).address;
			const ran = await attempt({ ...(await state.facts()), hotkey: hotkey.address, otherHotkey });
			const hotkeys = (await chain().metagraph(netuid)).neurons.map((neuron) => neuron.hotkey);
			const effect = hotkeys.includes(otherHotkey) && !hotkeys.includes(hotkey.address);
			return { ran, effect, read: `uid ${hotkeys.indexOf(otherHotkey)} is the new hotkey's` };
		},
		"wallet swap-coldkey: announce": async (attempt) => {
			const { coldkey, facts } = await pair("mover");
			const ran = await attempt(facts);
			const swap = await chain().coldkeySwap(coldkey.address);
			const effect = swap?.newColdkeyHash === coldkeyHash(facts.otherColdkey);
			return { ran, effect, read: "the hash of the new coldkey" };
		},
		"wallet swap-coldkey: check": async (attempt) => {
			const { coldkey, facts } = await announced("mover");
			const swap = await chain().coldkeySwap(coldkey.address);
			const ran = await attempt({ ...facts, otherColdkey: coldkey.address });
			// line A shortens the hash
			const effect = swap !== undefined && ran.output.includes(swap.newColdkeyHash.slice(0, 12));
			return { ran, effect, read: "what is announced" };
		},
		"wallet swap-coldkey: clear": async (attempt) => {
			const { coldkey, facts } = await announced("mover");
			await state.world().fastForward(2 * DELAY + 1);
			const ran = await attempt(facts);
			const effect = (await chain().coldkeySwap(coldkey.address)) === undefined;
			return { ran, effect, read: "nothing is announced any more" };
		},
		"wallet swap-coldkey: execute": async (attempt) => {
			const { coldkey, hotkey, facts } = await announced("mover");
			await state.world().fastForward(DELAY + 1);
			const before = await chain().balance(coldkey.address);
			const ran = await attempt(facts);
			const owner = await state.raw("owner", hotkey.address);
			const moved = await chain().balance(facts.otherColdkey);
			const effect = owner === facts.otherColdkey && moved > 0n && moved <= before;
			return { ran, effect, read: "balance and hotkey are the new coldkey's" };
		},
		"wallet swap-coldkey: dispute": async (attempt) => {
			const { coldkey, facts } = await announced("robbed");
			const ran = await attempt(facts);
			const swap = await chain().coldkeySwap(coldkey.address);
			return { ran, effect: swap?.disputedAt !== undefined, read: "the swap is disputed" };
		},
	} satisfies Record<string, Judge>;
}
