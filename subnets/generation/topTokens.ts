import { logProbability } from "./chooseToken.js";

/** A token and its log probability at temperature 1. */
export interface TopToken {
	readonly id: number;
	readonly logProbability: number;
}

/** The likeliest tokens, best first; of equals the smaller id first. */
export function topTokens(logits: Float32Array, count: number): TopToken[] {
	const best: number[] = [];
	for (let id = 0; id < logits.length; id++) {
		const value = logits[id] as number;
		if (best.length === count && value <= (logits[best.at(-1) as number] as number)) continue;
		let place = best.length;
		while (place > 0 && value > (logits[best[place - 1] as number] as number)) place--;
		best.splice(place, 0, id);
		if (best.length > count) best.pop();
	}
	const [first] = best;
	if (first === undefined) return [];
	const top = logProbability(logits, first);
	const offset = (logits[first] as number) - top;
	return best.map((id) => ({ id, logProbability: (logits[id] as number) - offset }));
}
