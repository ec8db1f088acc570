import type { NdArray } from "./ndArray.js";

/** The curve of liquid alpha; shares and bounds are proportions in [0, 1]. */
export interface LiquidAlphaCurve {
	readonly low: number;
	readonly high: number;
	/** Slope of the sigmoid (the chain stores its hundredfold). */
	readonly steepness: number;
}

/**
 * The kernels, over whatever a back end computes with: plain arrays (`js/`) or TensorFlow tensors (`tfjs/`).
 * W is a matrix of V validators (rows) by M miners (columns), s a vector of V stakes, C and I vectors of M.
 * Every back end gives the same results; see docs/scoring.md for how near.
 */
export interface Kernels<T> {
	/**
	 * For each column the stake-weighted median: the smallest weight such that the stakes on weights up to it
	 * exceed `minority`; the largest if none does; 0 where nobody has stake. Rows without stake have no voice.
	 *
	 * A decision hangs on the comparison, so stakes and `minority` are read in whole units of 2⁻³², the chain's
	 * grid, rounded down: their sums are exact on every back end and in any order. The stakes therefore come as an
	 * array, for a 32-bit tensor would round them. Weights are not negative, stakes at most 1 in sum, V at most
	 * {@link MAX_VOICES}.
	 */
	weightedMedian(weights: T, stake: NdArray, minority: number): T;
	/** min(W_ij, C_j): no weight counts beyond what consensus grants. */
	clip(weights: T, limits: T): T;
	/** x / Σ x over all numbers of a vector; zeros stay zeros. */
	normalise(values: T): T;
	/** Each row scaled to the sum 1; a row of zeros stays. */
	normaliseRows(values: T): T;
	/** Each column scaled to the sum 1; a column of zeros stays. */
	normaliseColumns(values: T): T;
	/** Each column divided by its largest number; a column of zeros stays. How original bonds are stored. */
	scaleColumnsToMaximum(values: T): T;
	/** f_i · x_ij, of a matrix or of a vector. */
	scaleRows(values: T, factors: T): T;
	/** Σ_j x_ij: a validator's trust, where x is the clipped weights. */
	rowSums(values: T): T;
	/** Σ_i f_i x_ij: a miner's rank, where x is the clipped weights and f the active stake. */
	columnProducts(values: T, factors: T): T;
	/** Σ_j x_ij f_j: a validator's dividends before scaling, where x is its bonds and f the incentive. */
	rowProducts(values: T, factors: T): T;
	/** share · next + (1 − share) · previous, at least 0. */
	movingAverage(next: T, previous: T, share: number): T;
	/**
	 * share_ij · next_ij + (1 − share_ij) · previous_ij, at most 1; 0 where `listed_ij` is 0: a bond whose
	 * weight is absent is dropped at once, one with an explicit weight of 0 decays.
	 */
	movingAverageByEdge(next: T, previous: T, shares: T, listed: T): T;
	/**
	 * The share of the new weight in a bond: low + (high − low) / (1 + e^(−steepness · (d − 1/2))), where d, within
	 * [0, 1], is how far a rising weight (W ≥ B) is above consensus, or how far a falling one is below its bond.
	 * The exponent is limited to ±20, the result to [low, high].
	 */
	liquidAlpha(weights: T, bonds: T, consensus: T, curve: LiquidAlphaCurve): T;
	/** 1 where `listed` is not 0, save where clipping took a positive weight (`before`) down to 0 (`after`). */
	keptEdges(listed: T, before: T, after: T): T;
	/** `then` where any number of `test` is above 0, else `otherwise`; the two have one shape. */
	whenAnyPositive(test: T, then: T, otherwise: T): T;
	/** e^x / Σ e^x for each row, without overflow; a row with a NaN, with +∞ or of −∞ alone becomes NaN. */
	softmax(logits: T): T;
	/** The places of each row's k largest numbers, largest first; among equals the lower place first. */
	topK(values: T, k: number): T;
	/** For each row max|a − r| / rms(r), as {@link errorNorm} has it. */
	errorNorms(answers: T, reference: T): T;
	/**
	 * For each row the Levenshtein distance between the first `truthLengths` codes of a row of `truths` and the
	 * first `answerLengths` of the same row of `answers`; what stands beyond the lengths does not matter.
	 */
	editDistances(truths: T, truthLengths: T, answers: T, answerLengths: T): T;
}

/** The most rows of a weighted median: up to here its sums are exact in 32-bit floats too. */
export const MAX_VOICES = 8_192;

/** Units of stake in 1: the chain's numbers have 32 fraction bits. */
export const STAKE_GRID = 2 ** 32;

/** The exponent of the liquid alpha sigmoid stays within ± this. */
export const EXPONENT_LIMIT = 20;
