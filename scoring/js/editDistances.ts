import { columnsOf, type NdArray, rowsOf, sameLength, vector } from "../ndArray.js";

/** See {@link Kernels.editDistances}. Cost a row: truth length × answer length. */
export function editDistances(
	truths: NdArray,
	truthLengths: NdArray,
	answers: NdArray,
	answerLengths: NdArray,
): NdArray {
	const rows = rowsOf(truths);
	for (const other of [truthLengths, answerLengths]) sameLength("editDistances, lengths", rows, other);
	sameLength("editDistances, rows of answers", rows, { shape: [rowsOf(answers)] });
	const distances = new Float64Array(rows);
	for (let i = 0; i < rows; i++)
		distances[i] = editDistance(
			rowStart(truths, i, truthLengths.data[i] as number),
			rowStart(answers, i, answerLengths.data[i] as number),
		);
	return vector(distances);
}

/** The Levenshtein distance between two sequences of codes. Memory: |truth|. */
export function editDistance(truth: ArrayLike<number>, answer: ArrayLike<number>): number {
	let row = Uint32Array.from({ length: truth.length + 1 }, (_, i) => i);
	let next = new Uint32Array(truth.length + 1);
	for (let i = 0; i < answer.length; i++) {
		next[0] = i + 1;
		for (let j = 0; j < truth.length; j++) {
			const substitution = (row[j] as number) + (answer[i] === truth[j] ? 0 : 1);
			next[j + 1] = Math.min(substitution, (row[j + 1] as number) + 1, (next[j] as number) + 1);
		}
		[row, next] = [next, row];
	}
	return row[truth.length] as number;
}

function rowStart(codes: NdArray, row: number, length: number): ArrayLike<number> {
	const start = row * columnsOf(codes);
	return codes.data.subarray(start, start + length);
}
