import { describe, expect, it } from "vitest";
import { callerWeight } from "../../../miner/admission/callerWeight.js";
import { createAddressBudget } from "../../../miner/admission/createAddressBudget.js";
import { createBodyRoom } from "../../../miner/admission/createBodyRoom.js";
import { createCallerLimits } from "../../../miner/admission/createCallerLimits.js";
import { createFairQueue } from "../../../miner/admission/createFairQueue.js";
import { networkOf } from "../../../miner/admission/networkOf.js";
import { createRowStore } from "../../../miner/createRowStore.js";
import { createRandom } from "../../../subnets/index.js";

/** A clock that tests set, in ms. */
function clockAt(ms: number) {
	const clock = { ms, nowNs: () => BigInt(Math.round(clock.ms)) * 1_000_000n };
	return clock;
}

describe("the limits of a caller", () => {
	const options = { perSecond: 2, burst: 3, concurrent: 2, capacity: 3 };

	it("give a burst, then a rate, for each caller apart", () => {
		const clock = clockAt(0);
		const limits = createCallerLimits(options, { clock });
		const enter = (caller: string) => {
			const leave = limits.enter(caller);
			leave?.();
			return leave !== undefined;
		};
		expect([enter("a"), enter("a"), enter("a"), enter("a"), enter("b")]).toEqual([
			true,
			true,
			true,
			false,
			true,
		]);
		expect(limits.wait("a")).toBeCloseTo(0.5);
		clock.ms = 500;
		expect([limits.wait("a"), enter("a"), enter("a")]).toEqual([0, true, false]);
	});

	it("bound what one caller has running; leaving twice counts once", () => {
		const limits = createCallerLimits(options, { clock: clockAt(0) });
		const first = limits.enter("a");
		limits.enter("a");
		expect([limits.wait("a"), limits.enter("a")]).toEqual([1, undefined]);
		first?.();
		first?.();
		expect(limits.enter("a")).toBeDefined();
		expect(limits.enter("a")).toBeUndefined();
	});

	it("do not charge a hotkey that somebody merely names", () => {
		const limits = createCallerLimits(options, { clock: clockAt(0) });
		limits.enter("a");
		for (let time = 0; time < 100; time++) limits.wait("a");
		expect(limits.wait("a")).toBe(0);
		expect(limits.size).toBe(1);
	});

	it("hold a bounded number of callers, and none less who has something running", () => {
		const limits = createCallerLimits(options, { clock: clockAt(0) });
		limits.enter("busy");
		for (let caller = 0; caller < 100; caller++) limits.enter(`${caller}`)?.();
		expect(limits.size).toBe(3);
		limits.enter("busy");
		expect(limits.enter("busy")).toBeUndefined();
	});
});

describe("the network of an address", () => {
	it.each([
		["192.0.2.7", "192.0.2.7"],
		["::ffff:192.0.2.7", "192.0.2.7"],
		["2001:db8:0:7::1", "2001:db8:0:7::/64"],
		["2001:0DB8:0:7:ffff:ffff:ffff:ffff", "2001:db8:0:7::/64"],
		["2001:db8::1", "2001:db8:0:0::/64"],
		["64:ff9b::192.0.2.33", "64:ff9b:0:0::/64"],
		["fe80::1%eth0", "fe80:0:0:0::/64"],
		["::1", "0:0:0:0::/64"],
		["", ""],
	])("%s is %s", (address, network) => {
		expect(networkOf(address)).toBe(network);
	});
});

describe("the budget of an address", () => {
	const options = {
		forgedPerMinute: 2,
		refusedPerSecond: 10,
		refusedBurst: 20,
		strangersForgedPerSecond: 5,
		capacity: 100,
	};
	const budgetAt = (clock: ReturnType<typeof clockAt>) => createAddressBudget(options, { clock });
	const times = (count: number, act: () => void) => {
		for (let time = 0; time < count; time++) act();
	};

	it("ends for the rest of the minute with wrong signatures, for that network and no other", () => {
		const clock = clockAt(0);
		const budget = budgetAt(clock);
		budget.spend("1.1.1.1", "forged");
		expect(budget.check("1.1.1.1")).toBeUndefined();
		budget.spend("1.1.1.1", "forged");
		expect(budget.check("::ffff:1.1.1.1")).toMatchObject({
			code: "TOO_MANY_BAD_SIGNATURES",
			retryAfterS: 60,
		});
		expect(budget.check("2.2.2.2")).toBeUndefined();
		clock.ms = 60_000;
		expect(budget.check("1.1.1.1")).toBeUndefined();
	});

	it("is one for the whole of an IPv6 /64, and another for the next", () => {
		const budget = budgetAt(clockAt(0));
		times(21, () => budget.spend(`2001:db8::${Math.floor(Math.random() * 9999)}`, "refused"));
		expect(budget.check("2001:db8::1:2:3")).toMatchObject({ status: 429, code: "TOO_MANY_UNSIGNED" });
		expect(budget.check("2001:db8:0:1::1")).toBeUndefined();
	});

	it("runs into debt, at which connections are dropped, and is paid by time", () => {
		const clock = clockAt(0);
		const budget = budgetAt(clock);
		times(30, () => budget.spend("1.1.1.1", "refused"));
		expect([budget.check("1.1.1.1")?.status, budget.isShunned("1.1.1.1")]).toEqual([429, false]);
		times(10_000, () => budget.spend("1.1.1.1", "refused"));
		expect(budget.isShunned("1.1.1.1")).toBe(true);
		clock.ms = 1_100;
		expect([budget.check("1.1.1.1")?.retryAfterS, budget.isShunned("1.1.1.1")]).toEqual([0.9, false]);
		clock.ms = 2_000;
		expect(budget.check("1.1.1.1")).toBeUndefined();
	});

	it("counts connections that say nothing", () => {
		const budget = budgetAt(clockAt(0));
		times(85, () => budget.spend("1.1.1.1", "connection"));
		expect(budget.check("1.1.1.1")?.code).toBe("TOO_MANY_UNSIGNED");
	});

	it("of forgeries is shared by all strangers, and shuts out nobody who signed well", () => {
		const clock = clockAt(0);
		const budget = budgetAt(clock);
		budget.prove("9.9.9.9");
		for (let host = 0; host < 5; host++) budget.spend(`10.0.0.${host}`, "forged");
		expect(budget.checkSignatureRoom("10.0.1.1")).toMatchObject({ status: 503, code: "BUSY_WITH_FORGERIES" });
		expect([budget.checkSignatureRoom("9.9.9.9"), budget.isKnown("9.9.9.9")]).toEqual([undefined, true]);
		clock.ms = 1_000;
		expect(budget.checkSignatureRoom("10.0.1.1")).toBeUndefined();
		clock.ms = 600_000;
		expect(budget.isKnown("9.9.9.9")).toBe(false);
	});

	it("bears ten times the refusals of a network that signs well", () => {
		const budget = budgetAt(clockAt(0));
		budget.prove("9.9.9.9");
		times(190, () => budget.spend("9.9.9.9", "refused"));
		expect(budget.check("9.9.9.9")).toBeUndefined();
		times(20, () => budget.spend("9.9.9.9", "refused"));
		expect(budget.check("9.9.9.9")?.status).toBe(429);
	});

	it("is remembered of a bounded number of networks, and known ones are not pushed out by strangers", () => {
		const budget = budgetAt(clockAt(0));
		budget.prove("9.9.9.9");
		times(3, () => budget.spend("1.1.1.1", "forged"));
		for (let host = 0; host < 200; host++) budget.spend(`10.0.0.${host}`, "refused");
		expect([budget.check("1.1.1.1"), budget.isKnown("9.9.9.9")]).toEqual([undefined, true]);
	});
});

describe("room for bodies", () => {
	it("is bounded in bytes, a quarter of it kept for networks that signed well, and given back once", () => {
		const room = createBodyRoom({ bytes: 100 });
		const release = room.take(70, false);
		expect(room.take(10, false)).toBeUndefined();
		expect(room.take(30, true)).toBeDefined();
		expect(room.take(1, true)).toBeUndefined();
		release?.();
		release?.();
		expect(room.taken).toBe(30);
	});

	it("is one for a task and the one that replaces it, which may need more of it", () => {
		const room = createBodyRoom({ bytes: 100 });
		const [small, large] = [room.atLeast(50), room.atLeast(200)];
		const release = small.take(90, true);
		expect(small.take(20, true)).toBeUndefined();
		expect(large.take(120, true)).toBeUndefined();
		expect(large.take(110, true)).toBeDefined();
		expect(small.take(1, true)).toBeUndefined();
		release?.();
		expect([small.taken, large.taken]).toEqual([110, 110]);
	});
});

describe("the store of withheld rows", () => {
	const rows = (bytes: number) => ({ y: { rows: [new Uint8Array(bytes), new Uint8Array(bytes)] } });

	it("gives rows in the order asked, to the caller of that request alone", () => {
		const store = createRowStore({ keepMs: 1000, maxBytes: 100 }, { clock: clockAt(0) });
		const withheld = { y: { rows: [new Uint8Array([1]), new Uint8Array([2])] } };
		store.put({ task: "t", caller: "a", nonce: 7n }, withheld);
		expect(store.take({ caller: "a", nonce: 7n }, "y", [1, 0, 1])).toEqual(
			[[2], [1], [2]].map((row) => new Uint8Array(row)),
		);
		expect(store.take({ caller: "b", nonce: 7n }, "y", [0])).toBe("unknown-answer");
		expect(store.take({ caller: "a", nonce: 8n }, "y", [0])).toBe("unknown-answer");
		expect(store.take({ caller: "a", nonce: 7n }, "constructor", [0])).toBe("unknown-tensor");
		expect(store.take({ caller: "a", nonce: 7n }, "y", [2])).toBe("no-such-row");
	});

	it("holds bounded bytes, the newest answers, for a bounded time", () => {
		const clock = clockAt(0);
		const store = createRowStore({ keepMs: 1000, maxBytes: 100 }, { clock });
		for (let nonce = 0n; nonce < 10n; nonce++) store.put({ task: "t", caller: "a", nonce: nonce }, rows(20));
		expect(store.bytes).toBe(80);
		expect(store.take({ caller: "a", nonce: 7n }, "y", [0])).toBe("unknown-answer");
		expect(store.take({ caller: "a", nonce: 9n }, "y", [0])).toHaveLength(1);
		store.put({ task: "t", caller: "a", nonce: 10n }, rows(200));
		expect(store.bytes).toBe(80);
		clock.ms = 1000;
		expect([store.take({ caller: "a", nonce: 9n }, "y", [0]), store.bytes]).toEqual(["unknown-answer", 0]);
	});
});

describe("the queue for the engine", () => {
	const queueOf = (weights: Readonly<Record<string, number>>, capacity = 1_000) =>
		createFairQueue<string>({ capacity }, { weightOf: (caller) => weights[caller] ?? 1 });
	/** Who is served, in order, of a queue that nobody joins any more. */
	const order = (queue: ReturnType<typeof queueOf>, most = 1_000): string[] => {
		const served: string[] = [];
		for (let next = queue.shift(); next !== undefined && served.length < most; next = queue.shift())
			served.push(next);
		return served;
	};
	const count = (served: readonly string[], caller: string) => served.filter((one) => one === caller).length;

	it("keeps the order of one caller, and lets one who asks little past one who asks much", () => {
		const queue = queueOf({});
		for (let time = 0; time < 5; time++) queue.add(`flood${time}`, "flood");
		queue.add("late", "late");
		expect(order(queue)).toEqual(["flood0", "late", "flood1", "flood2", "flood3", "flood4"]);
	});

	it("shares the engine by weight among callers that ask without end", () => {
		const queue = queueOf({ heavy: 16, light: 4, none: 1 / 64 });
		for (let time = 0; time < 300; time++)
			for (const caller of ["none", "light", "heavy"]) queue.add(caller, caller);
		const served = order(queue, 320);
		expect([count(served, "heavy"), count(served, "light"), count(served, "none")]).toEqual([256, 64, 0]);
	});

	it("gives an idle caller no credit for its past", () => {
		const queue = queueOf({});
		for (let time = 0; time < 100; time++) queue.add("busy", "busy");
		for (let time = 0; time < 50; time++) queue.shift();
		for (let time = 0; time < 50; time++) queue.add("new", "new");
		const next = order(queue, 20);
		expect(count(next, "new")).toBe(10);
	});

	it("makes the one give way that would be served last, and refuses whoever would be that", () => {
		const queue = queueOf({ validator: 4 }, 3);
		expect(["a0", "a1", "a2"].map((item) => queue.add(item, "a"))).toEqual([undefined, undefined, undefined]);
		expect([queue.hasRoomFor("a"), queue.add("a3", "a")]).toEqual([false, "a3"]);
		expect([queue.hasRoomFor("validator"), queue.add("v", "validator")]).toEqual([true, "a2"]);
		expect([queue.length, order(queue)]).toEqual([3, ["v", "a0", "a1"]]);
	});

	it("lets a flood of many callers without weight push no validator out", () => {
		const light = createFairQueue<string>(
			{ capacity: 32 },
			{ weightOf: (who) => (who === "v" ? 1 : 1 / 64) },
		);
		for (let time = 0; time < 500; time++) light.add("s", `s${time % 250}`);
		for (let time = 0; time < 4; time++) expect(light.add("v", "v")).toBe("s");
		for (let time = 0; time < 500; time++) expect(light.add("s", `s${time % 250}`)).toBe("s");
		expect(order(light, 4)).toEqual(["v", "v", "v", "v"]);
	});

	it("lets nobody in who would wait for long: whoever is refused is refused at once", () => {
		const [perSecond, seconds] = [28, 300];
		const weightOf = (caller: string) => (caller.startsWith("v") ? Number(caller.slice(1)) : 1 / 64);
		const queue = createFairQueue<{ caller: string; at: number }>({ capacity: 32 }, { weightOf });
		const random = createRandom("overload");
		const waits: number[] = [];
		const served = { v: 0, s: 0 };
		let [validators, strangers] = [0, 0];
		for (let tick = 0; tick < perSecond * seconds; tick++) {
			const at = tick / perSecond;
			// Three times what is served, in bursts.
			for (let burst = random.integer(7); burst > 0; burst--) {
				const isValidator = random.next() < 0.4 / 3;
				const caller = isValidator ? `v${1 + (validators++ % 4)}` : `s${strangers++ % 20}`;
				queue.add({ caller, at }, caller);
			}
			const next = queue.shift();
			if (next === undefined) continue;
			waits.push(at - next.at);
			served[next.caller.startsWith("v") ? "v" : "s"]++;
		}
		expect(Math.max(...waits)).toBeLessThan(5);
		expect(served.v).toBeGreaterThanOrEqual(validators - 4);
		expect(waits.length).toBeGreaterThan(0.99 * perSecond * seconds);
	});

	it("serves what came back first, and forgets what is taken out", () => {
		const queue = queueOf({});
		queue.add("a", "a");
		queue.add("b", "b");
		const first = queue.shift();
		queue.takeBack([first ?? ""]);
		expect([queue.first, queue.remove("b"), queue.remove("b")]).toEqual(["a", true, false]);
		expect(order(queue)).toEqual(["a"]);
	});
});

describe("the weight of a caller", () => {
	const neuron = (uid: number, stakeRao: bigint, validatorPermit: boolean) => ({
		uid,
		hotkey: `h${uid}`,
		stakeRao,
		validatorPermit,
	});
	const neurons = [neuron(0, 100n, true), neuron(1, 50n, true), neuron(2, 0n, true), neuron(3, 900n, false)];
	const view = {
		block: 1,
		uid: 9,
		neurons: new Map(neurons.map((one) => [one.hotkey, one])),
		permitStakeRao: 0n,
		largestPermitStakeRao: 100n,
		reachable: true,
	};

	it("is its permit's and its stake's, and little without a permit, a uid or a chain", () => {
		expect(["h0", "h1", "h2"].map((hotkey) => callerWeight(view, hotkey))).toEqual([16, 8.5, 1]);
		expect(["h3", "h7"].map((hotkey) => callerWeight(view, hotkey))).toEqual([1 / 64, 1 / 64]);
		expect(callerWeight(undefined, "h0")).toBe(1 / 64);
	});
});

describe("rows kept for demands", () => {
	const rows = (bytes: number) => ({ t: { rows: [new Uint8Array(bytes)] } });

	it("are pushed out by nobody who holds more", () => {
		const store = createRowStore({ keepMs: 1000, maxBytes: 100 }, { clock: clockAt(0) });
		store.put({ task: "t", caller: "honest", nonce: 1n }, rows(20));
		for (let nonce = 0n; nonce < 50n; nonce++)
			store.put({ task: "t", caller: "flood", nonce: nonce }, rows(20));
		expect(store.bytes).toBe(100);
		expect(store.take({ caller: "honest", nonce: 1n }, "t", [0])).toHaveLength(1);
		expect(store.take({ caller: "flood", nonce: 49n }, "t", [0])).toHaveLength(1);
		expect(store.take({ caller: "flood", nonce: 45n }, "t", [0])).toBe("unknown-answer");
	});
});
