import { errorNorm } from "../errorNorm.js";
import { columnsOf, type NdArray, rowsOf, sameShape, vector } from "../ndArray.js";

/** See {@link Kernels.errorNorms}. Cost: rows × columns. */
export function errorNorms(answers: NdArray, reference: NdArray): NdArray {
	sameShape("errorNorms", answers, reference);
	const columns = columnsOf(answers);
	const norms = new Float64Array(rowsOf(answers));
	for (let i = 0; i < norms.length; i++) {
		const [from, to] = [i * columns, (i + 1) * columns];
		norms[i] = errorNorm(answers.data.subarray(from, to), reference.data.subarray(from, to));
	}
	return vector(norms);
}
