import type { TaskBundle } from "../subnets/index.js";
import type { VerdictRecord } from "./evidence/verdict.js";
import { effectiveScore } from "./score/standing.js";
import type { MinerRecord } from "./state/minerStore.js";
import type { ValidatorState } from "./state/openState.js";
import type { RoundRecord } from "./state/roundStore.js";
import type { VerdictQuery } from "./state/verdictStore.js";
import type { WeightRecord } from "./state/weightStore.js";
import type { WeightStep } from "./weights/keepWeights.js";

/** A miner as others may see it. */
export interface MinerScore extends MinerRecord {
	/** What counts towards weights, 0 to 1: 0 under probation or on another's back end. */
	readonly score: number;
}

/** What a validator lets others read of its memory. */
export interface ValidatorRecords {
	readonly netuids: readonly number[];
	scores(netuid: number): MinerScore[];
	/** With their evidence: for few. */
	verdicts(query: VerdictQuery): VerdictRecord[];
	verdictIds(query: VerdictQuery): number[];
	/** The newest verdicts of each miner and code, `each` of them: enough to check a validator by. */
	digestIds(netuid: number, each: number): number[];
	/** Undefined where it was dropped since. */
	verdict(id: number, options: { readonly evidence: boolean }): VerdictRecord | undefined;
	rounds(netuid: number, limit: number): RoundRecord[];
	weights(netuid: number, limit: number): WeightRecord[];
	/** Why no weights are being set at the moment, if so. */
	heldBack(netuid: number): string | undefined;
	noteWeights(netuid: number, step: WeightStep): void;
}

export function createRecords(options: {
	readonly bundles: ReadonlyMap<number, TaskBundle>;
	readonly state: ValidatorState;
}): ValidatorRecords {
	const { bundles, state } = options;
	const heldBack = new Map<number, string>();
	return {
		netuids: [...bundles.keys()],
		scores: (netuid) =>
			state.miners.all(netuid).map((record) => ({
				...record,
				score: record.sharesWith === undefined ? effectiveScore(record) : 0,
			})),
		verdicts: (query) => state.verdicts.list(query),
		verdictIds: (query) => state.verdicts.ids(query),
		digestIds: (netuid, each) => state.verdicts.digestIds(netuid, each),
		verdict: (id, options) => state.verdicts.read(id, options),
		rounds: (netuid, limit) => state.rounds.recent(netuid, limit),
		weights: (netuid, limit) => state.weights.recent(netuid, limit),
		heldBack: (netuid) => heldBack.get(netuid),
		noteWeights(netuid, { heldBack: reason }) {
			if (reason === undefined) heldBack.delete(netuid);
			else heldBack.set(netuid, reason);
		},
	};
}
