import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../subnets/index.js";
import { binomialTail } from "../../../validator/sharedBackEnd/binomialTail.js";
import { findSharedBackEnds, type LoadTally } from "../../../validator/sharedBackEnd/findSharedBackEnds.js";
import { chooseLoadedMiner, observeLoad } from "../../../validator/sharedBackEnd/loadProbe.js";
import { createUsualLatency } from "../../../validator/sharedBackEnd/usualLatency.js";
import { drawSeedFrom } from "../../../validator/state/secret.js";

const registeredAt = new Map([
	["a", 10],
	["b", 20],
	["c", 30],
]);
const tally = (asked: string, loaded: string, after: number, before: number): LoadTally => ({
	asked,
	loaded,
	after,
	before,
});

describe("binomialTail", () => {
	it("agrees with exact values", () => {
		expect(binomialTail(0, 10, 0.5)).toBeCloseTo(1, 12);
		expect(binomialTail(10, 10, 0.5)).toBeCloseTo(1 / 1024, 12);
		expect(binomialTail(1, 2, 0.25)).toBeCloseTo(0.4375, 12);
		expect(binomialTail(300, 1000, 0.5)).toBeCloseTo(1, 9);
	});

	it("falls with more successes and never leaves 0 to 1", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 200 }),
				fc.double({ min: 0.01, max: 0.99, noNaN: true }),
				(looks, chance) => {
					let last = 1;
					for (let successes = 0; successes <= looks; successes++) {
						const tail = binomialTail(successes, looks, chance);
						expect(tail).toBeLessThanOrEqual(last + 1e-9);
						expect(tail).toBeGreaterThanOrEqual(0);
						last = tail;
					}
				},
			),
			{ numRuns: 30 },
		);
	});
});

describe("findSharedBackEnds", () => {
	it("finds the one pair among the names of a full subnet", () => {
		const names = Array.from({ length: 256 }, (_, i) => `miner ${i}`);
		const [first, second] = ["miner 17", "miner 200"];
		const isPair = (a: string, b: string) => [a, b].every((name) => name === first || name === second);
		const tallies = names.flatMap((asked) =>
			names.flatMap((loaded) =>
				asked === loaded
					? []
					: [isPair(asked, loaded) ? tally(asked, loaded, 30, 0) : tally(asked, loaded, 1, 29)],
			),
		);
		expect(findSharedBackEnds(tallies, new Map(names.map((name, i) => [name, i])))).toMatchObject([
			{ kept: first, dropped: second, waited: 60, looks: 60, controlWaited: 508, controlLooks: 508 * 30 },
		]);
	});

	it("finds the pair that waits for each other, and drops the one registered later", () => {
		const tallies = [
			tally("a", "b", 9, 1),
			tally("b", "a", 9, 1),
			tally("a", "c", 1, 9),
			tally("b", "c", 0, 10),
			tally("c", "a", 0, 9),
			tally("c", "b", 1, 9),
		];
		const found = findSharedBackEnds(tallies, registeredAt);
		expect(found).toHaveLength(1);
		expect(found[0]).toMatchObject({
			kept: "a",
			dropped: "b",
			waited: 18,
			looks: 20,
			controlWaited: 1,
			controlLooks: 20,
		});
	});

	it("does not mistake a slow miner, who comes after everybody, for a relay", () => {
		const tallies = [
			tally("a", "b", 20, 0),
			tally("a", "c", 20, 0),
			tally("b", "a", 0, 20),
			tally("c", "a", 0, 20),
			tally("b", "c", 1, 19),
			tally("c", "b", 1, 19),
		];
		expect(findSharedBackEnds(tallies, registeredAt)).toEqual([]);
	});

	it("does not mistake a slow computer, where everybody comes after everybody, for relays", () => {
		const keys = ["a", "b", "c"];
		const tallies = keys.flatMap((asked) =>
			keys.filter((loaded) => loaded !== asked).map((loaded) => tally(asked, loaded, 16, 4)),
		);
		expect(findSharedBackEnds(tallies, registeredAt)).toEqual([]);
	});

	it("waits for enough looks, and passes over hotkeys that are gone", () => {
		expect(findSharedBackEnds([tally("a", "b", 2, 0), tally("b", "a", 2, 0)], registeredAt)).toEqual([]);
		const gone = [tally("a", "x", 50, 0), tally("x", "a", 50, 0)];
		expect(findSharedBackEnds(gone, registeredAt)).toEqual([]);
	});

	it("leaves miners of their own alone in 300 made-up networks of 60 rounds", () => {
		let accused = 0;
		for (let network = 0; network < 300; network++) {
			const random = createRandom(`network ${network}`);
			const keys = ["a", "b", "c"];
			const tallies = keys.flatMap((asked) =>
				keys
					.filter((loaded) => loaded !== asked)
					.map((loaded) => {
						// Chance alone: a busy computer lets one of ten come late.
						const after = Array.from({ length: 20 }, () => random.next() < 0.1).filter(Boolean).length;
						return tally(asked, loaded, after, 20 - after);
					}),
			);
			accused += findSharedBackEnds(tallies, registeredAt).length;
		}
		expect(accused).toBe(0);
	});
});

describe("a loaded round", () => {
	const usual = (): number => 20;
	const exchange = (hotkey: string, sentAtMs: number, finishedAtMs: number) => ({
		hotkey,
		sentAtMs,
		finishedAtMs,
	});
	const burst = [exchange("l", 0, 40), exchange("l", 0, 80), exchange("l", 0, 120)];

	it("sees who came after the loaded miner was through", () => {
		expect(observeLoad([exchange("early", 30, 60), exchange("late", 30, 130)], burst, usual)).toEqual([
			{ asked: "early", loaded: "l", after: false },
			{ asked: "late", loaded: "l", after: true },
		]);
	});

	it("shows nothing where the load was over at once, an answer is missing, or the usual time is not known", () => {
		expect(observeLoad([exchange("a", 30, 60)], [exchange("l", 0, 31)], usual)).toEqual([]);
		expect(observeLoad([exchange("a", 30, 60)], undefined, usual)).toEqual([]);
		expect(observeLoad([exchange("a", 30, 60)], burst, () => undefined)).toEqual([]);
	});

	it("loads each miner in turn by the secret, and none where there is no other", () => {
		const draw = drawSeedFrom(new Uint8Array(32).fill(1));
		const keys = ["a", "b", "c", "d"];
		const loaded = Array.from({ length: 400 }, (_, round) =>
			chooseLoadedMiner(keys, { netuid: 1, round, tallies: [], paid: keys }, draw),
		);
		for (const key of keys) expect(loaded.filter((hotkey) => hotkey === key).length).toBeGreaterThan(50);
		expect(loaded.filter((hotkey) => hotkey === undefined).length).toBeGreaterThan(20);
		expect(chooseLoadedMiner(["a"], { netuid: 1, round: 1, tallies: [], paid: [] }, draw)).toBeUndefined();
	});
});

describe("the search for shared back ends", () => {
	const draw = drawSeedFrom(new Uint8Array(32).fill(1));
	const loads = (tallies: readonly LoadTally[], paid = ["a", "b", "c"]) =>
		Array.from({ length: 400 }, (_, round) =>
			chooseLoadedMiner(["a", "b", "c"], { netuid: 1, round, tallies, paid }, draw),
		).filter((hotkey) => hotkey !== undefined).length / 400;
	const apart = [
		tally("a", "b", 0, 12),
		tally("c", "a", 2, 12),
		tally("b", "c", 1, 6),
		tally("c", "b", 0, 6),
	];

	it("loads seldom once every pair is known to be apart, and often again where one is not", () => {
		expect(loads([])).toBeGreaterThan(0.8);
		expect(loads(apart)).toBeLessThan(0.3);
		expect(loads(apart.slice(1))).toBeGreaterThan(0.8);
		expect(loads([...apart, tally("b", "a", 8, 0)])).toBeGreaterThan(0.8);
		expect(loads([], ["a"])).toBeLessThan(0.3);
	});
});

describe("usual latency", () => {
	it("is the lower quartile of the last answers, and unknown before there are four", () => {
		const latency = createUsualLatency();
		for (const ms of [10, 200, 210]) latency.add("a", ms);
		expect(latency.of("a")).toBeUndefined();
		latency.add("a", 12);
		expect(latency.of("a")).toBe(10);
		for (let i = 0; i < 12; i++) latency.add("a", 50 + i);
		expect(latency.of("a")).toBe(52);
	});
});
