/** What a row of logits says. */
export interface Reading {
	/** The likeliest label; the first of equals. */
	readonly label: string;
	/** Its probability. */
	readonly score: number;
	/** How far the second best logit lies below the best. */
	readonly margin: number;
}

/** @param exclusive - labels shut each other out (softmax); else each is by itself (sigmoid) */
export function readLogits(row: Float32Array, labels: readonly string[], exclusive: boolean): Reading {
	let best = 0;
	for (let i = 1; i < row.length; i++) if ((row[i] as number) > (row[best] as number)) best = i;
	const top = row[best] as number;
	let second = Number.NEGATIVE_INFINITY;
	let sum = 0;
	for (const [i, value] of row.entries()) {
		if (i !== best && value > second) second = value;
		sum += Math.exp(value - top);
	}
	const score = exclusive ? 1 / sum : 1 / (1 + Math.exp(-top));
	return { label: labels[best] ?? "", score, margin: top - second };
}
