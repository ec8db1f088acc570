import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Miner } from "../../../miner/index.js";
import { askProbe, codeOf } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

let miner: Miner;
beforeAll(async () => {
	miner = await startTestMiner(await makeProbeBundle({ timeoutMs: 20_000, batches: true }), {
		limits: { callerConcurrent: 100, callerBurst: 1000 },
	});
});
afterAll(async () => {
	await miner?.stop();
});

describe("an engine process that ends with a batch in it", () => {
	it("costs the answer alone that ended it: the others are given by the next process", async () => {
		const [pid] = miner.enginePids();
		await askProbe(miner.server, "");
		const busy = askProbe(miner.server, "nap");
		await delay(200);
		const answers = await Promise.all(
			["fine", "exit", "fine too"].map((command) => askProbe(miner.server, command)),
		);
		expect(answers.map(({ status }) => status)).toEqual([200, 503, 200]);
		expect(codeOf(answers[1] as (typeof answers)[number])).toBe("ENGINE_LOST");
		expect((await busy).status).toBe(200);
		expect(miner.enginePids()).not.toContain(pid);
	});

	it("that fails without ending refuses the bad row alone", async () => {
		const busy = askProbe(miner.server, "nap");
		await delay(200);
		const answers = await Promise.all(["fine", "throw", "fine too"].map((c) => askProbe(miner.server, c)));
		expect(answers.map(({ status }) => status)).toEqual([200, 500, 200]);
		expect((await busy).status).toBe(200);
	});
});
