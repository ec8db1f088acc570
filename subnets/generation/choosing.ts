/**
 * How the next token is chosen, the same for the miner that generates and the validator that checks.
 *
 * The model's logits are adjusted (bias, penalties: `adjustLogits`); the nucleus is what `topP` leaves of them at this
 * temperature (`nucleusFloor`). Score of token i at step n: `logit_i + temperature · g(seed, n, i)`, where g is Gumbel
 * noise from a counter-based generator. The token of the nucleus with the largest score is a draw from softmax(logits /
 * temperature), and its choice can be checked as a greedy one is: by how far its score falls short of the largest.
 */
export interface Choosing {
	/** 0 is greedy: neither seed nor `topP` has an effect then. */
	readonly temperature: number;
	/** Unsigned, 32 bits; `withMinersSeed` gives a miner's own. */
	readonly seed: number;
	/** Above 0; 1 if absent, which leaves every token. */
	readonly topP?: number;
	/** Taken off a token's logit for each time that the answer holds it already; 0 if absent. */
	readonly frequencyPenalty?: number;
	/** Taken off once the answer holds the token; 0 if absent. */
	readonly presencePenalty?: number;
	/** Added to the logits of these tokens. */
	readonly logitBias?: readonly (readonly [token: number, bias: number])[];
}
