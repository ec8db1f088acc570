import { type DrawSeed, fractionOf } from "../state/secret.js";

/** Share of rounds in which one miner is loaded; the others show how fast each is when nobody is. */
const LOADED_SHARE = 0.85;
/** The loaded miner must be busy for this many times what the other usually takes, or the look shows nothing. */
const INFORMATIVE_RATIO = 2;

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
	options: { readonly netuid: number; readonly round: number },
	draw: DrawSeed,
): string | undefined {
	const { netuid, round } = options;
	if (asked.length < 2 || fractionOf(draw("load", netuid, round)) >= LOADED_SHARE) return undefined;
	const lots = asked.map((hotkey) => ({ hotkey, lot: fractionOf(draw("load", netuid, round, hotkey)) }));
	return lots.reduce((least, next) => (next.lot < least.lot ? next : least)).hotkey;
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
