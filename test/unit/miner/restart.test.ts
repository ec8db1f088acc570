import { appendFile, cp, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openReplayLog } from "../../../miner/admission/openReplayLog.js";
import { createRowStore } from "../../../miner/createRowStore.js";
import type { Miner } from "../../../miner/index.js";
import { openRowFiles } from "../../../miner/rowFiles.js";
import { type Clock, systemClock } from "../../../subnets/index.js";
import { ask, askProbe, codeOf, minerKey } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

const folders: string[] = [];
const folder = async (): Promise<string> => {
	const made = await mkdtemp(join(tmpdir(), "ganglion-miner-"));
	folders.push(made);
	return made;
};
afterAll(async () => {
	for (const made of folders) await rm(made, { recursive: true, force: true });
});

describe("a miner that is started again", () => {
	it("refuses a request that it answered before, and takes a new one at once", async () => {
		const bundle = await makeProbeBundle();
		const dataDir = await folder();
		const first = await startTestMiner(bundle, { dataDir });
		const { nonce, status } = await askProbe(first.server, "");
		await first.stop();
		const second = await startTestMiner(bundle, { dataDir });
		const replayed = await askProbe(second.server, "", { nonce });
		const fresh = await askProbe(second.server, "");
		await second.stop();
		expect([status, replayed.status, codeOf(replayed), fresh.status]).toEqual([
			200,
			401,
			"REPLAYED_REQUEST",
			200,
		]);
	});
});

describe("the rows of a miner that was killed", () => {
	const rowsOf = async (miner: Miner, nonce: bigint, at: bigint) => {
		const demand = Buffer.from(JSON.stringify({ nonce: nonce.toString(), tensor: "y", rows: [1] }));
		return await ask(miner.server, "/v2/models/probe/rows", demand, { nonce: at });
	};

	it("are handed out by the next process, until their minute is over", async () => {
		const bundle = await makeProbeBundle();
		const dataDir = await folder();
		let now = systemClock.nowNs();
		const clock: Clock = { nowNs: () => now };
		const first = await startTestMiner(bundle, { dataDir }, { clock });
		const { nonce } = await askProbe(first.server, "", { nonce: now });
		const before = await rowsOf(first, nonce, now + 1n);
		// Killed: nothing of what it does at its end may be needed.
		const copy = await folder();
		await cp(dataDir, copy, { recursive: true });
		await first.stop();
		const second = await startTestMiner(bundle, { dataDir: copy }, { clock });
		const after = await rowsOf(second, nonce, now + 2n);
		expect([before.status, after.status]).toEqual([200, 200]);
		expect(Buffer.from(after.body)).toEqual(Buffer.from(before.body));
		now += 61_000_000_000n;
		expect((await rowsOf(second, nonce, now)).status).toBe(404);
		await second.stop();
		const rows = join(copy, minerKey.address, "rows");
		expect(await readdir(rows)).toEqual([]);
	});

	it("are demanded by their task's name though the next process serves another, which forgets it with them", async () => {
		const [probe, other] = [await makeProbeBundle(), await makeProbeBundle({ name: "other" })];
		const dataDir = await folder();
		let now = systemClock.nowNs();
		const clock: Clock = { nowNs: () => now };
		const killed = async (miner: Miner, from: string): Promise<string> => {
			const copy = await folder();
			await cp(from, copy, { recursive: true });
			await miner.stop();
			return copy;
		};
		const openTask = async () => ({ bundle: other });
		const first = await startTestMiner(probe, { dataDir }, { clock, openTask });
		const { nonce } = await askProbe(first.server, "", { nonce: now });
		expect(await first.reload()).toMatchObject({ ok: true, task: "other" });
		const left = await killed(first, dataDir);

		const second = await startTestMiner(other, { dataDir: left }, { clock, openTask });
		expect((await rowsOf(second, nonce, now + 1n)).status).toBe(200);
		await second.reload();
		expect((await rowsOf(second, nonce, now + 2n)).status).toBe(200);
		now += 61_000_000_000n;
		await second.reload();
		expect(codeOf(await rowsOf(second, nonce, now))).toBe("MODEL_UNKNOWN");
		const third = await startTestMiner(other, { dataDir: await killed(second, left) }, { clock });
		expect(codeOf(await rowsOf(third, nonce, now + 1n))).toBe("MODEL_UNKNOWN");
		await third.stop();
	});

	it("of an answer whose task has no task's name are dropped: a route is made of it", async () => {
		const path = await folder();
		const held = { caller: "5C", nonce: 1n, until: 1n, lengths: { y: [1] } };
		const rows = { y: { rows: [Uint8Array.of(1)] } };
		openRowFiles(path).write([{ held: { ...held, task: "probe/*" }, rows }]);
		expect(openRowFiles(path).load()).toEqual([]);
		expect(await readdir(path)).toEqual([]);
	});

	it("of a file cut off by the kill are dropped, the others kept", async () => {
		const path = await folder();
		const held = (nonce: bigint) => ({
			task: "probe",
			caller: "5C",
			nonce,
			until: nonce,
			lengths: { y: [2, 1], z: [1] },
		});
		const rows = { y: { rows: [Uint8Array.of(1, 2), Uint8Array.of(3)] }, z: { rows: [Uint8Array.of(4)] } };
		openRowFiles(path).write([{ held: held(1n), rows }]);
		openRowFiles(path).write([{ held: held(2n), rows }]);
		const [file = ""] = await readdir(path);
		await truncate(join(path, file), 40);
		const files = openRowFiles(path);
		expect(files.load()).toEqual([held(2n)]);
		expect(await readdir(path)).toHaveLength(1);
		expect(files.read(held(2n), "y", [1, 0])).toEqual([Uint8Array.of(3), Uint8Array.of(1, 2)]);
		expect(files.read(held(2n), "z", [0, 1])).toBeUndefined();
	});

	it("lie in one file of a caller's answers, which goes with the last of them; what was cut off costs the last alone", async () => {
		const path = await folder();
		const held = (caller: string, nonce: bigint) => ({
			task: "probe",
			caller,
			nonce,
			until: nonce,
			lengths: { y: [2, 1] },
		});
		const rows = (n: number) => ({ y: { rows: [Uint8Array.of(n, n), Uint8Array.of(n + 1)] } });
		const all = [held("5C", 1n), held("5D", 2n), held("5C", 3n), held("5C", 4n)];
		const before = openRowFiles(path);
		for (const one of all) before.write([{ held: one, rows: rows(Number(one.nonce)) }]);
		const [ofC = ""] = (await readdir(path)).sort();
		expect(await readdir(path)).toHaveLength(2);
		await truncate(join(path, ofC), (await stat(join(path, ofC))).size - 1);

		const after = openRowFiles(path);
		expect(after.load()).toEqual(all.slice(0, 3));
		expect(after.read(held("5C", 3n), "y", [1, 0])).toEqual([Uint8Array.of(4), Uint8Array.of(3, 3)]);
		after.remove(held("5C", 1n));
		expect(after.read(held("5C", 3n), "y", [0])).toEqual([Uint8Array.of(3, 3)]);
		after.write([{ held: held("5C", 5n), rows: rows(5) }]);
		expect(after.read(held("5C", 5n), "y", [0])).toEqual([Uint8Array.of(5, 5)]);
		for (const one of [held("5C", 3n), held("5D", 2n), held("5C", 5n)]) after.remove(one);
		expect(await readdir(path)).toEqual([]);
	});

	it("can be demanded before they are on the disk, to which those of one turn go together", async () => {
		const path = await folder();
		const open = () =>
			createRowStore({ keepMs: 60_000, maxBytes: 1000 }, { clock: systemClock, files: openRowFiles(path) });
		const store = open();
		const given = (caller: string, nonce: bigint) => ({ task: "probe", caller, nonce });
		const rows = (n: number) => ({ y: { rows: [Uint8Array.of(n, n), Uint8Array.of(n + 1)] } });
		const all = [given("5C", 1n), given("5D", 2n), given("5C", 3n)];
		for (const one of all) store.put(one, rows(Number(one.nonce)));
		expect(await readdir(path)).toEqual([]);
		for (let pass = 0; pass < 2; pass++) {
			for (const one of all)
				expect(store.take(one, "y", [0])).toEqual([Uint8Array.of(Number(one.nonce), Number(one.nonce))]);
			await new Promise(setImmediate);
		}
		expect(await readdir(path)).toHaveLength(2);
		const after = open();
		for (const one of all) expect(after.take(one, "y", [1])).toEqual([Uint8Array.of(Number(one.nonce) + 1)]);
	});

	it("stay in memory where the disk fails", async () => {
		const path = await folder();
		const files = openRowFiles(path);
		await rm(path, { recursive: true });
		const store = createRowStore({ keepMs: 60_000, maxBytes: 1000 }, { clock: systemClock, files });
		const given = { task: "probe", caller: "5C", nonce: 1n };
		store.put(given, { y: { rows: [Uint8Array.of(7)] } });
		await new Promise(setImmediate);
		await new Promise(setImmediate);
		expect(store.take(given, "y", [0])).toEqual([Uint8Array.of(7)]);
	});

	it("are adopted as an engine process wrote them; what it did not finish goes", async () => {
		const path = await folder();
		const files = openRowFiles(path);
		const held = { task: "probe", caller: "5C", nonce: 7n, until: 9n, lengths: { y: [2, 1] } };
		const whole = files.newFile();
		await writeFile(whole, Uint8Array.of(1, 2, 3));
		files.adopt(whole, held);
		expect(files.read(held, "y", [1])).toEqual([Uint8Array.of(3)]);
		const short = files.newFile();
		await writeFile(short, Uint8Array.of(1, 2));
		expect(() => files.adopt(short, { ...held, nonce: 8n })).toThrow(RangeError);
		await writeFile(files.newFile(), Uint8Array.of(1));
		expect(openRowFiles(path).load()).toEqual([held]);
		expect(await readdir(path)).toHaveLength(1);
	});
});

describe("the replay log", () => {
	const at = (seconds: number): Clock => ({ nowNs: () => BigInt(seconds) * 1_000_000_000n });
	const second = (seconds: number) => BigInt(seconds) * 1_000_000_000n;

	it("knows after a crash every nonce that it took", async () => {
		const path = await folder();
		const clock = at(1000);
		const before = openReplayLog({ folder: path, retentionMs: 24_000, capacity: 100 }, { clock });
		expect([before.take("a", second(999)), before.take("b", second(999))]).toEqual([true, true]);
		// No close: the process is gone.
		const after = openReplayLog({ folder: path, retentionMs: 24_000, capacity: 100 }, { clock });
		expect([
			after.take("a", second(999)),
			after.take("b", second(999)),
			after.take("a", second(1000)),
		]).toEqual([false, false, true]);
		after.close();
	});

	it("knows the nonce that came after a line which a full disk cut off", async () => {
		const path = await folder();
		const clock = at(1000);
		const options = { folder: path, retentionMs: 24_000, capacity: 100 };
		openReplayLog(options, { clock }).close();
		await appendFile(join(path, "nonces.log"), `a ${second(998)}`.slice(0, -6));
		const middle = openReplayLog(options, { clock });
		expect(middle.take("b", second(999))).toBe(true);
		middle.close();
		const after = openReplayLog(options, { clock });
		expect([after.has("b", second(999)), after.take("b", second(999))]).toEqual([true, false]);
		after.close();
	});

	it("stays small: nonces older than two retention times are dropped from the files", async () => {
		const path = await folder();
		let now = 1000;
		const clock: Clock = { nowNs: () => second(now) };
		const log = openReplayLog({ folder: path, retentionMs: 24_000, capacity: 100 }, { clock });
		for (let round = 0; round < 20; round++) {
			expect(log.take("a", second(now))).toBe(true);
			now += 25;
		}
		log.close();
		const texts = await Promise.all(
			["nonces.log", "nonces.previous.log"].map((name) => readFile(join(path, name), "utf8")),
		);
		expect(texts.join("").trim().split("\n").length).toBeLessThanOrEqual(3);
	});
});
