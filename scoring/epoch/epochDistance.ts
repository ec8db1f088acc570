import type { EpochRow } from "./epochInput.js";
import type { StoredEpoch } from "./epochOutput.js";

/** The largest differences between two epochs: proportions in stored units (1/65535), emission in rao. */
export interface EpochDistance {
	readonly stakeWeight: number;
	readonly consensus: number;
	readonly incentive: number;
	readonly dividends: number;
	readonly validatorTrust: number;
	readonly bonds: number;
	/** In rao, as far as a number holds them. */
	readonly emission: number;
	/** Uids of which one has a permit, or is active, and the other not. */
	readonly flags: number;
}

/** How far a float epoch is from the exact one, or one back end from another. */
export function epochDistance(a: StoredEpoch, b: StoredEpoch): EpochDistance {
	return {
		stakeWeight: farthest(a.stakeWeight, b.stakeWeight),
		consensus: farthest(a.consensus, b.consensus),
		incentive: farthest(a.incentive, b.incentive),
		dividends: farthest(a.dividends, b.dividends),
		validatorTrust: farthest(a.validatorTrust, b.validatorTrust),
		bonds: a.bonds.reduce((most, row, uid) => Math.max(most, rowDistance(row, b.bonds[uid] ?? [])), 0),
		emission: farthest(a.emission.map(Number), b.emission.map(Number)),
		flags: differing(a.validatorPermit, b.validatorPermit) + differing(a.active, b.active),
	};
}

function farthest(a: readonly number[], b: readonly number[]): number {
	return a.reduce((most, value, uid) => Math.max(most, Math.abs(value - (b[uid] ?? 0))), 0);
}

function rowDistance(a: EpochRow, b: EpochRow): number {
	const left = new Map(a);
	const right = new Map(b);
	const uids = new Set([...left.keys(), ...right.keys()]);
	return Math.max(0, ...[...uids].map((uid) => Math.abs((left.get(uid) ?? 0) - (right.get(uid) ?? 0))));
}

function differing(a: readonly boolean[], b: readonly boolean[]): number {
	return a.filter((flag, uid) => flag !== b[uid]).length;
}
