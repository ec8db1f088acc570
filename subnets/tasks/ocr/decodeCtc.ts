/** Logits that far below the best add less than 2e-9 each: thousands of exponentials a line are not worth that. */
const NEGLIGIBLE = -20;

/** What the recogniser read. */
export interface CtcReading {
	readonly text: string;
	/** Mean probability of the characters kept, 0 to 1; 0 for an empty text. */
	readonly confidence: number;
	/** Least distance of any step's best class to its second: how near the reading is to another one. */
	readonly margin: number;
}

/**
 * Greedy CTC decoding of logits: the best class of each step, runs merged, blanks dropped; spaces at the ends say
 * nothing and are dropped too.
 *
 * @param logits - [steps, classes] before softmax, row-major
 * @param characters - character of each class; class 0 is the blank
 */
export function decodeCtc(logits: Float32Array, classes: number, characters: readonly string[]): CtcReading {
	let text = "";
	let probability = 0;
	let kept = 0;
	let margin = Number.POSITIVE_INFINITY;
	let previous = 0;
	for (let offset = 0; offset + classes <= logits.length; offset += classes) {
		const { best, top, second } = bestClass(logits, offset, classes);
		margin = Math.min(margin, top - second);
		if (best !== 0 && best !== previous) {
			text += characters[best] ?? "";
			probability += softmaxOfBest(logits, offset, classes, top);
			kept++;
		}
		previous = best;
	}
	return { text: text.trim(), confidence: kept === 0 ? 0 : probability / kept, margin };
}

function bestClass(logits: Float32Array, offset: number, classes: number) {
	let best = 0;
	let top = Number.NEGATIVE_INFINITY;
	let second = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < classes; i++) {
		const value = logits[offset + i] as number;
		if (value > top) {
			second = top;
			top = value;
			best = i;
		} else if (value > second) second = value;
	}
	return { best, top, second };
}

function softmaxOfBest(logits: Float32Array, offset: number, classes: number, top: number): number {
	let sum = 0;
	for (let i = 0; i < classes; i++) {
		const below = (logits[offset + i] as number) - top;
		if (below > NEGLIGIBLE) sum += Math.exp(below);
	}
	return 1 / sum;
}
