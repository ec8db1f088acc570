import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLogger } from "../../../cli/createLogger.js";
import { groupLines } from "../../../cli/groupLines.js";

describe("groupLines", () => {
	beforeEach(() => {
		vi.useFakeTimers();
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	it("writes lines together after a tenth of a second, in their order", () => {
		const writes: string[] = [];
		const group = groupLines((text) => writes.push(text));
		group.add("one\n", false);
		group.add("two\n", false);
		expect(writes).toEqual([]);
		vi.advanceTimersByTime(100);
		expect(writes).toEqual(["one\ntwo\n"]);
		group.add("three\n", false);
		vi.advanceTimersByTime(99);
		expect(writes).toHaveLength(1);
		vi.advanceTimersByTime(1);
		expect(writes).toEqual(["one\ntwo\n", "three\n"]);
	});

	it("writes at once what is urgent, with all before it, and what is flushed, once", () => {
		const writes: string[] = [];
		const group = groupLines((text) => writes.push(text));
		group.add("one\n", false);
		group.add("urgent\n", true);
		expect(writes).toEqual(["one\nurgent\n"]);
		group.add("two\n", false);
		group.flush();
		group.flush();
		vi.advanceTimersByTime(1_000);
		expect(writes).toEqual(["one\nurgent\n", "two\n"]);
	});

	it("keeps no more than 16 KiB back", () => {
		let written = 0;
		const group = groupLines((text) => {
			written += text.length;
		});
		for (let i = 1; i <= 100; i++) {
			group.add(`${"x".repeat(999)}\n`, false);
			expect(i * 1_000 - written).toBeLessThan(16_384);
		}
	});
});

describe("createLogger", () => {
	it("writes warnings and worse urgently, and says the same in either format", async () => {
		const lines: [string, boolean][] = [];
		const target = { add: (line: string, isUrgent: boolean) => void lines.push([line, isUrgent]) };
		const logger = await createLogger({ level: "debug", format: "json" }, target);
		logger.debug("a");
		logger.info({ n: 1 }, "b");
		logger.warn("c");
		logger.child({ of: "x" }).error("d");
		expect(lines.map(([, isUrgent]) => isUrgent)).toEqual([false, false, true, true]);
		expect(lines.map(([line]) => JSON.parse(line).msg)).toEqual(["a", "b", "c", "d"]);
		const text = await createLogger({ level: "info", format: "text" }, target);
		text.info({ n: 1 }, "e");
		expect(lines.at(-1)).toEqual([expect.stringMatching(/ info {2}e n=1\n$/), false]);
	});
});
