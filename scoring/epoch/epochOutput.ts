import { STAKE_GRID } from "../kernels.js";
import type { NdArray } from "../ndArray.js";
import type { EpochRow } from "./epochInput.js";
import { toGrid, toStored } from "./proportions.js";

/** What an epoch leaves behind, in floats. Vectors go by uid; proportions lie within [0, 1]. */
export interface EpochOutput {
	readonly active: readonly boolean[];
	/** Share of the subnet's stake. */
	readonly stakeWeight: Float64Array;
	/** Share of those who are active and held a permit, scaled to the sum 1. The chain does not store it. */
	readonly activeStake: Float64Array;
	readonly consensus: Float64Array;
	readonly incentive: Float64Array;
	readonly dividends: Float64Array;
	readonly validatorTrust: Float64Array;
	/** Permits for the next epoch. */
	readonly validatorPermit: readonly boolean[];
	/** A row for each uid of `bondUids`, a column for each uid; a uid that is not named has no bonds. */
	readonly bonds: NdArray;
	readonly bondUids: readonly number[];
	/** Proportions of the emission. */
	readonly serverEmission: Float64Array;
	readonly validatorEmission: Float64Array;
	readonly emission: Float64Array;
}

/** An epoch's result in the form in which the chain stores it: u16 proportions, sparse rows, rao. */
export interface StoredEpoch {
	readonly active: readonly boolean[];
	readonly stakeWeight: readonly number[];
	readonly consensus: readonly number[];
	readonly incentive: readonly number[];
	readonly dividends: readonly number[];
	readonly validatorTrust: readonly number[];
	readonly validatorPermit: readonly boolean[];
	readonly bonds: readonly EpochRow[];
	readonly serverEmission: readonly bigint[];
	readonly validatorEmission: readonly bigint[];
	readonly emission: readonly bigint[];
}

/** Rounds the floats as the chain does, so that they can be compared with it and carried into the next epoch. */
export function storedEpoch(output: EpochOutput, emission: bigint): StoredEpoch {
	const stored = (values: Float64Array) => Array.from(values, toStored);
	const rao = (values: Float64Array) => Array.from(values, (share) => toRao(share, emission));
	return {
		active: output.active,
		stakeWeight: stored(output.stakeWeight),
		consensus: stored(output.consensus),
		incentive: stored(output.incentive),
		dividends: stored(output.dividends),
		validatorTrust: stored(output.validatorTrust),
		validatorPermit: output.validatorPermit,
		bonds: storedBonds(output),
		serverEmission: rao(output.serverEmission),
		validatorEmission: rao(output.validatorEmission),
		emission: rao(output.emission),
	};
}

/** The share on its grid times the emission, rounded down. */
function toRao(share: number, emission: bigint): bigint {
	return (BigInt(toGrid(share) * STAKE_GRID) * emission) / BigInt(STAKE_GRID);
}

/** Rows of uids with a new permit; zeros are left out. */
function storedBonds({ bonds, bondUids, validatorPermit }: EpochOutput): EpochRow[] {
	const n = validatorPermit.length;
	const rows: EpochRow[] = validatorPermit.map(() => []);
	bondUids.forEach((uid, i) => {
		if (!validatorPermit[uid]) return;
		const row: [number, number][] = [];
		for (let j = 0; j < n; j++) {
			const bond = toStored(bonds.data[i * n + j] as number);
			if (bond > 0) row.push([j, bond]);
		}
		rows[uid] = row;
	});
	return rows;
}
