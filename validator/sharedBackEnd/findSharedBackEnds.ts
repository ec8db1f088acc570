import { binomialTail } from "./binomialTail.js";

/** How often `asked` answered after, or before, `loaded` was through with its load. */
export interface LoadTally {
	readonly asked: string;
	readonly loaded: string;
	readonly after: number;
	readonly before: number;
}

/** Two hotkeys whose answers come out of one queue, with the figures that say so. */
export interface SharedBackEnd {
	/** The one registered first: it is paid. */
	readonly kept: string;
	/** The one registered later: it is not. */
	readonly dropped: string;
	/** Of `looks` rounds in which one was loaded, those in which the other waited for it. */
	readonly waited: number;
	readonly looks: number;
	/** The same of the two beside every other loaded miner. */
	readonly controlWaited: number;
	readonly controlLooks: number;
	/** How likely so many waits are, or more, for miners of their own. */
	readonly probability: number;
}

/** Share of looks in which one of a pair must have waited. */
const WAITED_SHARE = 0.5;
/** A miner of its own may be as unlucky as this, whatever the others show: least chance of a wait. */
const LEAST_CHANCE = 0.2;
/** A pair is called shared below this probability, divided by the number of pairs looked at (Bonferroni). */
const SIGNIFICANCE = 1e-3;

/**
 * Finds hotkeys that share one back end, from who waits for whom.
 *
 * For a pair the looks in both directions are added up, since a shared queue delays either. How often a miner of
 * its own waits is taken from how the same two behave while a third is loaded,
 *
 *     chance = max(0.2, (controlWaited + 1) / (controlLooks + 2)),
 *
 * so that a slow miner, or a computer that is slow as a whole, is not mistaken for a relay; with nobody to compare
 * with, the chance is 1/2. Of a pair, the one registered later is dropped: whoever was there first has the back
 * end, the other adds a name to it.
 *
 * @param tallies - at most one for each ordered pair
 * @param registeredAt - block in which each hotkey was registered; hotkeys without one are passed over
 */
export function findSharedBackEnds(
	tallies: readonly LoadTally[],
	registeredAt: ReadonlyMap<string, number>,
): SharedBackEnd[] {
	const known = tallies.filter(({ asked, loaded }) => registeredAt.has(asked) && registeredAt.has(loaded));
	const hotkeys = [...new Set(known.flatMap(({ asked, loaded }) => [asked, loaded]))].toSorted();
	const pairs = hotkeys.flatMap((a, i) => hotkeys.slice(i + 1).map((b) => [a, b] as const));
	const { between, of } = sumsOf(known);
	return pairs.flatMap(([a, b]) => {
		const within = plus(between(a, b), between(b, a));
		const beside = minus(plus(of(a), of(b)), within);
		if (within.looks === 0 || within.waited < WAITED_SHARE * within.looks) return [];
		const chance = Math.max(LEAST_CHANCE, (beside.waited + 1) / (beside.looks + 2));
		const probability = binomialTail(within.waited, within.looks, chance);
		if (probability * pairs.length > SIGNIFICANCE) return [];
		const [kept, dropped] = inOrderOfRegistration(a, b, registeredAt);
		return [
			{
				kept,
				dropped,
				waited: within.waited,
				looks: within.looks,
				controlWaited: beside.waited,
				controlLooks: beside.looks,
				probability,
			},
		];
	});
}

interface Looks {
	readonly waited: number;
	readonly looks: number;
}

const NO_LOOKS: Looks = { waited: 0, looks: 0 };

const plus = (a: Looks, b: Looks): Looks => ({ waited: a.waited + b.waited, looks: a.looks + b.looks });
const minus = (a: Looks, b: Looks): Looks => ({ waited: a.waited - b.waited, looks: a.looks - b.looks });

/**
 * Looks at one hotkey while another was loaded, and at one whoever was loaded. Summed once: of 256 miners there are
 * 65,280 tallies and half as many pairs, too many to go through the ones for each of the others.
 */
function sumsOf(tallies: readonly LoadTally[]) {
	const byPair = new Map<string, Map<string, Looks>>();
	const byHotkey = new Map<string, Looks>();
	for (const { asked, loaded, after, before } of tallies) {
		const looks = { waited: after, looks: after + before };
		const row = byPair.get(asked) ?? new Map<string, Looks>();
		byPair.set(asked, row.set(loaded, looks));
		byHotkey.set(asked, plus(byHotkey.get(asked) ?? NO_LOOKS, looks));
	}
	return {
		between: (asked: string, loaded: string) => byPair.get(asked)?.get(loaded) ?? NO_LOOKS,
		of: (asked: string) => byHotkey.get(asked) ?? NO_LOOKS,
	};
}

function inOrderOfRegistration(
	a: string,
	b: string,
	registeredAt: ReadonlyMap<string, number>,
): readonly [string, string] {
	return (registeredAt.get(a) ?? 0) <= (registeredAt.get(b) ?? 0) ? [a, b] : [b, a];
}
