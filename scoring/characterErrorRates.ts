import type { Backend } from "./backend.js";
import { codePoints } from "./characterErrorRate.js";
import { ShapeMismatchError } from "./errors.js";
import { matrix, type NdArray, vector } from "./ndArray.js";

/**
 * The {@link characterErrorRate} of many answers at once, on the back end of the caller's choice; the same numbers
 * on each, for distances are whole. Texts are padded to the longest: sort very uneven batches by length.
 *
 * @throws {ShapeMismatchError} where there is not one answer for each truth
 */
export function characterErrorRates(
	truths: readonly string[],
	answers: readonly string[],
	{ backend }: { backend: Backend },
): Float64Array {
	if (truths.length !== answers.length)
		throw new ShapeMismatchError("characterErrorRates", `${truths.length} answers`, `${answers.length}`);
	const expected = truths.map(codePoints);
	const read = answers.map(codePoints);
	const distances = backend.kernels.editDistances(
		padded(expected),
		lengths(expected),
		padded(read),
		lengths(read),
	);
	return Float64Array.from(expected, ({ length }, i) => {
		const distance = distances.data[i] as number;
		return length === 0 ? Math.min(1, distance) : distance / length;
	});
}

function lengths(texts: readonly number[][]): NdArray {
	return vector(texts.map(({ length }) => length));
}

/** One text a row. A row is one code longer than the longest text, so that it is never empty. */
function padded(texts: readonly number[][]): NdArray {
	const columns = texts.reduce((most, { length }) => Math.max(most, length), 0) + 1;
	const codes = new Float64Array(texts.length * columns);
	texts.forEach((text, i) => {
		codes.set(text, i * columns);
	});
	return matrix(codes, texts.length, columns);
}
