/**
 * The line of least squares through points [x, y], and the share of the variation that it explains.
 * @param {readonly (readonly [number, number])[]} points
 */
export function fitLine(points) {
	const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
	const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
	const spread = (of) => points.reduce((sum, point) => sum + of(point), 0);
	const slope = spread(([x, y]) => (x - meanX) * (y - meanY)) / spread(([x]) => (x - meanX) ** 2);
	const constant = meanY - slope * meanX;
	const missed = spread(([x, y]) => (y - constant - slope * x) ** 2);
	return { constant, slope, rSquared: 1 - missed / spread(([, y]) => (y - meanY) ** 2) };
}
