import { UsageError } from "../errors.js";

const MAX_U16 = 65535;

/** A row of weights as the chain takes it. */
export interface WeightsRow {
	readonly uids: readonly number[];
	/** The largest is 65535. */
	readonly values: readonly number[];
}

/**
 * Reads `uid=weight` items, weights on any scale, and scales them so that the largest is 65535.
 *
 * @throws {UsageError} where an item is malformed, a uid is named twice, or all weights are 0
 */
export function parseWeights(items: readonly string[]): WeightsRow {
	const pairs = items.map((item) => {
		const match = /^(\d{1,5})=(\d+(?:\.\d+)?)$/.exec(item);
		const uid = Number(match?.[1]);
		if (match === null || uid > MAX_U16)
			throw new UsageError(`weights: expected uid=weight, got "${item}"`, "write them like 1=0.7,4=0.3");
		return { uid, weight: Number(match[2]) };
	});
	if (new Set(pairs.map(({ uid }) => uid)).size !== pairs.length)
		throw new UsageError("weights: a uid is named twice", "name each uid once");
	const largest = Math.max(0, ...pairs.map(({ weight }) => weight));
	if (largest === 0)
		throw new UsageError(
			"weights: all are 0",
			"give at least one weight above 0; nothing is made up in their place",
		);
	return {
		uids: pairs.map(({ uid }) => uid),
		values: pairs.map(({ weight }) => Math.round((weight / largest) * MAX_U16)),
	};
}
