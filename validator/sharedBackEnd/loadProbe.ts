import { type DrawSeed, fractionOf } from "../state/secret.js";
import type { LoadTally } from "./findSharedBackEnds.js";

/** Share of rounds in which one miner is loaded; the others show how fast each is when nobody is. */
const SEARCHING_SHARE = 0.85;
/** The same once every paid pair is known to be apart: enough to notice a change, little work for the miners. */
const WATCHING_SHARE = 0.2;
/** Looks at a pair, in both directions, that make it known. */
const KNOWN_LOOKS = 12;
/** A pair that waits more often than this stays under search. */
const APART_SHARE = 0.3;
/** The loaded miner must be busy for this many times what the other usually takes, or the look shows nothing. */
const INFORMATIVE_RATIO = 2;

export interface LoadChoice {
	readonly netuid: number;
	readonly round: number;
	/** What earlier rounds showed. */
	readonly tallies: readonly LoadTally[];
	/** Hotkeys with a score: those that nobody pays need not be told apart. */
	readonly paid: readonly string[];
}

/**
 * The miner that a round asks several times at once, chosen by the secret draw.
 *
 * The others are asked a moment later, once its queue is filled. A miner of its own answers before the loaded one
 * is through; one that passes its requests on to the loaded miner has to wait in that miner's queue.
 *
 * @returns undefined in a quiet round, and where there is nobody to compare with
 */
export function chooseLoadedMiner(
	asked: readonly string[],
	options: LoadChoice,
	draw: DrawSeed,
): string | undefined {
	const { netuid, round, tallies, paid } = options;
	const share = areApart(paid, tallies) ? WATCHING_SHARE : SEARCHING_SHARE;
	if (asked.length < 2 || fractionOf(draw("load", netuid, round)) >= share) return undefined;
	const lots = asked.map((hotkey) => ({ hotkey, lot: fractionOf(draw("load", netuid, round, hotkey)) }));
	return lots.reduce((least, next) => (next.lot < least.lot ? next : least)).hotkey;
}

/** Whether every two of these miners have been looked at often enough, and seldom waited for each other. */
function areApart(paid: readonly string[], tallies: readonly LoadTally[]): boolean {
	const pairs = new Map<string, { after: number; looks: number }>();
	for (const tally of tallies) {
		const key = [tally.asked, tally.loaded].toSorted().join(" ");
		const { after, looks } = pairs.get(key) ?? { after: 0, looks: 0 };
		pairs.set(key, { after: after + tally.after, looks: looks + tally.after + tally.before });
	}
	return paid.every((a, i) =>
		paid.slice(i + 1).every((b) => {
			const pair = pairs.get([a, b].toSorted().join(" "));
			return pair !== undefined && pair.looks >= KNOWN_LOOKS && pair.after <= APART_SHARE * pair.looks;
		}),
	);
}

/** When a request was sent and its answer complete, by the validator's monotonic clock. Milliseconds. */
export interface Exchange {
	readonly hotkey: string;
	readonly sentAtMs: number;
	readonly finishedAtMs: number;
}

/** One look at a pair: `asked` answered after (or before) `loaded` had worked off what was sent before. */
export interface LoadObservation {
	readonly asked: string;
	readonly loaded: string;
	readonly after: boolean;
}

/**
 * What a round shows. A look counts only where the loaded miner stayed busy for much longer than the other
 * usually takes: a miner that answers a whole burst at once has no queue to be seen in.
 *
 * @param singles - the one exchange of each miner that was not loaded
 * @param burst - the loaded miner's exchanges, undefined where one had no answer
 * @param usualMs - what each miner usually takes when it is asked once; miners without a figure are passed over
 */
export function observeLoad(
	singles: readonly Exchange[],
	burst: readonly Exchange[] | undefined,
	usualMs: (hotkey: string) => number | undefined,
): LoadObservation[] {
	const loaded = burst?.[0]?.hotkey;
	if (burst === undefined || loaded === undefined) return [];
	const through = Math.max(...burst.map(({ finishedAtMs }) => finishedAtMs));
	return singles.flatMap(({ hotkey, sentAtMs, finishedAtMs }) => {
		const usual = usualMs(hotkey);
		if (hotkey === loaded || usual === undefined || through - sentAtMs < INFORMATIVE_RATIO * usual) return [];
		return [{ asked: hotkey, loaded, after: finishedAtMs > through }];
	});
}
