import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { makeProbeBundle } from "../unit/miner/probeBundle.js";
import { type Asked, createCaller, INFER, median, type SignedPost } from "./caller.js";
import { type MinerProcess, type ServeOptions, startMinerProcess } from "./minerProcess.js";
import { expectInTime, recordRow, sized } from "./rows.js";
import { runFlood } from "./runFlood.js";

// ME2, ME4 and ME10: a request works once, over restarts and kills, in bounded memory.

const MINER = keypairFromUri("//Miner").address;
/** A window so long that age alone refuses nothing here. */
const limits = {
	nonceAgeMs: 600_000,
	callerPerSecond: 1e6,
	callerBurst: 1e6,
	unsignedPerSecond: 1e9,
	unsignedBurst: 1e9,
	badSignaturesPerMinute: 1e9,
	strangersForgedPerSecond: 1e9,
};
let folder: string;
let options: ServeOptions;

beforeAll(async () => {
	const bundle = await makeProbeBundle();
	folder = await mkdtemp(join(tmpdir(), "ganglion-replay-"));
	options = {
		bundle: bundle.folder,
		neurons: [{ uri: "//Validator", stakeRao: "1000", validatorPermit: true }],
		limits,
		logLevel: "warn",
	};
});
afterAll(async () => {
	await rm(folder, { recursive: true, force: true });
});

const callerOf = (miner: MinerProcess) =>
	createCaller(miner.endpoint, { uri: "//Validator", receiver: MINER });
const tally = (answers: readonly Asked[]) => [
	...new Set(answers.map(({ status, code }) => `${status} ${code ?? ""}`.trim())),
];

async function sendAll(miner: MinerProcess, posts: readonly SignedPost[]): Promise<Asked[]> {
	const caller = callerOf(miner);
	const answers: Asked[] = [];
	for (let at = 0; at < posts.length; at += 10)
		answers.push(...(await Promise.all(posts.slice(at, at + 10).map((post) => caller.send(post)))));
	await caller.close();
	return answers;
}

describe("ME2: a signed request that is sent again", () => {
	it("is refused at once, after kill -9, and by another miner", async () => {
		const count = sized(100, 1_000);
		const dataDir = join(folder, "me2");
		let miner = await startMinerProcess({ ...options, dataDir });
		const caller = callerOf(miner);
		const posts = Array.from({ length: count }, () => caller.sign(""));
		await caller.close();
		expect(tally(await sendAll(miner, posts))).toEqual(["200"]);
		expect(tally(await sendAll(miner, posts))).toEqual(["401 REPLAYED_REQUEST"]);
		await miner.end("SIGKILL");
		miner = await startMinerProcess({ ...options, dataDir });
		expect(tally(await sendAll(miner, posts))).toEqual(["401 REPLAYED_REQUEST"]);
		await miner.end("SIGKILL");
		const other = await startMinerProcess({ ...options, key: "//OtherMiner" });
		expect(tally(await sendAll(other, posts))).toEqual(["401 WRONG_RECEIVER"]);
		await other.end("SIGKILL");
		recordRow({
			id: "ME2",
			attack: "Signed requests sent again: within their window, after a restart, to another miner",
			load: "none",
			fault: "kill -9 between",
			inputs: `${count} requests, three times each`,
			outcome: "0 accepted: 401 REPLAYED_REQUEST, 401 REPLAYED_REQUEST, 401 WRONG_RECEIVER",
			file: "replay",
		});
	});
});

describe("ME4: nonces without end", () => {
	it("leave memory flat", async () => {
		const count = sized(1_000, 20_000);
		const seconds = sized(2, 240);
		const nonceAgeMs = 2_000;
		const miner = await startMinerProcess({
			...options,
			dataDir: join(folder, "me4"),
			limits: { ...limits, nonceAgeMs, nonceSkewMs: 500 },
		});
		const caller = callerOf(miner);
		const send = async (total: number, post: () => SignedPost, status: number) => {
			let left = total;
			await Promise.all(
				Array.from({ length: 8 }, async () => {
					while (left-- > 0) expect((await caller.send(post())).status).toBe(status);
				}),
			);
		};
		await send(500, () => caller.sign(""), 200);
		const { "X-Bittensor-Nonce": _, ...signed } = caller.sign("").headers;
		const headers = { ...signed, "X-Bittensor-Hotkey": keypairFromUri("//Nobody").address };
		const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
		const head = `POST ${INFER} HTTP/1.1\r\nHost: x\r\n${lines.join("")}X-Bittensor-Nonce: {nonce}\r\nContent-Length: 0\r\n\r\n`;
		const flood = { port: miner.port, perSecond: 5_000, from: "one", head, body: "" } as const;
		await runFlood({ ...flood, seconds: 1 });
		const before = miner.rssMib();
		await send(count, () => caller.sign(""), 200);
		const { statuses } = await runFlood({ ...flood, seconds }, 0);
		expect(Object.keys(statuses)).toEqual(["403"]);
		const grown = miner.rssMib() - before;
		const held = await miner.metric("ganglion_miner_replay_entries");
		await caller.close();
		await miner.end("SIGKILL");
		expect(grown).toBeLessThan(50);
		expect(held).toBeLessThanOrEqual(count + 500);
		recordRow({
			id: "ME4",
			attack: "A fresh nonce in every request, for as long as it takes to fill memory",
			load: "none",
			fault: "none",
			inputs: `${count} signed requests and ${statuses["403"]} in the name of a hotkey without a uid, each with a nonce of its own`,
			outcome: `memory +${Math.max(0, grown).toFixed(0)} MiB (under 50 asked); ${held} nonces held, all of them signed ones`,
			file: "replay",
		});
	});
});

describe("ME10: kill -9 in the middle of a request", () => {
	it("costs that answer; the miner serves again within seconds, and takes no nonce twice", async () => {
		const kills = sized(3, 100);
		const dataDir = join(folder, "me10");
		// What a start takes here and now where nothing was killed: the machine may have other work.
		const fresh: number[] = [];
		for (const run of ["a", "b"]) {
			const began = performance.now();
			const other = await startMinerProcess({ ...options, dataDir: join(folder, `fresh-${run}`) });
			const caller = callerOf(other);
			await caller.ask("");
			fresh.push((performance.now() - began) / 1000);
			await caller.close();
			await other.end("SIGKILL");
		}
		let miner = await startMinerProcess({ ...options, dataDir });
		const seconds: number[] = [];
		for (let kill = 0; kill < kills; kill++) {
			const caller = callerOf(miner);
			const post = caller.sign("nap");
			const lost = caller.send(post);
			await delay(150);
			await miner.end("SIGKILL");
			expect((await lost).status).toBe(0);
			await caller.close();
			const began = performance.now();
			miner = await startMinerProcess({ ...options, dataDir, port: miner.port });
			const next = callerOf(miner);
			const first = await next.ask("");
			seconds.push((performance.now() - began) / 1000);
			const again = await next.send(post);
			expect([first.status, again.status, again.code]).toEqual([200, 401, "REPLAYED_REQUEST"]);
			await next.close();
		}
		await miner.end("SIGKILL");
		expectInTime(Math.max(...seconds), Math.max(5, 1.5 * Math.max(...fresh)));
		recordRow({
			id: "ME10",
			attack: "kill -9 of the miner while it answers",
			load: "one request being answered",
			fault: `kill -9 × ${kills}`,
			inputs: `${kills} requests cut off and sent again`,
			outcome: `serving again after ${median(seconds).toFixed(1)} s (median; at most ${Math.max(...seconds).toFixed(1)} s; 5 s asked; a start where nothing was killed: ${Math.max(...fresh).toFixed(1)} s), 0 nonces taken twice`,
			file: "replay",
		});
	});
});
