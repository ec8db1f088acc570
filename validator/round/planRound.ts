import { type Challenge, createRandom, type Task } from "../../subnets/index.js";
import { endpointOf } from "../asking/endpoint.js";
import type { ValidatorMetagraph, ValidatorNeuron } from "../chainAccess.js";
import { effectiveScore } from "../score/standing.js";
import { chooseMiners } from "../selection/chooseMiners.js";
import { isAudited } from "../selection/isAudited.js";
import type { LoadTally } from "../sharedBackEnd/findSharedBackEnds.js";
import { chooseLoadedMiner } from "../sharedBackEnd/loadProbe.js";
import type { MinerRecord } from "../state/minerStore.js";
import { type DrawSeed, fractionOf } from "../state/secret.js";
import type { Organic } from "./organicQueue.js";

/** A miner that can be asked. */
export interface AskableMiner {
	readonly neuron: ValidatorNeuron;
	readonly record: MinerRecord;
	readonly origin: string;
}

/** One request that a round will send. */
export interface PlannedAsk {
	readonly miner: AskableMiner;
	readonly challenge: Challenge;
	/** Which of the round's requests to this miner, from 0. */
	readonly index: number;
	readonly audited: boolean;
	/** The researcher's request that this is, if it is one. */
	readonly organic: Organic | undefined;
}

export interface RoundPlan {
	readonly asks: readonly PlannedAsk[];
	/** Hotkey of the miner that gets several requests at once; undefined in a quiet round. */
	readonly loaded: string | undefined;
	/** Requests of researchers for which there is no miner. */
	readonly unplaced: readonly Organic[];
}

export interface PlanOptions {
	readonly netuid: number;
	readonly round: number;
	readonly sampleSize: number;
	readonly auditRate: number;
	readonly loadBurst: number;
	/** What earlier rounds showed of who waits for whom. */
	readonly tallies: readonly LoadTally[];
	readonly organics: readonly Organic[];
}

/**
 * Decides who is asked what in a round. Everything but the researchers' requests follows from the secret, the
 * round's number and the records, so nobody else can foresee it, and each miner gets challenges of its own.
 *
 * A researcher's request takes the place of a drawn challenge: same path, same shape, sent at the same time.
 */
export async function planRound(
	miners: readonly AskableMiner[],
	options: PlanOptions,
	modules: { readonly draw: DrawSeed; readonly task: Pick<Task, "sample"> },
): Promise<RoundPlan> {
	const { netuid, round, auditRate, loadBurst } = options;
	const { draw, task } = modules;
	const byHotkey = new Map(miners.map((miner) => [miner.neuron.hotkey, miner]));
	const placed = placeOrganics(miners, options, draw);
	const chosen = chooseMiners(
		miners.map(({ record }) => record),
		options,
		draw,
	).map(({ hotkey }) => hotkey);
	const hotkeys = [...new Set([...chosen, ...placed.keys()])];
	const loaded =
		loadBurst > 1 ? chooseLoadedMiner(hotkeys, { ...options, paid: paidOf(miners) }, draw) : undefined;
	const asks: PlannedAsk[] = [];
	for (const hotkey of hotkeys) {
		const miner = byHotkey.get(hotkey) as AskableMiner;
		const organics = placed.get(hotkey) ?? [];
		const count = Math.max(hotkey === loaded ? loadBurst : 1, organics.length);
		for (let index = 0; index < count; index++) {
			const organic = organics[index];
			const challenge =
				organic === undefined
					? await task.sample(createRandom(draw("challenge", netuid, round, hotkey, index)))
					: { request: organic.request };
			const audited = isAudited(
				{ netuid, round, hotkey, index, auditRate, probation: index === 0 ? miner.record.probation : 0 },
				draw,
			);
			asks.push({ miner, challenge, index, audited, organic });
		}
	}
	return { asks, loaded, unplaced: options.organics.filter((organic) => !isPlaced(organic, placed)) };
}

/** Those for whom it matters whether they are what they seem. */
function paidOf(miners: readonly AskableMiner[]): string[] {
	return miners.filter(({ record }) => effectiveScore(record) > 0).map(({ record }) => record.hotkey);
}

/** Neurons with a public endpoint, other than the validator itself; and why the others are not asked. */
export function askableMiners(
	metagraph: ValidatorMetagraph,
	options: { readonly ownHotkey: string; readonly allowLocal: boolean },
	recordOf: (neuron: ValidatorNeuron) => MinerRecord,
): AskableMiner[] {
	return metagraph.neurons.flatMap((neuron) => {
		if (neuron.hotkey === options.ownHotkey || neuron.axon === undefined) return [];
		const endpoint = endpointOf(neuron.axon, options);
		return "origin" in endpoint ? [{ neuron, record: recordOf(neuron), origin: endpoint.origin }] : [];
	});
}

/**
 * Gives each researcher's request to a miner: by a draw weighted with the scores, among those not tried for it
 * yet. Where nobody has a score so far, all are equally likely.
 */
function placeOrganics(
	miners: readonly AskableMiner[],
	{ netuid, round, organics }: PlanOptions,
	draw: DrawSeed,
): Map<string, Organic[]> {
	const placed = new Map<string, Organic[]>();
	organics.forEach((organic, index) => {
		const open = miners.filter(
			({ neuron, record }) => !organic.tried.has(neuron.hotkey) && record.sharesWith === undefined,
		);
		const scored = open.filter(({ record }) => effectiveScore(record) > 0);
		const candidates = scored.length > 0 ? scored : open;
		const weightOf = (miner: AskableMiner): number => (scored.length > 0 ? effectiveScore(miner.record) : 1);
		const total = candidates.reduce((sum, miner) => sum + weightOf(miner), 0);
		let mark = fractionOf(draw("organic", netuid, round, index)) * total;
		const taker = candidates.find((miner) => {
			mark -= weightOf(miner);
			return mark < 0;
		});
		if (taker === undefined) return;
		placed.set(taker.neuron.hotkey, [...(placed.get(taker.neuron.hotkey) ?? []), organic]);
	});
	return placed;
}

function isPlaced(organic: Organic, placed: ReadonlyMap<string, readonly Organic[]>): boolean {
	return [...placed.values()].some((organics) => organics.includes(organic));
}
