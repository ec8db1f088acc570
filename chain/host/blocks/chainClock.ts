/** Turns time into slots. Chain time is the clock plus an offset that only development calls move. */
export interface ChainClock {
	readonly slotDurationMs: number;
	/** Slot that the time is in. */
	slot(): number;
	/** Time (ms) until slot `slot` begins; 0 or less when it has begun. */
	untilSlot(slot: number): number;
	/** Moves chain time so that it is now `timestampMs`. */
	setTime(timestampMs: number): void;
	/** How far (ms) chain time is ahead of the clock; negative when it is behind. */
	readonly offsetMs: number;
}

export function createChainClock(slotDurationMs: number, clock: () => number): ChainClock {
	let offsetMs = 0;
	return {
		slotDurationMs,
		slot: () => Math.floor((clock() + offsetMs) / slotDurationMs),
		untilSlot: (slot) => slot * slotDurationMs - (clock() + offsetMs),
		setTime(timestampMs) {
			offsetMs = timestampMs - clock();
		},
		get offsetMs() {
			return offsetMs;
		},
	};
}
