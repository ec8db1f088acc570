import { describe, expect, it } from "vitest";
import { createStepTimes } from "../../../subnets/tasks/chat/stepTimes.js";

/** What could fail: texts that share runs though each alone would be sooner, and a judgement that is never revised. */
describe("times of steps", () => {
	const serve = (
		times: ReturnType<typeof createStepTimes>,
		texts: number,
		rounds: number,
		cost: (rows: number) => number,
	) => {
		let isShared = false;
		let shared = 0;
		for (let round = 0; round < rounds; round++) {
			times.nextRound();
			isShared = times.shareIsFaster(texts, isShared);
			if (isShared) {
				shared++;
				times.add(texts, cost(texts));
			} else for (let text = 0; text < texts; text++) times.add(1, cost(1));
		}
		return shared;
	};
	/** SmolLM2 on one core. */
	const measured = (rows: number) => (rows === 1 ? 13 : 29 + 3.7 * rows);

	it("tries both ways, and then takes the faster one", () => {
		expect(serve(createStepTimes(), 2, 100, measured)).toBe(3);
		// A text alone has to be tried once: eight of them give as many samples.
		expect(serve(createStepTimes(), 8, 100, measured)).toBe(99);
	});

	it("tries again what it has not seen for long", () => {
		const times = createStepTimes();
		expect(serve(times, 2, 200, measured)).toBe(3);
		// The machine is another now: sharing is cheap.
		expect(serve(times, 2, 400, (rows) => 10 + rows)).toBeGreaterThan(200);
	});

	it("stays as it is where the two are equally fast", () => {
		const times = createStepTimes();
		for (let i = 0; i < 3; i++) {
			times.add(1, 10);
			times.add(2, 20);
		}
		expect([times.shareIsFaster(2, true), times.shareIsFaster(2, false)]).toEqual([true, false]);
		for (let i = 0; i < 5; i++) times.add(2, 18);
		expect([times.shareIsFaster(2, true), times.shareIsFaster(2, false)]).toEqual([true, true]);
	});
});
