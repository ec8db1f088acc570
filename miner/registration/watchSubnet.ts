import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "pino";
import type { MinerChain, MinerMetagraph, MinerNeuron } from "./minerChain.js";
import { within } from "./within.js";

/** What the miner knows of its subnet, from the last metagraph that could be read. */
export interface SubnetView {
	/** Undefined until a metagraph was read. */
	readonly block: number | undefined;
	/** The own uid; undefined while the hotkey has none. */
	readonly uid: number | undefined;
	/** By hotkey. */
	readonly neurons: ReadonlyMap<string, MinerNeuron>;
	/** The lowest stake with a validator permit; undefined until the subnet's first epoch gives permits. */
	readonly permitStakeRao: bigint | undefined;
	/** The highest one. */
	readonly largestPermitStakeRao: bigint | undefined;
	/** Whether the last attempt to read the chain succeeded. */
	readonly reachable: boolean;
}

export interface SubnetWatchOptions {
	readonly netuid: number;
	readonly hotkey: string;
	/** Pause between two readings, ms. */
	readonly refreshMs: number;
	/** Longest wait for one reading, ms. */
	readonly readMs: number;
}

export interface SubnetWatch {
	view(): SubnetView;
	/** Reads at once, as after a change that this process made. */
	refresh(): Promise<void>;
	/** Called after each reading that succeeded. */
	onReading(listener: (view: SubnetView) => void): void;
	/** Ends with the signal. */
	readonly done: Promise<void>;
}

/**
 * Keeps the subnet's metagraph at hand, through outages of the chain: what was read last stays in force.
 *
 * Says in the log, once for each change, when the chain is lost and found and when the hotkey gets or loses its uid.
 */
export function watchSubnet(
	options: SubnetWatchOptions,
	modules: { chain: MinerChain; logger: Logger; signal: AbortSignal },
): SubnetWatch {
	const { netuid, hotkey } = options;
	const { chain, logger, signal } = modules;
	const listeners: ((view: SubnetView) => void)[] = [];
	let view: SubnetView = {
		block: undefined,
		uid: undefined,
		neurons: new Map(),
		permitStakeRao: undefined,
		largestPermitStakeRao: undefined,
		reachable: false,
	};
	let said: "reachable" | "lost" | undefined;

	const refresh = async (): Promise<void> => {
		let metagraph: MinerMetagraph;
		try {
			metagraph = await within(chain.metagraph(netuid), options.readMs, signal);
		} catch (error) {
			if (signal.aborted) return;
			view = { ...view, reachable: false };
			if (said !== "lost") logger.warn({ err: error }, "chain not reachable, going on with what is known");
			said = "lost";
			return;
		}
		if (said === "lost") logger.info({ block: metagraph.block }, "chain reachable again");
		said = "reachable";
		const before = view;
		const neurons = new Map(metagraph.neurons.map((neuron) => [neuron.hotkey, neuron]));
		const { lowest: permitStakeRao, highest: largestPermitStakeRao } = permittedStakes(metagraph.neurons);
		view = {
			block: metagraph.block,
			uid: neurons.get(hotkey)?.uid,
			neurons,
			permitStakeRao,
			largestPermitStakeRao,
			reachable: true,
		};
		if (before.block !== undefined && before.uid !== view.uid) {
			if (view.uid === undefined)
				logger.error({ uid: before.uid, hotkey }, "deregistered: the hotkey lost its uid");
			else logger.info({ uid: view.uid, hotkey }, "registered");
		}
		for (const listener of listeners) listener(view);
	};

	const loop = async (): Promise<void> => {
		while (!signal.aborted) {
			await refresh();
			await delay(options.refreshMs, undefined, { signal }).catch(() => undefined);
		}
	};

	const done = loop();
	return { view: () => view, refresh, onReading: (listener) => void listeners.push(listener), done };
}

/** Lowest and highest stake with a validator permit; undefined where nobody has one. */
function permittedStakes(neurons: readonly MinerNeuron[]) {
	let lowest: bigint | undefined;
	let highest: bigint | undefined;
	for (const { validatorPermit, stakeRao } of neurons) {
		if (!validatorPermit) continue;
		if (lowest === undefined || stakeRao < lowest) lowest = stakeRao;
		if (highest === undefined || stakeRao > highest) highest = stakeRao;
	}
	return { lowest, highest };
}
