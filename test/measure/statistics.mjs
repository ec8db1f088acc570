/** The middle one of some numbers. */
export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Least squares through points (x, y): the slope, and twice its standard error. */
export function slopeOf(points) {
	const n = points.length;
	const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
	const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
	const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
	const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
	const residue = points.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
	return { slope, error: 2 * Math.sqrt(residue / (n - 2) / spread) };
}
