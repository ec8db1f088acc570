import { createHash } from "node:crypto";
import { adjustLogits } from "./adjustLogits.js";
import type { Choosing } from "./choosing.js";
import { expSum, largestOf } from "./expSum.js";
import { nucleusFloor } from "./nucleusFloor.js";

const SEED_DOMAIN = "ganglion/sampling/1";
/** Just over the natural logarithm of 2. */
const LN2_ABOVE = 0.6932;

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

/**
 * The token of the best score; the first of equals.
 *
 * @param before - tokens of the answer so far
 */
export function chooseToken(logits: Float32Array, choosing: Choosing, before: readonly number[]): number {
	const adjusted = adjustLogits(logits, choosing, before);
	const { temperature, topP = 1 } = choosing;
	const floor = temperature === 0 ? Number.NEGATIVE_INFINITY : nucleusFloor(adjusted, temperature, topP);
	return bestToken(adjusted, choosing, before.length, floor) ?? 0;
}

/**
 * How far a token's score lies below the largest: 0 for the token that `chooseToken` gives.
 *
 * Which tokens are in a nucleus may hang by a hair's breadth. So a token that logits by no more than `slack` from these could
 * leave in it counts as in it, and is compared with those alone that such logits could not leave out: where there are
 * none, with the worst of those that may be the likeliest, since a nucleus always holds that one. One that is outside all the
 * same falls short by Infinity.
 *
 * @param slack - by how much logits of another honest run may differ
 */
export function shortfall(
	logits: Float32Array,
	choosing: Choosing,
	{ before, token, slack }: { before: readonly number[]; token: number; slack: number },
): number {
	const adjusted = adjustLogits(logits, choosing, before);
	const { temperature, topP = 1 } = choosing;
	const step = before.length;
	let floor = Number.NEGATIVE_INFINITY;
	if (temperature > 0 && topP < 1) {
		// Probabilities change by a factor of at most e^(slack / temperature).
		const blur = (2 * slack) / temperature;
		if ((adjusted[token] as number) < nucleusFloor(adjusted, temperature, topP + blur) - slack)
			return Number.POSITIVE_INFINITY;
		floor = nucleusFloor(adjusted, temperature, topP - blur) + slack;
	}
	const best = bestToken(adjusted, choosing, step, floor);
	const least =
		best === undefined
			? leastScoreOfLikeliest(adjusted, choosing, step, 2 * slack)
			: score(adjusted, choosing, step, best);
	const gap = least - score(adjusted, choosing, step, token);
	// The token may be better than all that are surely in the nucleus.
	return floor === Number.NEGATIVE_INFINITY ? gap : Math.max(0, gap);
}

/** Natural logarithm of a token's probability at temperature 1. */
export function logProbability(logits: Float32Array, token: number): number {
	const top = largestOf(logits);
	return (logits[token] as number) - top - Math.log(expSum(logits, top));
}

/** The best score of the tokens whose logit is not below `floor`; undefined where there is none. */
function bestToken(
	logits: Float32Array,
	choosing: Choosing,
	step: number,
	floor: number,
): number | undefined {
	const { temperature, seed } = choosing;
	let best: number | undefined;
	let top = Number.NEGATIVE_INFINITY;
	for (let token = 0; token < logits.length; token++) {
		const logit = logits[token] as number;
		if (logit < floor) continue;
		let value = logit;
		if (temperature !== 0) {
			// With z leading ones in its 32 bits, noise is at most (z + 1) ln 2: most tokens need no logarithm.
			const bits = noiseBits(seed, step, token);
			if (logit + temperature * LN2_ABOVE * (Math.clz32(~bits) + 1) <= top) continue;
			value += temperature * gumbel(bits);
		}
		if (value > top) {
			top = value;
			best = token;
		}
	}
	return best;
}

/** The lowest score of the tokens whose logits lie no more than `within` below the largest. */
function leastScoreOfLikeliest(
	logits: Float32Array,
	choosing: Choosing,
	step: number,
	within: number,
): number {
	const likeliest = largestOf(logits) - within;
	let least = Number.POSITIVE_INFINITY;
	for (let token = 0; token < logits.length; token++)
		if ((logits[token] as number) >= likeliest) least = Math.min(least, score(logits, choosing, step, token));
	return least;
}

function score(logits: Float32Array, { temperature, seed }: Choosing, step: number, token: number): number {
	const logit = logits[token] as number;
	return temperature === 0 ? logit : logit + temperature * gumbel(noiseBits(seed, step, token));
}

/** 32 bits, a function of the counters alone. */
function noiseBits(seed: number, step: number, token: number): number {
	return mix(mix(seed + Math.imul(step + 1, 0x9e3779b1)) ^ Math.imul(token + 1, 0x85ebca77));
}

/** Standard Gumbel noise. */
function gumbel(bits: number): number {
	const uniform = ((bits >>> 0) + 0.5) / 4294967296;
	return -Math.log(-Math.log(uniform));
}

/** A bijection of 32 bits in which every input bit moves every output bit (MurmurHash3's finaliser). */
function mix(value: number): number {
	let h = value;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return h ^ (h >>> 16);
}
