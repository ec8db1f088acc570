import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createRunTimer } from "../../../miner/engine/runTimer.js";

/** Works for so many ms of this process's own time. */
function work(ms: number): void {
	const began = process.cpuUsage();
	for (;;) {
		const { user, system } = process.cpuUsage(began);
		if ((user + system) / 1000 >= ms) return;
	}
}

describe.skipIf(process.platform !== "linux")(
	"the time of a run on the CPU (Linux keeps the account)",
	() => {
		it("is that of the work, not of waiting for others", async () => {
			const stop = createRunTimer("cpu")();
			await delay(300);
			work(30);
			const ms = stop();
			expect(ms).toBeGreaterThan(20);
			expect(ms).toBeLessThan(250);
		});
	},
);

describe("the time of a run on a GPU", () => {
	it("is the time that passed: the thread only waits for it", async () => {
		const stop = createRunTimer("webgpu")();
		await delay(100);
		expect(stop()).toBeGreaterThan(95);
	});
});
