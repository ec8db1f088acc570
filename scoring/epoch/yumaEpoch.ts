import type { Backend } from "../backend.js";
import type { Kernels } from "../kernels.js";
import { type Floats, vector } from "../ndArray.js";
import { type DenseRows, denseRows } from "./denseRows.js";
import { checkEpochInput, type EpochInput, type EpochParameters } from "./epochInput.js";
import type { EpochOutput } from "./epochOutput.js";
import { originalYuma } from "./originalYuma.js";
import { payout } from "./payout.js";
import { toGrid, WHOLE } from "./proportions.js";
import { type EpochStakes, epochStakes, shares } from "./stakes.js";
import { yuma3 } from "./yuma3.js";

/**
 * One epoch of Yuma consensus in floats: the steps of the chain's own (chain/consensus), which computes in exact
 * integers. For study, simulation and large subnets; what is paid is what the chain computes.
 *
 * How far it is from the exact result is in docs/scoring.md, and `ganglion yuma run --engine scoring` states it for
 * any input. Decisions of the weighted median do not differ: its stakes lie on the chain's grid.
 *
 * Cost: validators × uids, times about 20 passes.
 *
 * @throws {EpochInputError} where the input describes no subnet
 */
export function yumaEpoch(input: EpochInput, { backend }: { backend: Backend }): EpochOutput {
	checkEpochInput(input);
	const n = input.stakes.length;
	const stakes = epochStakes(input);
	const rows = denseRows(input, stakes.permits);
	const found = computeShares(input.params, stakes, rows, backend);
	const incentive = sized(found.incentive.data, n);
	const dividends = byUid(found.dividends.data, rows.uids, n);
	const paid = payout(incentive, dividends, stakes.activeStake, stakes.stake);
	return {
		active: stakes.active,
		stakeWeight: Float64Array.from(stakes.stake),
		activeStake: Float64Array.from(stakes.activeStake),
		consensus: sized(found.consensus.data, n),
		incentive,
		dividends,
		validatorTrust: byUid(found.trust.data, rows.uids, n),
		validatorPermit: stakes.nextPermits,
		bonds: found.bonds,
		bondUids: rows.uids,
		serverEmission: paid.server,
		validatorEmission: paid.validator,
		emission: paid.combined,
	};
}

/** Steps 5 to 10 on the back end: weights, consensus, trust, incentive, bonds, dividends. */
function computeShares(
	parameters: EpochParameters,
	{ activeStake }: EpochStakes,
	{ uids, weights, listed, bonds }: DenseRows,
	backend: Backend,
) {
	const validators = uids.map((uid) => activeStake[uid] ?? 0);
	const voices = shares(validators);
	const minority = voices.reduce((sum, voice) => sum + voice, 0) - toGrid(parameters.kappa / WHOLE);
	return backend.compute(
		{ counted: weights, listed, bonds, activeStake: vector(validators) },
		<T>(k: Kernels<T>, t: Record<"counted" | "listed" | "bonds" | "activeStake", T>) => {
			const weights = k.normaliseRows(t.counted);
			const consensus = k.weightedMedian(weights, vector(voices), minority);
			const clipped = k.clip(weights, consensus);
			const incentive = k.normalise(k.columnProducts(clipped, t.activeStake));
			const bonding = (parameters.yuma3 ? yuma3 : originalYuma)(
				k,
				{ ...t, weights, clipped, consensus, incentive },
				parameters,
			);
			return { consensus, incentive, trust: k.rowSums(clipped), ...bonding };
		},
	);
}

function byUid(values: Floats, uids: readonly number[], n: number): Float64Array {
	const spread = new Float64Array(n);
	uids.forEach((uid, i) => {
		spread[uid] = values[i] ?? 0;
	});
	return spread;
}

function sized(values: Floats, n: number): Float64Array {
	const copy = new Float64Array(n);
	copy.set(values.subarray(0, n));
	return copy;
}
