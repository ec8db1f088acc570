import { createHash } from "node:crypto";

const SEED_DOMAIN = "ganglion/sampling/1";

/**
 * How the next token is chosen, the same for the miner that generates and the validator that checks.
 *
 * Score of token i at step n: `logit_i + temperature · g(seed, n, i)`, where g is Gumbel noise from a counter-based
 * generator. The token with the largest score is a draw from softmax(logits / temperature), and its choice can be
 * checked as a greedy one is: by how far its score falls short of the largest.
 */
export interface Choosing {
	/** 0 is greedy: the seed has no effect then. */
	readonly temperature: number;
	/** Unsigned, 32 bits; `withMinersSeed` gives a miner's own. */
	readonly seed: number;
}

/**
 * The seed that a hotkey draws by: a generation passed on from another miner shows as soon as it is seeded.
 * First 32 bits, little endian, of sha256(domain | 0 | seed, u32 LE | SS58 address).
 */
export function withMinersSeed<C extends Choosing>(choosing: C, miner: string): C {
	const given = Buffer.alloc(4);
	given.writeUInt32LE(choosing.seed);
	const hash = createHash("sha256").update(`${SEED_DOMAIN}\0`).update(given).update(miner, "utf8").digest();
	return { ...choosing, seed: hash.readUInt32LE(0) };
}

/** Index of the best score; the first of equals. */
export function chooseToken(logits: Float32Array, choosing: Choosing, step: number): number {
	let best = 0;
	let top = Number.NEGATIVE_INFINITY;
	for (let token = 0; token < logits.length; token++) {
		const value = score(logits, choosing, step, token);
		if (value > top) {
			top = value;
			best = token;
		}
	}
	return best;
}

/** How far a token's score lies below the largest: 0 for the token that `chooseToken` gives. */
export function shortfall(logits: Float32Array, choosing: Choosing, step: number, token: number): number {
	const best = chooseToken(logits, choosing, step);
	return score(logits, choosing, step, best) - score(logits, choosing, step, token);
}

/** Natural logarithm of a token's probability at temperature 1. */
export function logProbability(logits: Float32Array, token: number): number {
	let top = Number.NEGATIVE_INFINITY;
	for (const logit of logits) if (logit > top) top = logit;
	let sum = 0;
	for (const logit of logits) sum += Math.exp(logit - top);
	return (logits[token] as number) - top - Math.log(sum);
}

function score(logits: Float32Array, { temperature, seed }: Choosing, step: number, token: number): number {
	const logit = logits[token] as number;
	return temperature === 0 ? logit : logit + temperature * gumbel(seed, step, token);
}

/** Standard Gumbel noise, a function of the counters alone. */
function gumbel(seed: number, step: number, token: number): number {
	const mixed = mix(mix(seed + Math.imul(step + 1, 0x9e3779b1)) ^ Math.imul(token + 1, 0x85ebca77));
	const uniform = ((mixed >>> 0) + 0.5) / 4294967296;
	return -Math.log(-Math.log(uniform));
}

/** A bijection of 32 bits in which every input bit moves every output bit (MurmurHash3's finaliser). */
function mix(value: number): number {
	let h = value;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return h ^ (h >>> 16);
}
