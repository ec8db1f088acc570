import { describe, expect, it } from "vitest";
import { createOrganicQueue } from "../../../validator/round/organicQueue.js";

const request = { inputs: [] };

describe("the researchers' queue", () => {
	it("hands out the oldest first, and gives each its own answer", async () => {
		const queue = createOrganicQueue(10);
		const answers = [queue.submit({ ...request, id: "1" }), queue.submit({ ...request, id: "2" })];
		for (const organic of queue.take(5))
			organic.settle({ ok: false, code: "NO_MINER", reason: organic.request.id ?? "" });
		expect(await Promise.all(answers)).toMatchObject([{ reason: "1" }, { reason: "2" }]);
		expect(queue.waiting).toBe(0);
	});

	it("refuses what is past its capacity, at once", async () => {
		const queue = createOrganicQueue(1);
		void queue.submit(request);
		expect(await queue.submit(request)).toMatchObject({ ok: false, code: "QUEUE_FULL" });
	});

	it("tries three miners, then gives up with the last reason", async () => {
		const queue = createOrganicQueue(1);
		const answer = queue.submit(request);
		for (const hotkey of ["a", "b", "c"]) {
			const [organic] = queue.take(1);
			organic?.tried.add(hotkey);
			if (organic !== undefined) queue.retry(organic, `by ${hotkey}`);
		}
		expect(await answer).toEqual({ ok: false, code: "NO_GOOD_ANSWER", reason: "by c" });
	});

	it("forgets a researcher who went away, and wakes whoever waits for one to come", async () => {
		const queue = createOrganicQueue(1);
		const never = new AbortController();
		const woken = queue.arrival(never.signal);
		const left = new AbortController();
		const answer = queue.submit(request, left.signal);
		await woken;
		left.abort();
		expect(await answer).toMatchObject({ code: "LEFT" });
		expect(queue.take(1)).toEqual([]);
	});

	it("tells everybody when the validator stops", async () => {
		const queue = createOrganicQueue(3);
		const waiting = queue.submit(request);
		queue.close();
		expect(await waiting).toMatchObject({ code: "STOPPING" });
		expect(await queue.submit(request)).toMatchObject({ code: "STOPPING" });
	});
});
