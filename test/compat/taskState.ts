import { calls } from "../../chain/client/index.js";
import { type Facts, NO_FACTS, STAKE, UNSTAKE } from "./facts.js";
import { type Keys, TAO, type World } from "./world.js";

/** Blocks of an epoch in which weights are committed. */
const COMMIT_TEMPO = 60;

export type TaskState = ReturnType<typeof taskState>;

/** What must be there before a task can be judged; made by us where a client did not make it. */
export function taskState(worldOf: () => World) {
	const chain = () => worldOf().chain;
	const rich = new Set<string>();
	const state = {
		world: worldOf,
		chain,
		async funded(name: string): Promise<Keys> {
			const keys = await worldOf().keys(name);
			if (!rich.has(name)) await worldOf().fund(keys.coldkey.address, 5_000n);
			rich.add(name);
			return keys;
		},
		async subnet(): Promise<number> {
			const { coldkey, hotkey } = await state.funded("owner");
			const owned = async () =>
				(await chain().subnets()).find(({ owner }) => owner === coldkey.address)?.netuid;
			const found = await owned();
			if (found !== undefined) return found;
			await chain().submit(calls.registerNetwork(hotkey.address), coldkey);
			return (await owned()) as number;
		},
		async startedSubnet(): Promise<number> {
			const netuid = await state.subnet();
			if (!(await chain().subnet(netuid)).started)
				await chain().submit(calls.startCall(netuid), (await state.funded("owner")).coldkey);
			return netuid;
		},
		/** A second one of the same owner, started. */
		async otherSubnet(): Promise<number> {
			const first = await state.startedSubnet();
			const { coldkey, hotkey } = await state.funded("owner");
			const find = async () =>
				(await chain().subnets()).find((each) => each.owner === coldkey.address && each.netuid !== first);
			if ((await find()) === undefined) await chain().submit(calls.registerNetwork(hotkey.address), coldkey);
			const { netuid = 0, started } = (await find()) ?? {};
			if (!started) await chain().submit(calls.startCall(netuid), coldkey);
			return netuid;
		},
		async registered(name: string): Promise<Keys> {
			const keys = await state.funded(name);
			const netuid = await state.startedSubnet();
			const { neurons } = await chain().metagraph(netuid);
			if (!neurons.some(({ hotkey }) => hotkey === keys.hotkey.address))
				await chain().submit(calls.burnedRegister(netuid, keys.hotkey.address), keys.coldkey);
			return keys;
		},
		async staked(name: string): Promise<Keys> {
			const keys = await state.registered(name);
			const netuid = await state.startedSubnet();
			const stakes = await chain().stakes(keys.coldkey.address);
			if (!stakes.some((stake) => stake.rao + stake.queuedRao > 2n * UNSTAKE * TAO))
				await chain().submit(calls.addStake(keys.hotkey.address, netuid, STAKE * TAO), keys.coldkey);
			return keys;
		},
		/** With a permit, and free to set weights now. */
		async validator(name: string): Promise<Keys> {
			const keys = await state.staked(name);
			const netuid = await state.startedSubnet();
			await worldOf().fastForwardToEpoch(netuid);
			await worldOf().fastForwardToEpoch(netuid);
			return keys;
		},
		async commitReveal(on: boolean): Promise<void> {
			const netuid = await state.startedSubnet();
			if ((await chain().subnet(netuid)).hyperparameters.commitRevealWeightsEnabled === on) return;
			await worldOf().sudo(calls.setHyperparameter(netuid, "commitRevealWeightsEnabled", on));
			// a commit expires with its epoch, and clients need half of a short one to start
			await worldOf().sudo(calls.setHyperparameter(netuid, "tempo", COMMIT_TEMPO));
		},
		/** With an open commit that can be revealed from now until the next epoch. */
		async committed(name: string): Promise<Keys> {
			const keys = await state.registered(name);
			const netuid = await state.startedSubnet();
			const [commit] = (await chain().openCommits(netuid, keys.hotkey.address)).slice(-1);
			const { epochs, hyperparameters } = await chain().subnet(netuid);
			const due = (commit?.epoch ?? epochs) + Number(hyperparameters.revealPeriodEpochs);
			for (let epoch = epochs; epoch < due; epoch++) await worldOf().fastForwardToEpoch(netuid);
			return keys;
		},
		/** An item of SubtensorModule as plain data, its texts read as UTF-8. */
		async raw(item: string, ...keys: readonly (string | number)[]): Promise<unknown> {
			const value = await chain().api.query.subtensorModule?.[item]?.(...keys);
			return value === undefined ? undefined : readTexts(value.toJSON());
		},
		/** Whether the neuron's row gives uid 0 everything. */
		async rowIsSet(): Promise<boolean> {
			const { netuid, uid } = await state.facts();
			const row = (await chain().weights(netuid)).find((each) => each.uid === uid);
			return row?.weights.some((weight) => weight.uid === 0 && weight.value === 65_535) === true;
		},
		facts: async (): Promise<Facts> => {
			const netuid = await state.subnet();
			const { hotkey } = await worldOf().keys("neuron");
			const { neurons } = await chain().metagraph(netuid);
			const uid = neurons.find((neuron) => neuron.hotkey === hotkey.address)?.uid ?? 0;
			const ownerHotkey = (await worldOf().keys("owner")).hotkey.address;
			return { ...NO_FACTS, netuid, uid, hotkey: hotkey.address, ownerHotkey };
		},
	};
	return state;
}

/** Hexadecimal texts in a document as what they say. */
function readTexts(value: unknown): unknown {
	if (typeof value === "string" && value.startsWith("0x"))
		return Buffer.from(value.slice(2), "hex").toString("utf8");
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readTexts(inner)]));
}
