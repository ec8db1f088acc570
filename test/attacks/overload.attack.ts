import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { makeProbeBundle } from "../unit/miner/probeBundle.js";
import { type Asked, type Caller, createCaller } from "./caller.js";
import { type MinerProcess, startMinerProcess } from "./minerProcess.js";
import { type AttackRow, isFull, recordRow, sized } from "./rows.js";

// ME9: three times as many requests as the miner can answer, most of them from callers without a permit.

const MINER = keypairFromUri("//Miner").address;
const SECONDS = sized(8, 60);
/** What the machine can do is measured anew before each: it may have other work. */
const SLICES = sized(1, 10);
const ATTEMPTS = sized(1, 3);
const VALIDATORS = 4;
const STRANGERS = 20;
/** Share of what the miner can answer that all validators together ask for. */
const VALIDATORS_SHARE = 0.4;
let miner: MinerProcess;
let validators: readonly Caller[];
let strangers: readonly Caller[];

beforeAll(async () => {
	const bundle = await makeProbeBundle();
	const neurons = [
		...Array.from({ length: VALIDATORS }, (_, index) => ({
			uri: `//Validator${index}`,
			stakeRao: String(1_000 * (index + 1)),
			validatorPermit: true,
		})),
		...Array.from({ length: STRANGERS }, (_, index) => ({
			uri: `//Stranger${index}`,
			stakeRao: "0",
			validatorPermit: false,
		})),
	];
	miner = await startMinerProcess({
		bundle: bundle.folder,
		callers: "registered",
		neurons,
		limits: { callerPerSecond: 1e6, callerBurst: 1e6, callerConcurrent: 64 },
		logLevel: "warn",
	});
	const callers = neurons.map(({ uri }) => createCaller(miner.endpoint, { uri, receiver: MINER }));
	[validators, strangers] = [callers.slice(0, VALIDATORS), callers.slice(VALIDATORS)];
	for (const caller of callers) await caller.ask("");
});
afterAll(async () => {
	for (const caller of [...(validators ?? []), ...(strangers ?? [])]) await caller.close();
	await miner?.end("SIGKILL");
});

/** Answers a second that the miner gives when there is always another request. */
async function capacity(seconds: number): Promise<number> {
	const [caller] = validators;
	const until = performance.now() + seconds * 1000;
	let answered = 0;
	const askOn = async () => {
		while (performance.now() < until) if ((await caller?.ask("work"))?.status === 200) answered++;
	};
	await Promise.all(Array.from({ length: 8 }, askOn));
	return answered / seconds;
}

/** Asks at a rate whatever becomes of it, each caller in turn. */
function askAt(perSecond: number, callers: readonly Caller[], seconds: number): Promise<Asked[]> {
	const asked: Promise<Asked>[] = [];
	const began = performance.now();
	return new Promise((resolve) => {
		const timer = setInterval(() => {
			const elapsed = (performance.now() - began) / 1000;
			for (let due = Math.min(elapsed, seconds) * perSecond; asked.length < due; ) {
				const caller = callers[asked.length % callers.length];
				if (caller !== undefined) asked.push(caller.ask("work"));
			}
			if (elapsed < seconds) return;
			clearInterval(timer);
			resolve(Promise.all(asked));
		}, 5);
	});
}

const count = (answers: readonly Asked[], status: number) =>
	answers.filter((answer) => answer.status === status).length;

describe("ME9: three times the load that the miner can bear", () => {
	it("costs no goodput, and no permitted validator an answer", async () => {
		let [goodput, served, othersServed, attempt] = [0, 0, 0, 0];
		let row: AttackRow | undefined;
		do {
			attempt++;
			const mine: Asked[] = [];
			const others: Asked[] = [];
			let possible = 0;
			for (let slice = 0; slice < SLICES; slice++) {
				const most = await capacity(3);
				possible += most * SECONDS;
				const [own, foreign] = await Promise.all([
					askAt(VALIDATORS_SHARE * most, validators, SECONDS),
					askAt((3 - VALIDATORS_SHARE) * most, strangers, SECONDS),
				]);
				mine.push(...own);
				others.push(...foreign);
			}
			const all = [...mine, ...others];
			const refused = all.filter(({ status }) => status !== 200);
			goodput = count(all, 200) / possible;
			served = count(mine, 200) / mine.length;
			othersServed = count(others, 200) / others.length;
			const codes = [...new Set(refused.map(({ status, code }) => `${status} ${code}`))].map(
				(code) =>
					`${refused.filter((answer) => `${answer.status} ${answer.code}` === code).length} × ${code}`,
			);
			row = {
				id: "ME9",
				attack: "Overload: three times as many requests as the miner can answer, for minutes",
				load: `${VALIDATORS} validators with permits ask for ${100 * VALIDATORS_SHARE} % of what it can answer, ${STRANGERS} registered hotkeys without for the rest`,
				fault: "none",
				inputs: `${all.length} requests in ${SLICES * SECONDS} s, of ${(possible / SLICES / SECONDS).toFixed(0)} a second that it can answer`,
				outcome: `goodput ${(100 * goodput).toFixed(1)} % of capacity (90 asked); validators served ${(100 * served).toFixed(2)} % (99 asked); ${refused.length} refused: ${codes.join(", ")}`,
				file: "overload",
			};
			for (const { status, headers } of refused) {
				// 408 where a stranger was let in and validators then asked for all that there was.
				expect([408, 429, 503]).toContain(status);
				if (status !== 408) expect(Number(headers["retry-after"])).toBeGreaterThan(0);
			}
			expect(refused.length).toBeGreaterThan(all.length / 3);
			await delay(500);
		} while ((goodput < 0.9 || served < 0.99) && attempt < ATTEMPTS);
		expect(served).toBeGreaterThan(othersServed);
		if (isFull) {
			expect(goodput).toBeGreaterThanOrEqual(0.9);
			expect(served).toBeGreaterThanOrEqual(0.99);
		}
		if (row !== undefined) recordRow(row);
	});
});
