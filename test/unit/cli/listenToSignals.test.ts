import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { listenToSignals } from "../../../cli/listenToSignals.js";

/** A process that has no terminal, on the system named. */
function host(platform: NodeJS.Platform) {
	const exits: number[] = [];
	const emitter = Object.assign(new EventEmitter(), {
		platform,
		connected: false,
		exit: (code: number) => void exits.push(code),
	});
	return { emitter, exits, heard: listenToSignals(emitter as unknown as NodeJS.Process) };
}

describe("SIGHUP", () => {
	it("ends a command that does not listen to it", () => {
		const { emitter, heard } = host("linux");
		emitter.emit("SIGHUP");
		expect(heard.signal.aborted).toBe(true);
	});

	it("is told to a command that listens, each time, and ends nothing", () => {
		const { emitter, heard } = host("linux");
		let calls = 0;
		heard.onHangUp(() => {
			calls += 1;
		});
		emitter.emit("SIGHUP");
		emitter.emit("SIGHUP");
		expect([calls, heard.signal.aborted]).toEqual([2, false]);
	});

	it("means on Windows that the console was closed, whoever listens", () => {
		const { emitter, heard } = host("win32");
		heard.onHangUp(() => undefined);
		emitter.emit("SIGHUP");
		expect(heard.signal.aborted).toBe(true);
	});
});

describe("a signal that asks for an end", () => {
	it("asks once; the second one does not wait", () => {
		const { emitter, exits, heard } = host("linux");
		heard.onHangUp(() => undefined);
		emitter.emit("SIGTERM");
		expect([heard.signal.aborted, exits]).toEqual([true, []]);
		emitter.emit("SIGINT");
		expect(exits).toEqual([130]);
	});
});
