import { EpochInputError } from "../errors.js";

/** `[uid, value]` by ascending uid, values as stored (u16). A uid that is not listed has the value 0. */
export type EpochRow = readonly (readonly [uid: number, value: number])[];

/** The hyperparameters that an epoch reads, as the chain stores them; proportions are u16 with 65535 = 1. */
export interface EpochParameters {
	/** Share of the active stake that must support a weight for it to count in full. */
	readonly kappa: number;
	/** How far bonds follow the clipped weights (65535) rather than the weights as set (0). */
	readonly bondsPenalty: number;
	/** Share of the old bonds that survives an epoch, in millionths. */
	readonly bondsMovingAverage: number;
	readonly yuma3: boolean;
	/** Read under Yuma3 only, as are the three that follow. */
	readonly liquidAlpha: boolean;
	readonly alphaLow: number;
	readonly alphaHigh: number;
	/** In hundredths: 1000 = 10.0. */
	readonly alphaSigmoidSteepness: number;
	/** How many uids, those with the most stake, receive a validator permit. */
	readonly maxAllowedValidators: number;
	/** Blocks after its last update in which a uid still counts as active. */
	readonly activityCutoff: number;
	readonly commitReveal: boolean;
}

/** One subnet before an epoch: the input of the chain's own consensus, field by field. Vectors go by uid. */
export interface EpochInput {
	/** The block in which the epoch runs. */
	readonly block: number;
	/** Blocks between two epochs. */
	readonly tempo: number;
	/** The block of the epoch before this one; 0 = there was none. */
	readonly lastStepBlock: number;
	/** Rao. A stake below the subnet's threshold is given as 0. */
	readonly stakes: readonly bigint[];
	/** Always permitted, and the only one whose weight on itself counts. */
	readonly ownerUid?: number | undefined;
	readonly lastUpdate: readonly number[];
	readonly registeredAt: readonly number[];
	/** Permits as the epoch before left them. */
	readonly validatorPermit: readonly boolean[];
	/** The block of each uid's earliest commit that has not expired; read under commit-reveal only. May be empty. */
	readonly commitBlock?: readonly (number | undefined)[] | undefined;
	readonly weights: readonly EpochRow[];
	readonly bonds: readonly EpochRow[];
	/** What the epoch distributes, in rao. */
	readonly emission: bigint;
	readonly params: EpochParameters;
}

/**
 * The door of the epoch.
 *
 * @throws {EpochInputError} naming the part where the lengths disagree, or a row is unsorted or names no uid
 */
export function checkEpochInput(input: EpochInput): void {
	const n = input.stakes.length;
	for (const part of ["lastUpdate", "registeredAt", "validatorPermit", "weights", "bonds"] as const)
		checkLength(part, n, input[part].length);
	if (input.commitBlock?.length) checkLength("commitBlock", n, input.commitBlock.length);
	if (input.ownerUid !== undefined) checkUid("ownerUid", n, input.ownerUid);
	checkRows("weights", n, input.weights);
	checkRows("bonds", n, input.bonds);
}

function checkLength(part: string, expected: number, actual: number): void {
	if (actual !== expected) throw new EpochInputError(part, `${expected} entries`, `${actual}`);
}

function checkUid(part: string, n: number, uid: number): void {
	if (!Number.isInteger(uid) || uid < 0 || uid >= n)
		throw new EpochInputError(part, `a uid below ${n}`, `${uid}`);
}

function checkRows(part: string, n: number, rows: readonly EpochRow[]): void {
	rows.forEach((row, i) => {
		let before = -1;
		for (const [uid, value] of row) {
			checkUid(`${part} of uid ${i}`, n, uid);
			if (uid <= before) throw new EpochInputError(`${part} of uid ${i}`, "ascending uids", `${uid}`);
			if (!Number.isInteger(value) || value < 0 || value > 65_535)
				throw new EpochInputError(`${part} of uid ${i}`, "values from 0 to 65535", `${value}`);
			before = uid;
		}
	});
}
