import { ShapeMismatchError } from "../errors.js";
import { columnsOf, type NdArray, rowsOf } from "../ndArray.js";

/** See {@link Kernels.topK}. One pass a row that keeps the best k in order: columns × k at worst. */
export function topK(values: NdArray, k: number): NdArray {
	const columns = columnsOf(values);
	const rows = rowsOf(values);
	if (!Number.isInteger(k) || k < 1 || k > columns)
		throw new ShapeMismatchError("topK", `k from 1 to ${columns}`, `${k}`);
	const places = new Float64Array(rows * k);
	for (let i = 0; i < rows; i++) {
		const best = bestOf(values.data.subarray(i * columns, (i + 1) * columns), k);
		places.set(best, i * k);
	}
	return { data: places, shape: [rows, k] };
}

function bestOf(row: Float64Array | Float32Array, k: number): number[] {
	const best: number[] = [];
	for (let place = 0; place < row.length; place++) {
		const value = row[place] as number;
		if (best.length === k && value <= (row[best[k - 1] as number] as number)) continue;
		let at = best.length;
		while (at > 0 && (row[best[at - 1] as number] as number) < value) at--;
		best.splice(at, 0, place);
		if (best.length > k) best.pop();
	}
	return best;
}
