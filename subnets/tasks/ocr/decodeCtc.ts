/** A probability above this is its step's largest, whatever the rounding of the others: the rest need not be looked at. */
const CERTAIN = 0.51;

/** What the recogniser read. */
export interface CtcReading {
	readonly text: string;
	/** Mean probability of the characters kept, 0 to 1; 0 for an empty text. */
	readonly confidence: number;
}

/**
 * Greedy CTC decoding: the best class of each step, runs merged, blanks dropped; spaces at the ends say nothing and are
 * dropped too.
 *
 * @param probabilities - [steps, classes], row-major: a softmax over the classes of each step
 * @param characters - character of each class; class 0 is the blank
 */
export function decodeCtc(
	probabilities: Float32Array,
	classes: number,
	characters: readonly string[],
): CtcReading {
	let text = "";
	let sum = 0;
	let kept = 0;
	let previous = 0;
	for (let offset = 0; offset + classes <= probabilities.length; offset += classes) {
		const best = bestClass(probabilities, offset, classes);
		if (best !== 0 && best !== previous) {
			text += characters[best] ?? "";
			sum += probabilities[offset + best] as number;
			kept++;
		}
		previous = best;
	}
	return { text: text.trim(), confidence: kept === 0 ? 0 : sum / kept };
}

/**
 * How near a reading is to another one: the least distance of any step's best class to its second, in natural logarithms of
 * their probabilities, which is the distance of their logits.
 *
 * @param probabilities - [steps, classes], row-major: a softmax over the classes of each step
 */
export function ctcMargin(probabilities: Float32Array, classes: number): number {
	let margin = Number.POSITIVE_INFINITY;
	for (let offset = 0; offset + classes <= probabilities.length; offset += classes) {
		const best = bestClass(probabilities, offset, classes);
		let second = 0;
		for (let i = 0; i < classes; i++)
			if (i !== best) second = Math.max(second, probabilities[offset + i] as number);
		margin = Math.min(margin, Math.log((probabilities[offset + best] as number) / second));
	}
	return margin;
}

/** The first of the largest. */
function bestClass(probabilities: Float32Array, offset: number, classes: number): number {
	let best = 0;
	let top = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < classes; i++) {
		const value = probabilities[offset + i] as number;
		if (value > top) {
			top = value;
			best = i;
			if (value > CERTAIN) return best;
		}
	}
	return best;
}
