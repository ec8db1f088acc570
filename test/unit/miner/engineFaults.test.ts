import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Miner } from "../../../miner/index.js";
import { askProbe, codeOf } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

let miner: Miner;

beforeAll(async () => {
	miner = await startTestMiner(await makeProbeBundle({ timeoutMs: 4_000, memoryMiB: 400 }), {
		limits: { queueLength: 2, callerConcurrent: 100, callerBurst: 1000 },
	});
});
afterAll(async () => {
	await miner?.stop();
});

/** Waits for a fact that an engine process makes true. */
async function until(fact: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await fact())) await delay(20);
}

const serves = async () => (await askProbe(miner.server, "")).status === 200;

describe("an engine process", () => {
	it("that is killed in mid-inference costs one answer; the next one is served", async () => {
		const [pid] = miner.enginePids();
		if (pid === undefined) throw new Error("no engine process");
		const lost = askProbe(miner.server, "spin");
		await delay(200);
		process.kill(pid, "SIGKILL");
		const answer = await lost;
		expect([answer.status, codeOf(answer), answer.headers["retry-after"]]).toEqual([503, "ENGINE_LOST", "1"]);
		expect((await miner.server.inject("/v2/health/live")).statusCode).toBe(200);
		await until(serves);
		expect(miner.enginePids()).not.toContain(pid);
	});

	it("lets Ctrl-C and a stop of the whole group pass: the miner says when it ends", async () => {
		const [pid] = miner.enginePids();
		if (pid === undefined) throw new Error("no engine process");
		const asked = askProbe(miner.server, "nap");
		await delay(100);
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.kill(pid, signal);
		expect((await asked).status).toBe(200);
		expect(miner.enginePids()).toEqual([pid]);
	});

	it.each([
		["ends itself", "exit", [503, "ENGINE_LOST"]],
		["takes more memory than its cap", "allocate", [503, "ENGINE_LOST"]],
		["never ends", "spin", [408, "ANSWER_TIMEOUT"]],
		["waits for ever", "sleep", [408, "ANSWER_TIMEOUT"]],
		["throws", "throw", [500, "TASK_FAULT"]],
		["answers with what cannot be sent", "mislead", [500, "TASK_FAULT"]],
	] as const)("that %s loses that answer alone", async (_name, command, expected) => {
		const answer = await askProbe(miner.server, command);
		const refused = [answer.status, codeOf(answer)];
		// A task that catches the failed allocation answers with a fault, one that does not ends its process.
		if (command === "allocate") expect([503, 500]).toContain(refused[0]);
		else expect(refused).toEqual(expected);
		expect(Buffer.from(answer.body).toString()).not.toContain("secret");
		await until(serves);
	});
});

describe("the queue", () => {
	it("refuses the request that finds no room, with Retry-After, and serves the others", async () => {
		const answers = await Promise.all(Array.from({ length: 8 }, () => askProbe(miner.server, "nap")));
		const full = answers.filter(({ status }) => status === 503);
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(3);
		expect(full).toHaveLength(5);
		for (const answer of full) {
			expect([codeOf(answer), answer.headers["retry-after"]]).toEqual(["QUEUE_FULL", "1"]);
		}
	});
});
