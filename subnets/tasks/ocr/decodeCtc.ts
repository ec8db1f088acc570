/**
 * Logits that far below the best are left out of a softmax: they add 1.2e-7 each at most, on drawn lines 1.2e-4 of the
 * sum in all, and would be nine in ten of its exponentials.
 */
const NEGLIGIBLE = -16;

/** What the recogniser read. */
export interface CtcReading {
	readonly text: string;
	/** Mean probability of the characters kept, 0 to 1; 0 for an empty text. */
	readonly confidence: number;
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
	let previous = 0;
	for (let offset = 0; offset + classes <= logits.length; offset += classes) {
		const best = bestClass(logits, offset, classes);
		if (best !== 0 && best !== previous) {
			text += characters[best] ?? "";
			probability += softmaxOf(logits, offset, classes, best);
			kept++;
		}
		previous = best;
	}
	return { text: text.trim(), confidence: kept === 0 ? 0 : probability / kept };
}

/** Least distance of any step's best class to its second: how near a reading is to another one. */
export function ctcMargin(logits: Float32Array, classes: number): number {
	let margin = Number.POSITIVE_INFINITY;
	for (let offset = 0; offset + classes <= logits.length; offset += classes) {
		const best = bestClass(logits, offset, classes);
		let second = Number.NEGATIVE_INFINITY;
		for (let i = 0; i < classes; i++) if (i !== best) second = Math.max(second, logits[offset + i] as number);
		margin = Math.min(margin, (logits[offset + best] as number) - second);
	}
	return margin;
}

/** The first of the largest. */
function bestClass(logits: Float32Array, offset: number, classes: number): number {
	let best = 0;
	let top = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < classes; i++) {
		const value = logits[offset + i] as number;
		if (value > top) {
			top = value;
			best = i;
		}
	}
	return best;
}

function softmaxOf(logits: Float32Array, offset: number, classes: number, best: number): number {
	const top = logits[offset + best] as number;
	let sum = 0;
	for (let i = 0; i < classes; i++) {
		const below = (logits[offset + i] as number) - top;
		if (below > NEGLIGIBLE) sum += Math.exp(below);
	}
	return 1 / sum;
}
