import { calls } from "../../chain/client/index.js";
import { mentions, numbersIn } from "./answers.js";
import { type Facts, HALF, TAKE } from "./facts.js";
import type { Judge } from "./judge.js";
import { documentOf } from "./runClient.js";
import type { TaskState } from "./taskState.js";

/** The whole of a stake, and of a take, as the chain counts them. */
const WHOLE = 2 ** 64 - 1;
const WHOLE_TAKE = 65_535;

/** Blocks between two changes of a hotkey's children. */
const RATE_LIMIT = 150;

/** Of tasks about who validates with whose stake, and for what part of it. */
export function childJudges(state: TaskState) {
	const { chain } = state;
	/** A hotkey with stake, whose changes of children are in force after an epoch. */
	const parent = async () => {
		const keys = await state.staked("parent");
		await state
			.world()
			.sudo({ pallet: "SubtensorModule", call: "set_pending_childkey_cooldown", args: [0n] });
		return keys.hotkey.address;
	};
	const told = async (hotkey: string): Promise<Facts> => {
		const facts = await state.facts();
		return { ...facts, hotkey, otherHotkey: facts.ownerHotkey };
	};
	const relations = async (hotkey: string) => chain().childRelations(hotkey, await state.startedSubnet());
	const withChild = async () => {
		const hotkey = await parent();
		const { netuid, otherHotkey } = await told(hotkey);
		if ((await relations(hotkey)).children.length > 0) return hotkey;
		const half = [{ hotkey: otherHotkey, proportion: 1n << 63n }];
		await chain().submit(calls.setChildren(hotkey, netuid, half), (await state.staked("parent")).coldkey);
		await state.world().fastForwardToEpoch(netuid);
		return hotkey;
	};
	const delegateTake = async (hotkey: string) => Number(await state.raw("delegates", hotkey));

	return {
		"stake child set": async (attempt) => {
			const hotkey = await parent();
			const facts = await told(hotkey);
			const ran = await attempt(facts);
			await state.world().fastForwardToEpoch(facts.netuid);
			const [child] = (await relations(hotkey)).children;
			const part = Number(child?.proportion ?? 0n) / WHOLE;
			const effect = child?.hotkey === facts.otherHotkey && Math.abs(part - HALF) < 1e-6;
			return { ran, effect, read: `from the next epoch on ${part} of the stake is the child's` };
		},
		"stake child get": async (attempt) => {
			const facts = await told(await withChild());
			const ran = await attempt(facts);
			return { ran, effect: mentions(documentOf(ran), facts.otherHotkey), read: "the child's hotkey" };
		},
		"stake child take": async (attempt) => {
			const hotkey = await parent();
			const ran = await attempt(told(hotkey));
			const { take } = await relations(hotkey);
			const effect = Math.abs(take / WHOLE_TAKE - TAKE) < 1e-4;
			return { ran, effect, read: `a take of ${take} of ${WHOLE_TAKE}` };
		},
		"stake child revoke": async (attempt) => {
			const hotkey = await withChild();
			const facts = await told(hotkey);
			await state.world().fastForward(RATE_LIMIT);
			const ran = await attempt(facts);
			await state.world().fastForwardToEpoch(facts.netuid);
			const { children } = await relations(hotkey);
			return { ran, effect: children.length === 0, read: "no child from the next epoch on" };
		},
		"delegate take: set": async (attempt) => {
			const hotkey = await parent();
			const ran = await attempt(told(hotkey));
			const take = await delegateTake(hotkey);
			const effect = Math.abs(take / WHOLE_TAKE - TAKE) < 1e-4;
			return { ran, effect, read: `a take of ${take} of ${WHOLE_TAKE}` };
		},
		"delegate take: get": async (attempt) => {
			const hotkey = await parent();
			const ran = await attempt(told(hotkey));
			const part = (await delegateTake(hotkey)) / WHOLE_TAKE;
			const effect = [...numbersIn(documentOf(ran))].some((number) =>
				[part, part * 100, part * WHOLE_TAKE].some((take) => Math.abs(number / take - 1) < 1e-3),
			);
			return { ran, effect, read: `a take of ${(part * 100).toFixed(2)} %` };
		},
	} satisfies Record<string, Judge>;
}
