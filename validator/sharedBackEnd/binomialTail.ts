/**
 * How likely it is to see at least `successes` in `looks` independent looks of chance `chance` each:
 * `Σ_{i ≥ successes} C(looks, i) · chance^i · (1 − chance)^(looks − i)`. Terms by logarithms, so that no
 * factorial overflows. `chance` strictly between 0 and 1.
 */
export function binomialTail(successes: number, looks: number, chance: number): number {
	let logChoose = 0;
	let tail = 0;
	for (let i = 0; i <= looks; i++) {
		if (i > 0) logChoose += Math.log((looks - i + 1) / i);
		if (i >= successes)
			tail += Math.exp(logChoose + i * Math.log(chance) + (looks - i) * Math.log1p(-chance));
	}
	return Math.min(1, tail);
}
