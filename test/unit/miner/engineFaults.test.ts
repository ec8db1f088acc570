import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFaultLog } from "../../../miner/engine/createFaultLog.js";
import type { Miner } from "../../../miner/index.js";
import { until } from "../../until.js";
import { askProbe, codeOf } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

let miner: Miner;
const lines: string[] = [];

beforeAll(async () => {
	miner = await startTestMiner(
		await makeProbeBundle({ timeoutMs: 4_000, memoryMiB: 400 }),
		{ limits: { queueLength: 2, callerConcurrent: 100, callerBurst: 1000 } },
		{ logger: pino({ level: "warn" }, { write: (line: string) => void lines.push(line) }) },
	);
});
afterAll(async () => {
	await miner?.stop();
});

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

	it("leaves in the miner's log where the task's code failed, and not what it said", async () => {
		for (let time = 0; time < 3; time++) await askProbe(miner.server, "throw");
		const faults = lines.filter((line) => line.includes("a request failed in the engine"));
		expect(faults).toHaveLength(1);
		expect(JSON.parse(faults[0] ?? "")).toMatchObject({
			times: 1,
			fault: expect.stringMatching(/^task fault: Error\n +at /),
		});
		expect(lines.join("")).not.toContain("the payload was secret");
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

describe("the log of faults", () => {
	it("says a fault at once, and the same one again after ten seconds with how often it came", () => {
		const said: unknown[] = [];
		const logger = pino(
			{ base: null, timestamp: false },
			{
				write: (line: string) => {
					const { fault, times } = JSON.parse(line) as { fault: string; times: number };
					said.push([fault, times]);
				},
			},
		);
		let now = 0;
		const log = createFaultLog({ logger, nowMs: () => now });
		for (let time = 0; time < 1000; time++) log.say("a");
		log.say("b");
		now = 9_999;
		log.say("a");
		now = 10_000;
		log.say("a");
		expect(said).toEqual([
			["a", 1],
			["b", 1],
			["a", 1001],
		]);
		// no more than 32 are remembered, whatever a task makes of its errors
		for (let fault = 0; fault < 32; fault++) log.say(String(fault));
		log.say("a");
		expect(said.at(-1)).toEqual(["a", 1]);
	});
});
