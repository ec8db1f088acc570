import type { Child, ChildRelations } from "../chain/client/index.js";
import { UsageError } from "./errors.js";

/** The whole of a hotkey's stake: proportions are parts of it. */
const WHOLE = (1n << 64n) - 1n;
/** Hundredths of a percent in the whole: proportions and takes are told to two places. */
const HUNDREDTHS = 10_000n;
/** The whole of what is told in parts of 65535. */
const WHOLE_U16 = 65_535;

const childSchema = {
	type: "object",
	required: ["hotkey", "proportion", "percent"],
	properties: {
		hotkey: { type: "string" },
		proportion: { type: "integer" },
		percent: { type: "number" },
	},
} as const;

const childrenSchema = { type: "array", items: childSchema } as const;

/** The fields of {@link describeRelations} in a schema. */
export const relationsProperties = {
	children: childrenSchema,
	parents: childrenSchema,
	pending: {
		type: "object",
		required: ["children", "afterBlock"],
		properties: { children: childrenSchema, afterBlock: { type: "integer" } },
	},
	takePercent: { type: "number" },
} as const;

/** `hotkey=percent` pairs as children; percents may have two places. */
export function parseChildren(items: readonly string[]): Child[] {
	return items.map((item) => {
		const [hotkey, percent, ...rest] = item.split("=");
		if (hotkey === undefined || percent === undefined || rest.length > 0)
			throw new UsageError(
				`child: expected an address and a percentage, got "${item}"`,
				"write <ss58>=<percent>, as in 5Fx…=25",
			);
		return { hotkey, proportion: (WHOLE * hundredths(percent, "child")) / HUNDREDTHS };
	});
}

/** A percentage from 0 to 100 with two places at most, as a take of 65535. */
export function parseTake(percent: string): number {
	return Math.floor((Number(hundredths(percent, "take")) * WHOLE_U16) / Number(HUNDREDTHS));
}

function hundredths(percent: string, name: string): bigint {
	const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(percent.trim());
	const value = match === null ? undefined : BigInt(`${match[1]}${(match[2] ?? "").padEnd(2, "0")}`);
	if (value === undefined || value > HUNDREDTHS)
		throw new UsageError(
			`${name}: expected a percentage from 0 to 100 with two places at most, got "${percent}"`,
			"correct the value",
		);
	return value;
}

function describe({ hotkey, proportion }: Child) {
	const percent = Number((proportion * 1_000_000n + WHOLE / 2n) / WHOLE) / 10_000;
	return { hotkey, proportion, percent };
}

/** Relations with percentages, for printing. */
export function describeRelations({ children, parents, pending, take }: ChildRelations) {
	return {
		children: children.map(describe),
		parents: parents.map(describe),
		...(pending === undefined
			? {}
			: { pending: { children: pending.children.map(describe), afterBlock: pending.afterBlock } }),
		takePercent: Math.round((take / WHOLE_U16) * 10_000) / 100,
	};
}
