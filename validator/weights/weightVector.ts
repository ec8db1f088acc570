/** Largest weight the chain stores. */
export const MAX_WEIGHT = 65_535;

export interface ScoredNeuron {
	readonly uid: number;
	readonly hotkey: string;
	/** What counts towards weights, any scale; what is not a positive finite number counts as 0. */
	readonly score: number;
}

/** A row of weights as the chain takes it: ascending uids, the best miner at 65,535. */
export interface WeightVector {
	readonly uids: readonly number[];
	readonly weights: readonly number[];
	/** Whose uid each was when the row was made: a uid may change hands before a commit is revealed. */
	readonly hotkeys: readonly string[];
}

/** No row can be made, and why; the caller says so and sets nothing. */
export interface NoWeights {
	readonly none: string;
}

/**
 * Weights of all registered neurons but the validator's own, `round(65535 · score / max score)`.
 *
 * Zeros are written out: a row that leaves a miner out would drop its bond where one with a 0 lets it decay.
 * Where every score is 0 there is no opinion to state, and none is made up (the reference client sets a uniform
 * row there, which pays cheats).
 */
export function weightVector(neurons: readonly ScoredNeuron[], ownHotkey: string): WeightVector | NoWeights {
	const others = neurons
		.filter(({ hotkey }) => hotkey !== ownHotkey)
		.map(({ uid, hotkey, score }) => ({
			uid,
			hotkey,
			score: Number.isFinite(score) && score > 0 ? score : 0,
		}))
		.toSorted((a, b) => a.uid - b.uid);
	if (others.length === 0) return { none: "no other neuron is registered" };
	const largest = others.reduce((most, { score }) => Math.max(most, score), 0);
	if (largest === 0)
		return { none: "every score is 0: no miner has passed an audit and answered well enough so far" };
	return {
		uids: others.map(({ uid }) => uid),
		weights: others.map(({ score }) => Math.round((score / largest) * MAX_WEIGHT)),
		hotkeys: others.map(({ hotkey }) => hotkey),
	};
}
