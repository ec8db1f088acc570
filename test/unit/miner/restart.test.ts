import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { openReplayLog } from "../../../miner/admission/openReplayLog.js";
import type { Clock } from "../../../subnets/index.js";
import { askProbe, codeOf } from "./ask.js";
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
