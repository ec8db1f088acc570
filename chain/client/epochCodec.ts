import { createScaleReader, type ScaleReader } from "./scaleReader.js";
import { createScaleWriter } from "./scaleWriter.js";

/** One row of a sparse matrix: `[uid, value]` by ascending uid; a uid that is not listed has the value 0. */
export type SparseRow = readonly (readonly [uid: number, value: number])[];

/** The hyperparameters an epoch reads; proportions are u16 with 65535 = 1. */
export interface EpochParams {
	readonly kappa: number;
	readonly bondsPenalty: number;
	/** In millionths. */
	readonly bondsMovingAverage: number;
	readonly yuma3: boolean;
	readonly liquidAlpha: boolean;
	readonly alphaLow: number;
	readonly alphaHigh: number;
	/** In hundredths. */
	readonly alphaSigmoidSteepness: number;
	readonly maxAllowedValidators: number;
	/** In blocks. */
	readonly activityCutoff: number;
	readonly commitReveal: boolean;
}

/** What one epoch is computed from: `GanglionApi_run_epoch`'s argument. Arrays are indexed by uid. */
export interface EpochInput {
	readonly block: number;
	readonly tempo: number;
	/** The block of the epoch before; 0 = there was none. */
	readonly lastStepBlock: number;
	readonly stakes: readonly bigint[];
	readonly ownerUid: number | undefined;
	readonly lastUpdate: readonly number[];
	readonly registeredAt: readonly number[];
	readonly validatorPermit: readonly boolean[];
	/** The block of each uid's earliest open commit; may be empty. */
	readonly commitBlock: readonly (number | undefined)[];
	readonly weights: readonly SparseRow[];
	readonly bonds: readonly SparseRow[];
	/** What the epoch distributes, in rao. */
	readonly emission: bigint;
	readonly params: EpochParams;
}

/** What an epoch leaves behind, as the chain stores it. Arrays are indexed by uid; proportions are u16. */
export interface EpochOutput {
	readonly active: readonly boolean[];
	readonly stakeWeight: readonly number[];
	readonly consensus: readonly number[];
	readonly incentive: readonly number[];
	readonly dividends: readonly number[];
	readonly validatorTrust: readonly number[];
	readonly validatorPermit: readonly boolean[];
	readonly bonds: readonly SparseRow[];
	readonly serverEmission: readonly bigint[];
	readonly validatorEmission: readonly bigint[];
	readonly emission: readonly bigint[];
}

/** The runtime's answer: an epoch, or the words in which it refuses the input. */
export type EpochResult =
	| { readonly ok: true; readonly output: EpochOutput }
	| { readonly ok: false; readonly reason: string };

/** The SCALE encoding of an epoch's input. */
export function encodeEpochInput(input: EpochInput): Uint8Array {
	const writer = createScaleWriter();
	const { u16, u64, bool } = writer;
	const row = (entries: SparseRow) =>
		writer.vec(entries, ([uid, value]) => {
			u16(uid);
			u16(value);
		});
	u64(input.block);
	u64(input.tempo);
	u64(input.lastStepBlock);
	writer.vec(input.stakes, u64);
	writer.option(input.ownerUid, u16);
	writer.vec(input.lastUpdate, u64);
	writer.vec(input.registeredAt, u64);
	writer.vec(input.validatorPermit, bool);
	writer.vec(input.commitBlock, (block) => writer.option(block, u64));
	writer.vec(input.weights, row);
	writer.vec(input.bonds, row);
	u64(input.emission);
	const { params } = input;
	u16(params.kappa);
	u16(params.bondsPenalty);
	u64(params.bondsMovingAverage);
	bool(params.yuma3);
	bool(params.liquidAlpha);
	u16(params.alphaLow);
	u16(params.alphaHigh);
	writer.i16(params.alphaSigmoidSteepness);
	u16(params.maxAllowedValidators);
	u64(params.activityCutoff);
	bool(params.commitReveal);
	return writer.finish();
}

/** The parts of an input, in the order of the runtime's `Part`. */
const PARTS = [
	"lastUpdate",
	"registeredAt",
	"validatorPermit",
	"commitBlock",
	"weights",
	"bonds",
	"ownerUid",
];

function readRefusal({ u8, u16, u32 }: ScaleReader): string {
	const part = () => PARTS[u8()] ?? "input";
	switch (u8()) {
		case 0:
			return `${part()} must have one entry per uid: expected ${u32()}, got ${u32()}`;
		case 1:
			return `${part()} row ${u32()} names uid ${u16()}, which does not exist`;
		case 2:
			return `${part()} row ${u32()} is not in strictly ascending order of uids`;
		default:
			return "there are more uids than an epoch can have";
	}
}

/**
 * Takes the answer of `GanglionApi_run_epoch` apart.
 *
 * @throws {RangeError} where the bytes are no such answer
 */
export function decodeEpochResult(bytes: Uint8Array): EpochResult {
	const reader = createScaleReader(bytes);
	const { u8, u16, u64, bool, vec } = reader;
	if (u8() !== 0) return { ok: false, reason: readRefusal(reader) };
	const rows = () => vec(() => vec((): readonly [number, number] => [u16(), u16()]));
	const output: EpochOutput = {
		active: vec(bool),
		stakeWeight: vec(u16),
		consensus: vec(u16),
		incentive: vec(u16),
		dividends: vec(u16),
		validatorTrust: vec(u16),
		validatorPermit: vec(bool),
		bonds: rows(),
		serverEmission: vec(u64),
		validatorEmission: vec(u64),
		emission: vec(u64),
	};
	if (!reader.atEnd) throw new RangeError("the answer is longer than an epoch's result");
	return { ok: true, output };
}
