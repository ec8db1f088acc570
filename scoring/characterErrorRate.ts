/**
 * Character error rate: the least number of insertions, deletions and substitutions that turn `answer` into
 * `truth` (Levenshtein distance over Unicode code points), divided by the length of `truth`.
 *
 * 0 is a perfect reading; the rate passes 1 where the answer is longer than the truth. An empty truth gives 0
 * for an empty answer, else 1. Cost: |truth| × |answer| time, |truth| memory.
 */
export function characterErrorRate(truth: string, answer: string): number {
	const expected = Array.from(truth);
	const read = Array.from(answer);
	if (expected.length === 0) return read.length === 0 ? 0 : 1;
	let row = Uint32Array.from({ length: expected.length + 1 }, (_, i) => i);
	let next = new Uint32Array(expected.length + 1);
	for (let i = 0; i < read.length; i++) {
		next[0] = i + 1;
		for (let j = 0; j < expected.length; j++) {
			const substitution = (row[j] as number) + (read[i] === expected[j] ? 0 : 1);
			next[j + 1] = Math.min(substitution, (row[j + 1] as number) + 1, (next[j] as number) + 1);
		}
		[row, next] = [next, row];
	}
	return (row[expected.length] as number) / expected.length;
}
