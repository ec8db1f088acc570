import type { EpochInput, SparseRow } from "../../chain/client/index.js";
import type { Reregister, SetWeights, YumaVector } from "./yumaVector.js";

const MAX_U16 = 65535;

/** A subnet between epochs. The steps of a vector change it. */
export interface SubnetState {
	stakes: bigint[];
	lastUpdate: number[];
	registeredAt: number[];
	validatorPermit: boolean[];
	weights: SparseRow[];
	bonds: SparseRow[];
	lastStepBlock: number;
}

function toRow(entries: readonly (readonly [number, number])[]): SparseRow {
	return [...entries].sort(([a], [b]) => a - b);
}

/** The state a vector begins with. */
export function initialState({ n, stakes, initial }: YumaVector): SubnetState {
	const zeros = new Array<number>(n).fill(0);
	const bonds = initial?.bonds ?? {};
	return {
		stakes: stakes.map(BigInt),
		lastUpdate: [...(initial?.lastUpdate ?? zeros)],
		registeredAt: [...(initial?.blockAtRegistration ?? zeros)],
		validatorPermit: [...(initial?.validatorPermit ?? new Array<boolean>(n).fill(false))],
		weights: zeros.map(() => []),
		bonds: zeros.map((_, uid) =>
			toRow(Object.entries(bonds[String(uid)] ?? {}).map(([miner, bond]) => [Number(miner), bond])),
		),
		lastStepBlock: 0,
	};
}

/** Weights as submitted become weights as stored: round(value · 65535 / max), halves away from zero. */
function scaled(values: readonly number[]): number[] {
	const largest = Math.max(0, ...values);
	return largest === 0
		? [...values]
		: values.map((value) => Math.floor((2 * value * MAX_U16 + largest) / (2 * largest)));
}

/** A validator sets its row. */
export function setWeights(state: SubnetState, row: SetWeights, block: number): void {
	const values = row.asStored === true ? row.values : scaled(row.values);
	state.weights[row.uid] = toRow(row.uids.map((uid, index) => [uid, values[index] ?? 0]));
	if (row.keepLastUpdate !== true) state.lastUpdate[row.uid] = block;
}

/** A uid gets another owner. */
export function reregister(state: SubnetState, change: Reregister): void {
	const { uid, atBlock } = change;
	state.stakes[uid] = BigInt(change.stake);
	state.registeredAt[uid] = atBlock;
	state.lastUpdate[uid] = atBlock;
	state.validatorPermit[uid] = false;
	state.weights[uid] = [];
	state.bonds[uid] = [];
	if (change.keepWeightsToIt === true) return;
	state.weights = state.weights.map((row) => row.map(([other, value]) => [other, other === uid ? 0 : value]));
}

/** Every bond to a uid is dropped. */
export function clearBondsTo(state: SubnetState, uid: number): void {
	state.bonds = state.bonds.map((row) => row.filter(([miner]) => miner !== uid));
}

/** The epoch's input at a block. Stake below the threshold counts as none, except the owner's. */
export function epochInput(
	vector: YumaVector,
	state: SubnetState,
	block: number,
	emission: number,
): EpochInput {
	const { hyperparameters: hyper } = vector;
	const threshold = BigInt(hyper.stakeThreshold ?? 0);
	const ownerUid = hyper.ownerUid ?? undefined;
	return {
		block,
		tempo: hyper.tempo,
		lastStepBlock: state.lastStepBlock,
		stakes: state.stakes.map((stake, uid) => (stake < threshold && uid !== ownerUid ? 0n : stake)),
		ownerUid,
		lastUpdate: state.lastUpdate,
		registeredAt: state.registeredAt,
		validatorPermit: state.validatorPermit,
		commitBlock: [],
		weights: state.weights,
		bonds: state.bonds,
		emission: BigInt(emission),
		params: {
			kappa: hyper.kappa,
			bondsPenalty: hyper.bondsPenalty,
			bondsMovingAverage: hyper.bondsMovingAverage,
			yuma3: hyper.yuma3 ?? false,
			liquidAlpha: hyper.liquidAlpha ?? false,
			alphaLow: hyper.alphaLow ?? 0,
			alphaHigh: hyper.alphaHigh ?? 0,
			alphaSigmoidSteepness: hyper.alphaSigmoidSteepness ?? 1000,
			maxAllowedValidators: hyper.maxAllowedValidators,
			activityCutoff: hyper.activityCutoffBlocks,
			commitReveal: hyper.commitReveal ?? false,
		},
	};
}
