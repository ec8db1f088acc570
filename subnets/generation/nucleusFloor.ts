import { largestOf } from "./expSum.js";

/**
 * The lowest logit of a nucleus: of the fewest likeliest tokens whose probabilities at this temperature sum up to `mass`
 * (tokens of equal logit stand or fall together). Infinity for a mass of 0 or less, -Infinity for one of 1 or more.
 *
 * @param temperature - above 0
 */
export function nucleusFloor(logits: Float32Array, temperature: number, mass: number): number {
	if (mass <= 0) return Number.POSITIVE_INFINITY;
	if (mass >= 1) return Number.NEGATIVE_INFINITY;
	const top = largestOf(logits);
	const weights = new Float64Array(logits.length);
	let sum = 0;
	for (let token = 0; token < logits.length; token++) {
		const weight = Math.exp(((logits[token] as number) - top) / temperature);
		weights[token] = weight;
		sum += weight;
	}
	// Tokens each below this have less than 1 - mass together, so that the nucleus is full before the first of them.
	const least = ((1 - mass) * sum) / logits.length;
	const likely: number[] = [];
	for (let token = 0; token < logits.length; token++)
		if ((weights[token] as number) >= least) likely.push(token);
	likely.sort((a, b) => (weights[b] as number) - (weights[a] as number));
	let held = 0;
	let floor = top;
	for (const token of likely) {
		floor = logits[token] as number;
		held += weights[token] as number;
		if (held >= mass * sum) break;
	}
	return floor;
}
