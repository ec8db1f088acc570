import type { EpochOutput } from "../../chain/client/index.js";
import type { Expectation } from "./yumaVector.js";

/** A value that is not as expected. */
export interface Difference {
	/** Which of the vector's `epochs`. */
	readonly entry: number;
	readonly quantity: Expectation["quantity"];
	readonly uid: number;
	/** The miner, for a bond. */
	readonly to?: number;
	readonly expected: number;
	readonly actual: number;
	readonly tolerance: number;
}

/** What an expectation is compared with. */
interface Found {
	readonly output: EpochOutput;
	readonly activeStake: readonly number[];
	/** What the epoch paid, in rao. */
	readonly emission: number;
	readonly entry: number;
}

const ONE = 65535;

function columnOf(quantity: Expectation["quantity"], { output, activeStake }: Found): readonly number[] {
	if (quantity === "bonds") return [];
	if (quantity === "activeStake") return activeStake;
	return output[quantity].map(Number);
}

function scaleOf({ quantity, unit }: Expectation, emission: number): number {
	if (unit !== "proportion" || quantity === "activeStake") return 1;
	return quantity === "emission" ? emission : ONE;
}

interface Compared {
	readonly uid: number;
	readonly to?: number;
	readonly expected: number;
	readonly actual: number;
}

function bondPairs(expected: Expectation, { output }: Found, scale: number): Compared[] {
	return output.bonds.flatMap((row, uid) => {
		const actual = new Map(row.map(([to, bond]) => [to, bond]));
		const listed = (expected.values[String(uid)] ?? {}) as Readonly<Record<string, number>>;
		const wanted = new Map(Object.entries(listed).map(([to, bond]) => [Number(to), bond]));
		if (expected.complete === true) for (const to of actual.keys()) if (!wanted.has(to)) wanted.set(to, 0);
		return [...wanted].map(([to, bond]) => ({
			uid,
			to,
			expected: bond,
			actual: (actual.get(to) ?? 0) / scale,
		}));
	});
}

/** Compares an epoch with one expectation, value by value. */
export function compareEpoch(
	expected: Expectation,
	found: Found,
): { readonly compared: number; readonly differences: readonly Difference[] } {
	const { quantity, tolerance } = expected;
	const scale = scaleOf(expected, found.emission);
	const column = columnOf(quantity, found);
	const pairs: Compared[] =
		quantity === "bonds"
			? bondPairs(expected, found, scale)
			: Object.entries(expected.values).map(([uid, value]) => ({
					uid: Number(uid),
					expected: Number(value),
					actual: (column[Number(uid)] ?? 0) / scale,
				}));
	const differences = pairs
		// Written so that a NaN on either side counts as a difference.
		.filter((pair) => !(Math.abs(pair.actual - pair.expected) <= tolerance))
		.map((pair) => ({ entry: found.entry, quantity, ...pair, tolerance }));
	return { compared: pairs.length, differences };
}
