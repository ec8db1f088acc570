import { mentions } from "./answers.js";
import { DESTINATION, STAKE, UNSTAKE } from "./facts.js";
import type { Judge } from "./judge.js";
import { documentOf } from "./runClient.js";
import type { TaskState } from "./taskState.js";
import { type Keys, TAO } from "./world.js";

/** Of tasks that move stake. */
export function stakeJudges(state: TaskState) {
	const { chain, facts } = state;
	const stakeOn = async (keys: Keys, hotkey: string) =>
		(await chain().stakes(keys.coldkey.address))
			.filter((stake) => stake.hotkey === hotkey)
			.reduce((sum, stake) => sum + stake.rao + stake.queuedRao, 0n);
	const stakeOf = (keys: Keys) => stakeOn(keys, keys.hotkey.address);
	const addStake: Judge = async (attempt) => {
		const keys = await state.registered("neuron");
		const [before, free] = [await stakeOf(keys), await chain().balance(keys.coldkey.address)];
		const ran = await attempt(facts());
		const [after, left] = [await stakeOf(keys), await chain().balance(keys.coldkey.address)];
		// emission moves stake too: the free balance, which only the call lowers, decides
		const paid = free - left >= STAKE * TAO && free - left < (STAKE + 1n) * TAO;
		return { ran, effect: paid && after > before, read: `${STAKE} TAO left the coldkey and is staked` };
	};

	const removeStake: Judge = async (attempt) => {
		const keys = await state.staked("neuron");
		const free = await chain().balance(keys.coldkey.address);
		const ran = await attempt(facts());
		const got = (await chain().balance(keys.coldkey.address)) - free;
		const effect = got > (UNSTAKE - 1n) * TAO && got <= UNSTAKE * TAO;
		return { ran, effect, read: `${UNSTAKE} TAO less the fee came back to the coldkey` };
	};

	return {
		"stake add": addStake,
		"stake add, safe": addStake,
		"stake list": async (attempt) => {
			const { hotkey } = await state.staked("neuron");
			const ran = await attempt(facts());
			return { ran, effect: mentions(documentOf(ran), hotkey.address), read: "the stake on the hotkey" };
		},
		"stake remove": removeStake,
		"stake remove, safe": removeStake,
		"stake move": async (attempt) => {
			const keys = await state.staked("neuron");
			const { ownerHotkey } = await facts();
			const moved = async () => stakeOn(keys, ownerHotkey);
			const before = await moved();
			const ran = await attempt(facts());
			const got = (await moved()) - before;
			return { ran, effect: got > (UNSTAKE - 1n) * TAO, read: `${UNSTAKE} TAO lie on the other hotkey` };
		},
		"stake transfer": async (attempt) => {
			const { hotkey } = await state.staked("neuron");
			const other = async () =>
				(await chain().stakes(DESTINATION)).find((stake) => stake.hotkey === hotkey.address);
			const ran = await attempt(facts());
			const stake = await other();
			const rao = (stake?.rao ?? 0n) + (stake?.queuedRao ?? 0n);
			return {
				ran,
				effect: rao > (UNSTAKE - 1n) * TAO,
				read: `${UNSTAKE} TAO of stake are the other coldkey's`,
			};
		},
		"stake swap": async (attempt) => {
			const keys = await state.staked("neuron");
			const otherNetuid = await state.otherSubnet();
			const there = async () =>
				(await chain().stakes(keys.coldkey.address))
					.filter((stake) => stake.netuid === otherNetuid && stake.hotkey === keys.hotkey.address)
					.reduce((sum, stake) => sum + stake.rao + stake.queuedRao, 0n);
			const before = await there();
			const ran = await attempt({ ...(await facts()), otherNetuid });
			const effect = (await there()) - before > (UNSTAKE - 1n) * TAO;
			return { ran, effect, read: `${UNSTAKE} TAO of stake lie in subnet ${otherNetuid}` };
		},
		"stake set-auto": async (attempt) => {
			const { coldkey } = await state.registered("neuron");
			const { netuid, ownerHotkey } = await facts();
			const ran = await attempt(facts());
			const destination = await state.raw("autoStakeDestination", coldkey.address, netuid);
			return { ran, effect: destination === ownerHotkey, read: "rewards go to the other hotkey" };
		},
	} satisfies Record<string, Judge>;
}
