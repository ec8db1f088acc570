import type { EpochInput, EpochOutput } from "../../chain/client/index.js";
import { activeStakeOf } from "./activeStake.js";
import { compareEpoch, type Difference } from "./compareEpoch.js";
import {
	clearBondsTo,
	epochInput,
	initialState,
	reregister,
	type SubnetState,
	setWeights,
} from "./subnetState.js";
import type { EpochEntry, YumaVector } from "./yumaVector.js";

/** What computes an epoch. Rejects with {@link YumaInputError} where the input describes no subnet. */
export type EpochEngine = (
	input: EpochInput,
	place: { readonly vector: string; readonly entry: number },
) => Promise<EpochOutput>;

/** One epoch of a vector, as the chain stores its results. */
export interface PlayedEpoch {
	/** Which of the vector's `epochs` it is of. */
	readonly entry: number;
	/** Which of its repetitions, from 0. */
	readonly run: number;
	readonly block: number;
	readonly input: EpochInput;
	readonly output: EpochOutput;
}

/** A vector that was played to its end. */
export interface PlayedVector {
	readonly name: string;
	readonly epochs: readonly PlayedEpoch[];
	/** Values that were expected. */
	readonly compared: number;
	readonly differences: readonly Difference[];
}

function reregisterAll(state: SubnetState, entry: EpochEntry, afterWeights: boolean): void {
	for (const change of [entry.reregister ?? []].flat())
		if ((change.afterWeights ?? false) === afterWeights) reregister(state, change);
}

/** Everything that an entry does before its epoch. */
function prepare(state: SubnetState, entry: EpochEntry): void {
	reregisterAll(state, entry, false);
	for (const row of entry.setWeights ?? []) setWeights(state, row, entry.weightsBlock ?? entry.block);
	reregisterAll(state, entry, true);
	for (const uid of entry.clearBondsFor ?? []) clearBondsTo(state, uid);
}

/** Plays a vector from its first state to its last epoch, and compares with what it expects. */
export async function playVector(
	vector: YumaVector,
	options: { readonly emission: number; readonly signal?: AbortSignal },
	engine: EpochEngine,
): Promise<PlayedVector> {
	const state = initialState(vector);
	const { emission, signal } = options;

	async function step(block: number, entry: number): Promise<{ input: EpochInput; output: EpochOutput }> {
		signal?.throwIfAborted();
		const input = epochInput(vector, state, block, emission);
		const output = await engine(input, { vector: vector.name, entry });
		state.validatorPermit = [...output.validatorPermit];
		state.bonds = [...output.bonds];
		state.lastStepBlock = block;
		return { input, output };
	}

	if (vector.permitEpochFirst === true) await step(vector.firstBlock ?? 0, 0);
	const epochs: PlayedEpoch[] = [];
	const differences: Difference[] = [];
	let compared = 0;
	for (const [index, entry] of vector.epochs.entries()) {
		prepare(state, entry);
		for (let run = 0; run < (entry.repeat ?? 1); run++)
			epochs.push({ entry: index, run, block: entry.block, ...(await step(entry.block, index)) });
		const last = epochs[epochs.length - 1];
		if (last === undefined) continue;
		for (const expected of entry.expected ?? []) {
			const found = compareEpoch(expected, {
				output: last.output,
				activeStake: activeStakeOf(last.input),
				emission,
				entry: index,
			});
			compared += found.compared;
			differences.push(...found.differences);
		}
	}
	return { name: vector.name, epochs, compared, differences };
}
