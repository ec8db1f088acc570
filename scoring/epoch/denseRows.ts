import { matrix, type NdArray } from "../ndArray.js";
import type { EpochInput, EpochRow } from "./epochInput.js";
import { WHOLE } from "./proportions.js";

/** The sparse rows of an epoch as matrices: a row for each validator of `uids`, a column for each uid. */
export interface DenseRows {
	/** The uids that have a row: those with a permit, and those with bonds. The others' weights do not count. */
	readonly uids: readonly number[];
	/** Weights that count, as stored. */
	readonly weights: NdArray;
	/** 1 where such a weight is listed, be it 0. */
	readonly listed: NdArray;
	/** Bonds that still hold, as proportions. */
	readonly bonds: NdArray;
}

/** Steps 5 and 9: the weights that count and the bonds that hold. Cost: validators × uids. */
export function denseRows(input: EpochInput, permits: readonly boolean[]): DenseRows {
	const n = input.stakes.length;
	const uids = permits.flatMap((permit, uid) => (permit || rowOf(input.bonds, uid).length > 0 ? [uid] : []));
	const [weights, listed, bonds] = [0, 0, 0].map(() => new Float64Array(uids.length * n)) as [
		Float64Array,
		Float64Array,
		Float64Array,
	];
	const heldBefore = input.lastStepBlock === 0 ? input.block - input.tempo : input.lastStepBlock + 1;
	uids.forEach((uid, i) => {
		if (permits[uid])
			for (const [j, weight] of rowOf(input.weights, uid))
				if (counts(input, uid, j)) {
					weights[i * n + j] = weight;
					listed[i * n + j] = 1;
				}
		// a bond on a uid registered since the last epoch belongs to the uid's previous holder
		for (const [j, bond] of rowOf(input.bonds, uid))
			if (at(input.registeredAt, j) < Math.max(0, heldBefore)) bonds[i * n + j] = bond / WHOLE;
	});
	const dense = (values: Float64Array) => matrix(values, uids.length, n);
	return { uids, weights: dense(weights), listed: dense(listed), bonds: dense(bonds) };
}

/**
 * Whether a listed weight counts: not on oneself, save the owner's; set (and under commit-reveal committed) for the
 * present holder of the uid, so not before its registration.
 */
function counts(input: EpochInput, i: number, j: number): boolean {
	if (i === j && i !== input.ownerUid) return false;
	const registered = at(input.registeredAt, j);
	if (at(input.lastUpdate, i) <= registered) return false;
	const committed = input.params.commitReveal ? input.commitBlock?.[i] : undefined;
	return committed === undefined || committed >= registered;
}

function rowOf(rows: readonly EpochRow[], uid: number): EpochRow {
	return rows[uid] ?? [];
}

function at(values: readonly number[], uid: number): number {
	return values[uid] ?? 0;
}
