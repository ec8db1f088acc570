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
	const weightOf = (logit: number): number => Math.exp((logit - top) / temperature);
	let sum = 0;
	for (let token = 0; token < logits.length; token++) sum += weightOf(logits[token] as number);
	// Tokens each below this have less than 1 - mass together, so that the nucleus is full before the first of them.
	const least = top + temperature * Math.log(((1 - mass) * sum) / logits.length);
	// Numbers, not tokens: to sort 50,000 of those by a function takes as long as a step of a small model.
	const likely = new Float32Array(logits.length);
	let count = 0;
	for (let token = 0; token < logits.length; token++)
		if ((logits[token] as number) >= least) likely[count++] = logits[token] as number;
	likely.subarray(0, count).sort();
	let held = 0;
	let floor = top;
	for (let i = count - 1; i >= 0 && held < mass * sum; i--) {
		floor = likely[i] as number;
		held += weightOf(floor);
	}
	return floor;
}
