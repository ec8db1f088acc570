import { calls } from "../../chain/client/index.js";
import { openWallet } from "../../chain/wallet/index.js";
import { mentions, numbersIn } from "./answers.js";
import { documentOf, type Ran } from "./runClient.js";
import type { Judged, TaskBook } from "./taskBook.js";
import { type Keys, TAO, type World } from "./world.js";

/** What a command is told: names of wallets (each with the hotkey `default`) and facts of the chain. */
export interface Facts {
	readonly netuid: number;
	/** An account that receives a transfer. */
	readonly destination: string;
	/** The neuron's uid, that weights are for. */
	readonly uid: number;
	/** The hotkey of the wallet `neuron`. */
	readonly hotkey: string;
}

/** How one line of clients does a task. */
export interface Command {
	readonly how: string;
	readonly argv: (facts: Facts) => readonly string[];
	/** `btcli` by default; `python` runs the line's script. */
	readonly program?: "btcli" | "python";
	readonly full?: boolean;
}

/** The tasks, in the order in which a newcomer meets them. */
export type TaskName = (typeof TASKS)[number];

const TASKS = [
	"wallet create",
	"wallet balance",
	"wallet transfer",
	"subnets: cost of creation",
	"subnets create",
	"subnets start",
	"subnets list",
	"subnets show",
	"subnets hyperparameters",
	"sudo get",
	"sudo set",
	"subnets register",
	"subnets register, safe",
	"subnets metagraph",
	"stake add",
	"stake add, safe",
	"stake list",
	"stake remove",
	"stake remove, safe",
	"wallet overview",
	"axon set",
	"SDK: serve an axon",
	"SDK: metagraph",
	"SDK: set weights",
	"weights commit",
	"weights reveal",
	"SDK: commit weights, salted",
	"SDK: reveal weights, salted",
	"SDK: commit weights, timelocked",
] as const;

export type Commands = Partial<Record<TaskName, Command>>;

/** What is known not to work, and the message that a user sees instead. */
export type Refusals = Partial<Record<TaskName, RegExp>>;

/** A salt of eight numbers, as both lines make it. */
export const SALT = [1, 2, 3, 4, 5, 6, 7, 8];

const DESTINATION = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
export const IMMUNITY = 77;
export const PORTS = { axonSet: 8091, serve: 8092 };
export const TRANSFER = 7n;
export const STAKE = 50n;
export const UNSTAKE = 10n;

/** Enters every task that the line has a command for into the book; `run` runs a command of the line. */
export function clientTasks(
	book: TaskBook,
	{ commands, refusals }: { readonly commands: Commands; readonly refusals: Refusals },
	line: { readonly world: () => World; readonly run: (command: Command, facts: Facts) => Promise<Ran> },
): void {
	const judges = judgesOf(line.world);
	for (const task of TASKS) {
		const command = commands[task];
		if (command === undefined) continue;
		const { how, full = false } = command;
		const refused = refusals[task];
		const options = { how, full, ...(refused === undefined ? {} : { refused }) };
		book.task(task, options, () => judges[task](async (facts) => line.run(command, await facts)));
	}
}

type Attempt = (facts: Promise<Facts> | Facts) => Promise<Ran>;
type Judge = (attempt: Attempt) => Promise<Judged>;

function judgesOf(worldOf: () => World): Record<TaskName, Judge> {
	const state = stateOf(worldOf);
	const { chain, facts } = state;
	const stakeOf = async (keys: Keys) =>
		(await chain().stakes(keys.coldkey.address))
			.filter((stake) => stake.hotkey === keys.hotkey.address)
			.reduce((sum, stake) => sum + stake.rao + stake.queuedRao, 0n);

	const register =
		(name: string): Judge =>
		async (attempt) => {
			const keys = await state.funded(name);
			const netuid = await state.startedSubnet();
			const ran = await attempt({ ...(await facts()), hotkey: keys.hotkey.address });
			const neuron = (await chain().metagraph(netuid)).neurons.find(
				(each) => each.hotkey === keys.hotkey.address,
			);
			return { ran, effect: neuron !== undefined, read: `uid ${neuron?.uid} in subnet ${netuid}` };
		};

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

	const serve =
		(port: number): Judge =>
		async (attempt) => {
			const keys = await state.registered("neuron");
			const netuid = await state.startedSubnet();
			await state.world().fastForward(10);
			const ran = await attempt(facts());
			const axon = (await chain().metagraph(netuid)).neurons.find(
				(each) => each.hotkey === keys.hotkey.address,
			)?.axon;
			return {
				ran,
				effect: axon?.port === port && axon.ip === "8.8.4.4",
				read: `${axon?.ip}:${axon?.port} published`,
			};
		};

	const hyperparameters: Judge = async (attempt) => {
		const netuid = await state.startedSubnet();
		const ran = await attempt(facts());
		const { tempo, immunityPeriod } = (await chain().subnet(netuid)).hyperparameters;
		const numbers = numbersIn(documentOf(ran));
		const effect = [tempo, immunityPeriod].every((value) => numbers.has(Number(value)));
		return { ran, effect, read: `tempo ${tempo}, immunity period ${immunityPeriod}` };
	};

	const neuronsTold: Judge = async (attempt) => {
		await state.registered("neuron");
		const netuid = await state.startedSubnet();
		const ran = await attempt(facts());
		const { neurons } = await chain().metagraph(netuid);
		const effect = neurons.length > 1 && neurons.every(({ hotkey }) => mentions(documentOf(ran), hotkey));
		return { ran, effect, read: `all ${neurons.length} hotkeys` };
	};

	const commit: Judge = async (attempt) => {
		const keys = await state.validator("neuron");
		const netuid = await state.startedSubnet();
		await state.commitReveal(true);
		const before = (await chain().openCommits(netuid, keys.hotkey.address)).length;
		const ran = await attempt(facts());
		const open = await chain().openCommits(netuid, keys.hotkey.address);
		return { ran, effect: open.length > before, read: `${open.length} open commit of the hotkey` };
	};

	const rowSet = async (keys: Keys, attempt: Attempt): Promise<Judged> => {
		const netuid = await state.startedSubnet();
		const { uid } = await facts();
		const since = (await chain().head()).number;
		const ran = await attempt(facts());
		const row = (await chain().weights(netuid)).find((each) => each.uid === uid);
		const updated = (await chain().metagraph(netuid)).neurons.find(
			(each) => each.hotkey === keys.hotkey.address,
		)?.lastUpdate;
		const effect =
			row?.weights.some((weight) => weight.uid === 0 && weight.value === 65_535) === true &&
			((updated ?? 0) > since || ran.argv.includes("reveal"));
		return { ran, effect, read: "the validator's row gives uid 0 all weight" };
	};

	return {
		"wallet create": async (attempt) => {
			const ran = await attempt({ netuid: 0, destination: DESTINATION, uid: 0, hotkey: DESTINATION });
			let address: string | undefined;
			try {
				const wallet = openWallet({
					path: `${state.world().home}/.bittensor/wallets`,
					name: "owner",
					hotkey: "default",
				});
				address = (await wallet.coldkey()).address;
				await wallet.hotkey();
			} catch {
				address = undefined;
			}
			return { ran, effect: address !== undefined, read: "coldkey and hotkey open in `chain/wallet`" };
		},
		"wallet balance": async (attempt) => {
			const { coldkey } = await state.funded("owner");
			const ran = await attempt(facts());
			const rao = await chain().balance(coldkey.address);
			const effect = numbersIn(documentOf(ran)).has(Number(rao) / Number(TAO));
			return { ran, effect, read: `${rao / TAO} TAO` };
		},
		"wallet transfer": async (attempt) => {
			await state.funded("owner");
			const before = await chain().balance(DESTINATION);
			const ran = await attempt(facts());
			const got = (await chain().balance(DESTINATION)) - before;
			return { ran, effect: got === TRANSFER * TAO, read: `${got / TAO} TAO arrived` };
		},
		"subnets: cost of creation": async (attempt) => {
			// it falls from block to block
			const most = Number(await chain().subnetCost());
			const ran = await attempt(facts());
			const least = Number(await chain().subnetCost());
			const effect = [...numbersIn(documentOf(ran))].some((told) =>
				[told, told * Number(TAO)].some((rao) => rao >= least && rao <= most),
			);
			return { ran, effect, read: "the price of the moment" };
		},
		"subnets create": async (attempt) => {
			const { coldkey } = await state.funded("owner");
			const owned = async () => (await chain().subnets()).filter(({ owner }) => owner === coldkey.address);
			const before = (await owned()).length;
			const ran = await attempt({ netuid: 0, destination: DESTINATION, uid: 0, hotkey: DESTINATION });
			const after = await owned();
			return { ran, effect: after.length > before, read: `subnet ${after.at(-1)?.netuid} of the coldkey` };
		},
		"subnets start": async (attempt) => {
			const netuid = await state.subnet();
			const ran = await attempt(facts());
			return { ran, effect: (await chain().subnet(netuid)).started, read: `subnet ${netuid} started` };
		},
		"subnets list": async (attempt) => {
			const netuid = await state.startedSubnet();
			const ran = await attempt(facts());
			const document = documentOf(ran);
			const effect = numbersIn(document).has(netuid) || mentions(document, String(netuid));
			return { ran, effect, read: `subnet ${netuid} listed` };
		},
		"subnets show": async (attempt) => {
			const netuid = await state.startedSubnet();
			const ran = await attempt(facts());
			const { owner, ownerHotkey } = await chain().subnet(netuid);
			const document = documentOf(ran);
			const effect = mentions(document, owner) || mentions(document, ownerHotkey);
			return { ran, effect, read: "the owner's key" };
		},
		"subnets hyperparameters": hyperparameters,
		"sudo get": hyperparameters,
		"sudo set": async (attempt) => {
			const netuid = await state.startedSubnet();
			// owners change nothing just before an epoch
			await state.world().fastForwardToEpoch(netuid);
			const ran = await attempt(facts());
			const { immunityPeriod } = (await chain().subnet(netuid)).hyperparameters;
			return { ran, effect: Number(immunityPeriod) === IMMUNITY, read: `immunity_period ${immunityPeriod}` };
		},
		"subnets register": register("neuron"),
		"subnets register, safe": register("second"),
		"subnets metagraph": neuronsTold,
		"stake add": addStake,
		"stake add, safe": addStake,
		"stake list": async (attempt) => {
			const { hotkey } = await state.staked("neuron");
			const ran = await attempt(facts());
			return { ran, effect: mentions(documentOf(ran), hotkey.address), read: "the stake on the hotkey" };
		},
		"stake remove": removeStake,
		"stake remove, safe": removeStake,
		"wallet overview": async (attempt) => {
			const { coldkey } = await state.registered("neuron");
			const netuid = await state.startedSubnet();
			const ran = await attempt(facts());
			const document = documentOf(ran);
			const effect = mentions(document, coldkey.address) && numbersIn(document).has(netuid);
			return { ran, effect, read: `the coldkey and its subnet ${netuid}` };
		},
		"axon set": serve(PORTS.axonSet),
		"SDK: serve an axon": serve(PORTS.serve),
		"SDK: metagraph": neuronsTold,
		"SDK: set weights": async (attempt) => {
			const keys = await state.validator("neuron");
			await state.commitReveal(false);
			return rowSet(keys, attempt);
		},
		"weights commit": commit,
		"weights reveal": async (attempt) => {
			const keys = await state.committed("neuron");
			return rowSet(keys, attempt);
		},
		"SDK: commit weights, salted": commit,
		"SDK: reveal weights, salted": async (attempt) => {
			const keys = await state.committed("neuron");
			return rowSet(keys, attempt);
		},
		"SDK: commit weights, timelocked": async (attempt) => {
			const keys = await state.validator("neuron");
			const netuid = await state.startedSubnet();
			await state.commitReveal(true);
			const commits = async () =>
				(await chain().api.query.subtensorModule?.timelockedWeightCommits?.entries()) ?? [];
			const before = (await commits()).length;
			const ran = await attempt(facts());
			const after = (await commits()).length;
			return {
				ran,
				effect: after > before,
				read: `a sealed commit of ${keys.hotkey.address} in subnet ${netuid}`,
			};
		},
	};
}

/** What must be there before a task can be judged; made by us where a client did not make it. */
function stateOf(worldOf: () => World) {
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
		},
		/** With an open commit that can be revealed now. */
		async committed(name: string): Promise<Keys> {
			const keys = await state.registered(name);
			await worldOf().fastForwardToEpoch(await state.startedSubnet());
			return keys;
		},
		facts: async (): Promise<Facts> => {
			const netuid = await state.subnet();
			const { hotkey } = await worldOf().keys("neuron");
			const { neurons } = await chain().metagraph(netuid);
			const uid = neurons.find((neuron) => neuron.hotkey === hotkey.address)?.uid ?? 0;
			return { netuid, destination: DESTINATION, uid, hotkey: hotkey.address };
		},
	};
	return state;
}
