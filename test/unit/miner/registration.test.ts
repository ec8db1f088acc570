import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepEndpoint } from "../../../miner/registration/keepEndpoint.js";
import { type SubnetView, watchSubnet } from "../../../miner/registration/watchSubnet.js";
import { minerKey, validatorKey } from "./ask.js";
import { memoryChain } from "./memoryChain.js";

/** What a miner keeps true on the chain, and what it says when the chain changes. */

const RETRY_MS = 60_000;
let stop: AbortController;
let lines: string[];
let memory: ReturnType<typeof memoryChain>;
beforeEach(() => {
	stop = new AbortController();
	lines = [];
	memory = memoryChain();
});
afterEach(() => stop.abort());

const logger = pino(
	{ level: "info" },
	{
		write: (line: string) => {
			const { level, msg } = JSON.parse(line) as { level: number; msg: string };
			lines.push(`${pino.levels.labels[level]}: ${msg}`);
		},
	},
);

/** A miner's endpoint on a chain in memory, its clock and its readings of the metagraph in the test's hands. */
function keep() {
	const { chain, state } = memory;
	const listeners: ((view: SubnetView) => void)[] = [];
	const now = { ms: 1_800_000_000_000, ip: "203.0.113.7" };
	/** What the chain answers to `serve_axon` in place of taking it. */
	let refusal: string | undefined;
	const { signal } = stop;
	const watch = {
		view: () => viewNow(),
		refresh: async () => undefined,
		onReading: (listener: (view: SubnetView) => void) => void listeners.push(listener),
		done: Promise.resolve(),
	};
	const viewNow = (): SubnetView => ({
		block: state.block,
		uid: state.neurons.get(minerKey.address)?.uid,
		neurons: new Map(state.neurons),
		permitStakeRao: undefined,
		largestPermitStakeRao: undefined,
		reachable: true,
	});
	const isCurrent = keepEndpoint(
		{ netuid: 1, ip: () => now.ip, port: 8091, retryMs: RETRY_MS },
		{
			watch,
			chain: {
				...chain,
				async submit(call, signer) {
					const sent = await chain.submit(call, signer);
					if (refusal !== undefined) throw new Error(refusal);
					return sent;
				},
			},
			hotkey: minerKey,
			clock: { nowNs: () => BigInt(now.ms) * 1_000_000n },
			logger,
			signal,
		},
	);
	return {
		now,
		isCurrent,
		refuseWith(reason: string | undefined) {
			refusal = reason;
			state.takesAxon = reason === undefined;
		},
		/** Reads the metagraph, and lets what follows from it happen. */
		async read() {
			for (const listener of listeners) listener(viewNow());
			await delay(0);
		},
		submitted: () => state.submitted.length,
		shown: () => state.neurons.get(minerKey.address)?.axon,
	};
}

describe("a miner's endpoint", () => {
	it("that the chain refused, for its rate limit, is sent again after the pause and not before", async () => {
		memory.add(minerKey.address);
		const kept = keep();
		kept.refuseWith("ServingRateLimitExceeded");
		await kept.read();
		kept.now.ms += RETRY_MS - 1;
		await kept.read();
		expect([kept.submitted(), kept.shown()]).toEqual([1, undefined]);
		expect(lines).toEqual(["warn: endpoint not published, trying again"]);
		kept.refuseWith(undefined);
		kept.now.ms += 1;
		await kept.read();
		await kept.read();
		expect([kept.submitted(), kept.shown()]).toEqual([2, { ip: "203.0.113.7", port: 8091 }]);
		expect(kept.isCurrent()).toBe(true);
	});

	it("is published anew when the address changes, once, and no sooner than the pause after the last", async () => {
		memory.add(minerKey.address);
		const kept = keep();
		await kept.read();
		await kept.read();
		expect([kept.submitted(), kept.isCurrent()]).toEqual([1, true]);
		kept.now.ip = "203.0.113.8";
		await kept.read();
		expect([kept.submitted(), kept.isCurrent()]).toEqual([1, false]);
		kept.now.ms += RETRY_MS;
		for (let reading = 0; reading < 3; reading++) await kept.read();
		expect([kept.submitted(), kept.shown()]).toEqual([2, { ip: "203.0.113.8", port: 8091 }]);
		expect(kept.isCurrent()).toBe(true);
		expect(lines).toEqual(["info: endpoint published", "info: endpoint published"]);
	});

	it("is not published for a hotkey without a uid", async () => {
		memory.add(validatorKey.address);
		const kept = keep();
		await kept.read();
		expect([kept.submitted(), kept.isCurrent()]).toEqual([0, false]);
	});
});

describe("a hotkey that loses its uid", () => {
	it("is said once, as an error, and said again when it has one", async () => {
		memory.add(minerKey.address);
		const watch = watchSubnet(
			{ netuid: 1, hotkey: minerKey.address, refreshMs: 3_600_000, readMs: 1_000 },
			{ chain: memory.chain, logger, signal: stop.signal },
		);
		await watch.refresh();
		expect(watch.view().uid).toBe(0);
		memory.state.neurons.delete(minerKey.address);
		await watch.refresh();
		await watch.refresh();
		expect(watch.view().uid).toBeUndefined();
		expect(lines).toEqual(["error: deregistered: the hotkey lost its uid"]);
		memory.add(minerKey.address);
		await watch.refresh();
		expect(lines.slice(1)).toEqual(["info: registered"]);
	});
});
