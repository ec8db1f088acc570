import { describe, expect, it } from "vitest";
import type { EngineReply } from "../../../miner/engine/engineMessages.js";
import { createJobReplies } from "../../../miner/engine/jobReplies.js";
import { runInSteps } from "../../../miner/engine/runInSteps.js";
import type { Answer, InferRequest } from "../../../subnets/index.js";

/** Steps of tasks whose errors cannot be read: what could fail is the process, by a rejection that nobody handles. */

const answer: Answer = { outputs: [] };
const request: InferRequest = { inputs: [] };

/** Errors whose text and place cannot be had. */
const unreadable: Record<string, () => unknown> = {
	"with a number for a stack": () => Object.assign(new Error("no"), { stack: 5 }),
	"whose stack throws": () =>
		Object.defineProperty(new Error("no"), "stack", {
			get: () => {
				throw new Error("still no");
			},
		}),
	"that is no error": () => null,
};

describe.each(Object.keys(unreadable))("a task that throws something %s", (name) => {
	it("loses that answer alone, and those after it are served", async () => {
		let isFailing = true;
		const give = async (): Promise<Answer> => {
			if (isFailing) throw unreadable[name]?.();
			return answer;
		};
		let reply: (reply: EngineReply) => void = () => undefined;
		const replies = createJobReplies(
			(sent) => {
				if (sent.type !== "begun") reply(sent);
			},
			() => undefined,
		);
		const runner = runInSteps(
			{ batchLength: 4 },
			{
				task: { answer: give, openBatch: () => ({ answer: give }) },
				session: {
					run: async () => {
						throw new Error("these tasks run no model");
					},
				},
				replies,
			},
		);
		const take = (id: number) =>
			new Promise<EngineReply>((resolve) => {
				reply = resolve;
				runner.take({ id, request, miner: "", streams: false });
			});
		expect(await take(1)).toMatchObject({ type: "refused", id: 1, status: 500, code: "TASK_FAULT" });
		expect(await take(2)).toMatchObject({ type: "refused", id: 2, status: 500, code: "TASK_FAULT" });
		isFailing = false;
		expect(await take(3)).toMatchObject({ type: "answered", id: 3 });
	});
});
