/**
 * The least squares of y over some x, none of the coefficients below 0 (where one would be, its x is left out), raised
 * by as much as the highest point lies above it: a weight must not promise less than was measured.
 * @param {{x: number[], y: number}[]} points
 * @returns {{base: number, slopes: number[], excess: number}} `excess` is the most that it lies above a point
 */
export function fitPlane(points) {
	const width = points[0].x.length;
	let kept = Array.from({ length: width }, (_, index) => index).filter(
		(index) => new Set(points.map(({ x }) => x[index])).size > 1,
	);
	let withBase = true;
	for (;;) {
		const rows = points.map(({ x }) => [...(withBase ? [1] : []), ...kept.map((index) => x[index])]);
		const solution = solve(
			rows,
			points.map(({ y }) => y),
		);
		const base = withBase ? solution[0] : 0;
		const of = withBase ? solution.slice(1) : solution;
		const lowest = Math.min(...of);
		if (of.length > 0 && lowest < 0) {
			kept = kept.filter((_, place) => of[place] !== lowest);
			continue;
		}
		if (withBase && base < 0) {
			withBase = false;
			continue;
		}
		const slopes = Array.from({ length: width }, (_, index) => of[kept.indexOf(index)] ?? 0);
		const misses = points.map(
			({ x, y }) => y - slopes.reduce((sum, slope, index) => sum + slope * x[index], base),
		);
		const raised = Math.max(0, ...misses);
		return { base: base + raised, slopes, excess: raised - Math.min(...misses) };
	}
}

/** The normal equations by elimination; columns are scaled first, as components differ by orders of magnitude. */
function solve(rows, values) {
	const width = rows[0]?.length ?? 0;
	const scale = Array.from({ length: width }, (_, j) =>
		Math.max(...rows.map((row) => Math.abs(row[j])), 1e-9),
	);
	const scaled = rows.map((row) => row.map((value, j) => value / scale[j]));
	const matrix = Array.from({ length: width }, (_, i) => [
		...Array.from({ length: width }, (_, j) => scaled.reduce((sum, row) => sum + row[i] * row[j], 0)),
		scaled.reduce((sum, row, at) => sum + row[i] * values[at], 0),
	]);
	for (let pivot = 0; pivot < width; pivot++) {
		const best = matrix
			.slice(pivot)
			.reduce((at, row, k) => (Math.abs(row[pivot]) > Math.abs(matrix[at][pivot]) ? pivot + k : at), pivot);
		[matrix[pivot], matrix[best]] = [matrix[best], matrix[pivot]];
		for (let row = 0; row < width; row++) {
			if (row === pivot || matrix[pivot][pivot] === 0) continue;
			const factor = matrix[row][pivot] / matrix[pivot][pivot];
			for (let k = pivot; k <= width; k++) matrix[row][k] -= factor * matrix[pivot][k];
		}
	}
	return matrix.map((row, i) => row[width] / row[i] / scale[i]);
}
