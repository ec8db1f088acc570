import { describe, expect, it } from "vitest";
import type { EngineJob } from "../../../miner/engine/engineMessages.js";
import type { JobReplies } from "../../../miner/engine/jobReplies.js";
import type { Answering } from "../../../miner/engine/jobRunner.js";
import { runInBatches } from "../../../miner/engine/runInBatches.js";
import type { TimedSession } from "../../../miner/engine/threadSession.js";
import { type InferRequest, textsOf, textTensor } from "../../../subnets/index.js";

/** Lets what was promised happen. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * A runner over a model that is done when the test says so. A request is a text `shape:word`; requests of one shape
 * share a batch, and a word `poison` makes the task throw.
 */
function setUp(options: { batchLength?: number; batchMs?: number; batchWaitMs?: number } = {}) {
	let clock = 0;
	const timers: { at: number; run: () => void }[] = [];
	const runs: { words: string[]; finish(ms: number): Promise<void> }[] = [];
	const outcome = new Map<number, string>();
	let capacity = 0;

	const session: TimedSession = {
		runTimed: (feeds, _outputs, onRun) =>
			new Promise((resolve) => {
				runs.push({
					words: [...(textsOf(Object.values(feeds), "words") ?? [])],
					finish: async (ms) => {
						clock += ms;
						onRun(ms);
						resolve({});
						await settle();
					},
				});
			}),
		run: (feeds, outputs) => session.runTimed(feeds, outputs, () => undefined),
		release: async () => undefined,
	};
	const wordOf = ({ inputs }: InferRequest): string => textsOf(inputs, "text")?.[0] ?? "";
	const answerBatch: NonNullable<Answering["answerBatch"]> = async (model, requests) => {
		const words = requests.map(wordOf);
		await model.run({ words: textTensor("words", words) });
		if (words.some((word) => word.includes("poison"))) throw new Error("poisoned");
		return words.map((word) => ({ outputs: [textTensor("text", [word])] }));
	};
	const replies: JobReplies = {
		begun: () => undefined,
		token: () => undefined,
		answered: ({ id }, answer) => void outcome.set(id, textsOf(answer.outputs, "text")?.[0] ?? ""),
		refused: ({ id }, _error, signal) => void outcome.set(id, signal.aborted ? "cancelled" : "failed"),
		notice: () => undefined,
		capacity: (jobs) => {
			capacity = jobs;
		},
	};
	const runner = runInBatches(
		{ batchLength: 8, batchMs: 1_000, batchWaitMs: 0, ...options },
		{
			task: {
				answerBatch,
				answer: async (model, request, answerOptions) =>
					(await answerBatch(model, [request], answerOptions))[0] ?? { outputs: [] },
				batchKey: (request) => {
					const [shape = ""] = wordOf(request).split(":");
					if (shape === "shapeless") throw new Error("no shape");
					return shape;
				},
			},
			session,
			replies,
			now: () => clock,
			setTimer: (run, ms) => void timers.push({ at: clock + ms, run }),
		},
	);
	let nextId = 1;
	return {
		runner,
		runs,
		outcome,
		timers,
		capacity: () => capacity,
		take(text: string, change: Partial<EngineJob> = {}): number {
			const id = nextId++;
			runner.take({
				id,
				request: { inputs: [textTensor("text", [text])] },
				miner: "5M",
				streams: false,
				...change,
			});
			return id;
		},
		/** One run of this shape, so that the runner knows what a row takes. */
		async learn(shape: string, ms: number): Promise<void> {
			this.take(`${shape}:first`);
			await runs.shift()?.finish(ms);
		},
		async pass(ms: number): Promise<void> {
			clock += ms;
			for (const timer of timers.filter(({ at }) => at <= clock)) {
				timers.splice(timers.indexOf(timer), 1);
				timer.run();
			}
			await settle();
		},
	};
}

describe("batches of an engine process", () => {
	it("hold requests of one shape alone, and one hotkey", async () => {
		const test = setUp();
		await test.learn("320", 10);
		test.take("320:busy");
		for (const word of ["320:a", "480:b", "320:c", "480:d"]) test.take(word);
		test.take("320:e", { miner: "5Other" });
		const inOrder: string[][] = [];
		while (test.runs.length > 0) {
			inOrder.push(test.runs[0]?.words ?? []);
			await test.runs.shift()?.finish(10);
		}
		expect(inOrder).toEqual([["320:busy"], ["320:a", "320:c"], ["480:b"], ["480:d"], ["320:e"]]);
	});

	it("begin with whoever waited longest, so that a rare shape is not passed by for ever", async () => {
		const test = setUp({ batchLength: 2 });
		await test.learn("320", 1);
		test.take("320:busy");
		test.take("320:a");
		const rare = test.take("640:rare");
		for (let round = 0; round < 4; round++) {
			test.take("320:flood");
			test.take("320:flood");
			await test.runs.shift()?.finish(1);
		}
		expect(test.outcome.get(rare)).toBe("640:rare");
	});

	it("take no longer than the bound allows, by what a row of the shape took before", async () => {
		const test = setUp({ batchMs: 25 });
		await test.learn("320", 10);
		expect(test.capacity()).toBe(4);
		test.take("320:busy");
		for (let index = 0; index < 6; index++) test.take(`320:${index}`);
		await test.runs.shift()?.finish(10);
		expect(test.runs[0]?.words).toHaveLength(2);
		await test.runs.shift()?.finish(2);
		await test.runs.shift()?.finish(2);
		// Rows became faster: more of them fit.
		await test.learn("320", 1);
		test.take("320:busy");
		for (let index = 0; index < 9; index++) test.take(`320:${index}`);
		await test.runs.shift()?.finish(1);
		expect(test.runs[0]?.words.length).toBeGreaterThan(2);
	});

	it("of one row run though it takes longer than the bound", async () => {
		const test = setUp({ batchMs: 25 });
		await test.learn("640", 400);
		const id = test.take("640:slow");
		await test.runs.shift()?.finish(400);
		expect(test.outcome.get(id)).toBe("640:slow");
	});

	it("wait for nobody where callers come one by one", async () => {
		const test = setUp({ batchWaitMs: 5 });
		for (const word of ["a", "b", "c"]) {
			test.take(`320:${word}`);
			expect(test.runs).toHaveLength(1);
			await test.runs.shift()?.finish(10);
			expect(test.runs).toHaveLength(0);
		}
	});

	it("that are not full wait at most the time allowed, after one that was shared", async () => {
		const test = setUp({ batchWaitMs: 5, batchLength: 3 });
		await test.learn("320", 1);
		test.take("320:busy");
		test.take("320:a");
		test.take("320:b");
		await test.runs.shift()?.finish(1);
		await test.runs.shift()?.finish(1);
		test.take("320:c");
		expect(test.runs).toHaveLength(0);
		await test.pass(4);
		expect(test.runs).toHaveLength(0);
		await test.pass(1);
		expect(test.runs.map(({ words }) => words)).toEqual([["320:c"]]);
	});

	it("that wait begin as soon as they are full", async () => {
		const test = setUp({ batchWaitMs: 5, batchLength: 2 });
		await test.learn("320", 1);
		test.take("320:busy");
		test.take("320:a");
		test.take("320:b");
		await test.runs.shift()?.finish(1);
		await test.runs.shift()?.finish(1);
		test.take("320:c");
		test.take("320:d");
		expect(test.runs.map(({ words }) => words)).toEqual([["320:c", "320:d"]]);
	});

	it("lose one row that is cancelled, and answer the others", async () => {
		const test = setUp();
		await test.learn("320", 1);
		test.take("320:busy");
		const [a, b] = [test.take("320:a"), test.take("320:b")];
		const later = test.take("480:later");
		await test.runs.shift()?.finish(1);
		test.runner.cancel(a);
		test.runner.cancel(later);
		await test.runs.shift()?.finish(1);
		expect([a, b, later].map((id) => test.outcome.get(id))).toEqual(["cancelled", "320:b", "cancelled"]);
	});

	it("that fail are tried row by row: the bad one alone is refused", async () => {
		const test = setUp();
		await test.learn("320", 1);
		test.take("320:busy");
		const ids = [test.take("320:a"), test.take("320:poison"), test.take("320:c")];
		await test.runs.shift()?.finish(1);
		while (test.runs.length > 0) await test.runs.shift()?.finish(1);
		expect(ids.map((id) => test.outcome.get(id))).toEqual(["320:a", "failed", "320:c"]);
	});

	it("are given to the model's thread shortly before the run in it ends, and no more than one", async () => {
		const test = setUp();
		await test.learn("320", 10);
		test.take("320:busy");
		for (const word of ["a", "b"]) test.take(`320:${word}`);
		await test.pass(7);
		test.take("320:c");
		expect(test.runs.map(({ words }) => words)).toEqual([["320:busy"]]);
		await test.pass(1);
		expect(test.runs.map(({ words }) => words)).toEqual([["320:busy"], ["320:a", "320:b", "320:c"]]);
		test.take("320:late");
		await test.pass(1);
		expect(test.runs).toHaveLength(2);
		await test.runs.shift()?.finish(10);
		// The one that waited runs from now on: its end is what the next is measured by.
		await test.pass(27);
		expect(test.runs).toHaveLength(1);
		await test.pass(1);
		expect(test.runs[1]?.words).toEqual(["320:late"]);
		while (test.runs.length > 0) await test.runs.shift()?.finish(1);
		expect([...test.outcome.values()]).toEqual([
			"320:first",
			...["busy", "a", "b", "c", "late"].map((word) => `320:${word}`),
		]);
	});

	it("leave out a request whose key the task cannot tell, which is answered by itself", async () => {
		const test = setUp();
		await test.learn("320", 1);
		test.take("320:busy");
		const ids = [
			test.take("320:a"),
			test.take("shapeless:b"),
			test.take("320:c"),
			test.take("shapeless:poison"),
		];
		const runs: string[][] = [];
		while (test.runs.length > 0) {
			runs.push(test.runs[0]?.words ?? []);
			await test.runs.shift()?.finish(1);
		}
		expect(runs).toEqual([["320:busy"], ["320:a", "320:c"], ["shapeless:b"], ["shapeless:poison"]]);
		expect(ids.map((id) => test.outcome.get(id))).toEqual(["320:a", "shapeless:b", "320:c", "failed"]);
	});

	it("follow one another without a gap: the next is in the model while answers are made of the last", async () => {
		const test = setUp();
		await test.learn("320", 1);
		const id = test.take("320:a");
		test.take("480:b");
		const first = test.runs.shift();
		const done = first?.finish(1);
		// Not a turn of the event loop later: the run has just ended, and nobody has made an answer of it yet.
		expect(test.outcome.has(id)).toBe(false);
		expect(test.runs.map(({ words }) => words)).toEqual([["480:b"]]);
		await done;
		expect(test.outcome.get(id)).toBe("320:a");
	});
});
