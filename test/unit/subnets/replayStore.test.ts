import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createReplayStore, type ReplayPersistence } from "../../../subnets/index.js";

const MS = 1_000_000n;

function makeClock(start = 1_000_000n * MS) {
	let now = start;
	return {
		nowNs: () => now,
		advance: (ms: number) => {
			now += BigInt(ms) * MS;
		},
	};
}

/** Keeps the floor as a file would, and counts its writes. */
function makePersistence(): ReplayPersistence & { writes: number } {
	let floor: bigint | undefined;
	return {
		writes: 0,
		load: () => floor,
		save(value) {
			floor = value;
			this.writes++;
		},
	};
}

describe("createReplayStore", () => {
	it("takes a pair once; the same nonce of another sender is another pair", () => {
		const store = createReplayStore({}, { clock: makeClock() });
		expect([store.take("a", 1n), store.take("a", 1n), store.take("b", 1n)]).toEqual([true, false, true]);
	});

	it("forgets what is too old to be fresh, and only that", () => {
		const clock = makeClock();
		const store = createReplayStore({ retentionMs: 1000 }, { clock });
		store.take("a", 1n);
		clock.advance(600);
		store.take("a", 2n);
		clock.advance(600);
		store.take("a", 3n);
		expect(store.size).toBe(2);
		expect(store.take("a", 2n)).toBe(false);
	});

	it("refuses when full instead of forgetting", () => {
		const store = createReplayStore({ capacity: 2 }, { clock: makeClock() });
		expect([store.take("a", 1n), store.take("a", 2n), store.take("a", 3n)]).toEqual([true, true, false]);
		expect(store.take("a", 1n)).toBe(false);
	});

	it("takes nothing again after a crash at any moment", () => {
		fc.assert(
			fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 40 }), fc.nat(40), (gaps, crashAt) => {
				const clock = makeClock();
				const persistence = makePersistence();
				const before = createReplayStore({ stepMs: 2000 }, { clock, persistence });
				const taken: bigint[] = [];
				for (const gap of gaps.slice(0, crashAt)) {
					clock.advance(gap);
					if (before.take("a", clock.nowNs())) taken.push(clock.nowNs());
				}
				const after = createReplayStore({ stepMs: 2000 }, { clock, persistence });
				for (const nonce of taken) expect(after.take("a", nonce)).toBe(false);
				clock.advance(2001);
				expect(after.take("a", clock.nowNs()), "service goes on within a step").toBe(true);
			}),
			{ numRuns: 60 },
		);
	});

	it("writes its floor once a step, not once a request", () => {
		const clock = makeClock();
		const persistence = makePersistence();
		const store = createReplayStore({ stepMs: 2000 }, { clock, persistence });
		for (let i = 0; i < 1000; i++) {
			clock.advance(10);
			store.take("a", clock.nowNs());
		}
		expect(persistence.writes).toBe(5);
	});
});
