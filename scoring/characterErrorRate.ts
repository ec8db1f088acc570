import { editDistance } from "./js/editDistances.js";

/**
 * Character error rate: the least number of insertions, deletions and substitutions that turn `answer` into
 * `truth` (Levenshtein distance over Unicode code points), divided by the length of `truth`.
 *
 * 0 is a perfect reading; the rate passes 1 where the answer is longer than the truth. An empty truth gives 0
 * for an empty answer, else 1. Cost: |truth| × |answer| time, |truth| memory.
 */
export function characterErrorRate(truth: string, answer: string): number {
	const expected = codePoints(truth);
	const read = codePoints(answer);
	if (expected.length === 0) return read.length === 0 ? 0 : 1;
	return editDistance(expected, read) / expected.length;
}

/** The code points of a text, as numbers: a character outside the basic plane counts as one. */
export function codePoints(text: string): number[] {
	return Array.from(text, (character) => character.codePointAt(0) as number);
}
