import type { Judge } from "./judge.js";
import type { TaskState } from "./taskState.js";

/** Of tasks for which the chain has no pallet: they work as soon as a transaction of the client's is included. */
export function absentJudges(state: TaskState) {
	const included: Judge = async (attempt) => {
		const { coldkey, hotkey } = await state.staked("neuron");
		const { api } = state.chain();
		const nonce = async () => (await api.rpc.system.accountNextIndex(coldkey.address)).toNumber();
		const before = await nonce();
		const ran = await attempt({ ...(await state.facts()), hotkey: hotkey.address });
		return { ran, effect: (await nonce()) > before, read: "a transaction is included" };
	};
	return {
		"stake add, shielded": included,
		"root: register": included,
		"root: claim": included,
		"stake lock": included,
		"stake burn": included,
		"miner's collateral": included,
		"crowdloan create": included,
	} satisfies Record<string, Judge>;
}
