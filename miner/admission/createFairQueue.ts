/** Requests that wait for the engine, in the order in which they will be served. */
export interface FairQueue<T> {
	readonly length: number;
	/**
	 * Adds one at its place. Where the queue is full, the one that would be served last gives way: it is returned, and
	 * is `item` itself where its caller already holds more than its share.
	 */
	add(item: T, caller: string): T | undefined;
	/** Puts those that were handed out and came back in front of all others. */
	takeBack(items: readonly T[]): void;
	/** The next to be served. */
	readonly first: T | undefined;
	/** Takes the next out. */
	shift(): T | undefined;
	/** Takes one out that nobody waits for any more; false where it is not here. */
	remove(item: T): boolean;
	/** Whether one more request of the caller would be let in now. */
	hasRoomFor(caller: string): boolean;
}

interface Waiting<T> {
	readonly item: T;
	readonly caller: string | undefined;
	/** When it is served, in the queue's own time. */
	readonly turn: number;
}

/**
 * A bounded queue that shares the engine among callers by their weights (self-clocked fair queueing, Golestani 1994).
 *
 * The n-th request of a caller has its turn at
 *
 *     turn = max(now, turn of its last request) + 1 / weight,
 *
 * `now` being the turn served last. So a caller that sends many waits behind those who send few, the engine's time goes
 * to callers that ask without end in proportion to their weights, and what nobody else uses goes to whoever asks.
 *
 * @param options - `capacity`: most that wait
 * @param modules - `weightOf`: a caller's share, above 0
 */
export function createFairQueue<T>(
	options: { readonly capacity: number },
	modules: { readonly weightOf: (caller: string) => number },
): FairQueue<T> {
	/** In order of their turns. */
	const waiting: Waiting<T>[] = [];
	/** Last turn of each caller since the queue was last empty. */
	const lastTurns = new Map<string, number>();
	let now = 0;

	const turnOf = (caller: string): number =>
		Math.max(now, lastTurns.get(caller) ?? 0) + 1 / modules.weightOf(caller);
	/** Where a turn stands among those that wait; behind its equals. */
	const placeOf = (turn: number): number => {
		let [low, high] = [0, waiting.length];
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((waiting[middle]?.turn ?? 0) <= turn) low = middle + 1;
			else high = middle;
		}
		return low;
	};
	/** What was never served counts for nothing: its caller's next request takes its turn. */
	const giveBack = ({ caller, turn }: Waiting<T>): void => {
		if (caller !== undefined && lastTurns.get(caller) === turn)
			lastTurns.set(caller, turn - 1 / modules.weightOf(caller));
	};
	/** Between two busy times everybody begins anew, so that nobody's past is remembered for ever. */
	const forgetWhereEmpty = (): void => {
		if (waiting.length > 0) return;
		lastTurns.clear();
		now = 0;
	};

	return {
		get length() {
			return waiting.length;
		},
		add(item, caller) {
			const turn = turnOf(caller);
			const place = placeOf(turn);
			if (waiting.length < options.capacity) {
				waiting.splice(place, 0, { item, caller, turn });
				lastTurns.set(caller, turn);
				return undefined;
			}
			if (place === waiting.length) return item;
			const last = waiting.pop();
			if (last !== undefined) giveBack(last);
			waiting.splice(place, 0, { item, caller, turn });
			lastTurns.set(caller, turn);
			return last?.item;
		},
		takeBack: (items) =>
			void waiting.unshift(
				...items.map((item) => ({ item, caller: undefined, turn: Number.NEGATIVE_INFINITY })),
			),
		get first() {
			return waiting[0]?.item;
		},
		shift() {
			const next = waiting.shift();
			if (next === undefined) return undefined;
			now = Math.max(now, next.turn);
			forgetWhereEmpty();
			return next.item;
		},
		remove(item) {
			const place = waiting.findIndex((entry) => entry.item === item);
			if (place < 0) return false;
			for (const entry of waiting.splice(place, 1)) giveBack(entry);
			forgetWhereEmpty();
			return true;
		},
		hasRoomFor: (caller) => waiting.length < options.capacity || placeOf(turnOf(caller)) < waiting.length,
	};
}
