import { openWallet } from "../../chain/wallet/index.js";
import { absentJudges } from "./absentJudges.js";
import { mentions, numbersIn } from "./answers.js";
import { childJudges } from "./childJudges.js";
import type { TaskName } from "./clientTasks.js";
import { DESTINATION, IMMUNITY, NAME, NO_FACTS, PORTS, SYMBOL, TRANSFER } from "./facts.js";
import type { Judge } from "./judge.js";
import { keyJudges } from "./keyJudges.js";
import { proxyJudges } from "./proxyJudges.js";
import { documentOf } from "./runClient.js";
import { stakeJudges } from "./stakeJudges.js";
import { taskState } from "./taskState.js";
import { upkeepJudges } from "./upkeepJudges.js";
import { TAO, type World } from "./world.js";

/** For each task: brings about what it needs, lets the client try, and reads from the chain what came of it. */
export function judgesOf(worldOf: () => World): Record<TaskName, Judge> {
	const state = taskState(worldOf);
	const { chain, facts, raw } = state;
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

	const reveal: Judge = async (attempt) => {
		const keys = await state.committed("neuron");
		const netuid = await state.startedSubnet();
		const open = async () => (await chain().openCommits(netuid, keys.hotkey.address)).length;
		const before = await open();
		const ran = await attempt(facts());
		const effect = (await open()) < before && (await state.rowIsSet());
		return { ran, effect, read: "the commit is used, and the row gives uid 0 all weight" };
	};

	return {
		...stakeJudges(state),
		...childJudges(state),
		...keyJudges(state),
		...proxyJudges(state),
		...upkeepJudges(state),
		...absentJudges(state),
		"wallet create": async (attempt) => {
			const ran = await attempt(NO_FACTS);
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
		"wallet set-identity": async (attempt) => {
			const { coldkey } = await state.registered("owner");
			const ran = await attempt(facts());
			const identity = (await raw("identitiesV2", coldkey.address)) as { name?: string } | null;
			return { ran, effect: identity?.name === NAME, read: `the coldkey's name is ${NAME}` };
		},
		"subnets set-identity": async (attempt) => {
			const netuid = await state.startedSubnet();
			const ran = await attempt(facts());
			const identity = (await raw("subnetIdentitiesV3", netuid)) as { subnetName?: string } | null;
			return { ran, effect: identity?.subnetName === NAME, read: `the subnet's name is ${NAME}` };
		},
		"subnets set-symbol": async (attempt) => {
			const netuid = await state.startedSubnet();
			const ran = await attempt(facts());
			const symbol = await raw("tokenSymbol", netuid);
			return {
				ran,
				effect: symbol === SYMBOL,
				read: `the symbol is U+${SYMBOL.codePointAt(0)?.toString(16)}`,
			};
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
			const ran = await attempt(NO_FACTS);
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
		"subnets register, raw call": register("third"),
		"subnets register, in a batch": register("fourth"),
		"SDK: register": register("fifth"),
		"subnets metagraph": neuronsTold,
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
			const netuid = await state.startedSubnet();
			const since = (await chain().head()).number;
			const ran = await attempt(facts());
			const { neurons } = await chain().metagraph(netuid);
			const updated = neurons.find(({ hotkey }) => hotkey === keys.hotkey.address)?.lastUpdate ?? 0;
			const effect = updated > since && (await state.rowIsSet());
			return { ran, effect, read: "the validator's row gives uid 0 all weight" };
		},
		"weights commit": commit,
		"weights reveal": reveal,
		"SDK: commit weights, salted": commit,
		"SDK: reveal weights, salted": reveal,
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
