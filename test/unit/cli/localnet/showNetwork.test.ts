import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openEmissionLedger } from "../../../../cli/localnet/emissionLedger.js";
import type { NetworkView } from "../../../../cli/localnet/networkView.js";
import { showAsLines } from "../../../../cli/localnet/showNetwork.js";
import { openTerminal } from "../../../../cli/localnet/terminal.js";

const view: NetworkView = {
	phase: "starting",
	progress: { done: 0, total: 5, text: "starting the chain" },
	block: 0,
	blockMs: 1000,
	endpoint: "ws://127.0.0.1:9944",
	dataFolder: "the-folder",
	gateways: [],
	subnets: [],
	events: [],
};

describe("showAsLines", () => {
	it("says each step, each event and each epoch's table once, without escape sequences", () => {
		let now = view;
		let text = "";
		const display = showAsLines(
			() => now,
			(line) => {
				text += line;
			},
		);
		display.changed();
		display.changed();
		const events = [{ at: new Date(), text: "uid 4: answer differs", level: "warn" as const }];
		now = { ...view, phase: "running", events };
		display.changed();
		display.changed();
		const neuron = {
			...{
				uid: 3,
				hotkey: "5F",
				coldkey: "5G",
				kind: "miner" as const,
				name: "miner-1",
				behaviour: "honest",
			},
			...{ score: 1, incentive: 0.5, dividends: 0, consensus: 0.5, validatorTrust: 0, emissionRao: 5n },
		};
		const subnet = { netuid: 1, task: "ocr", tempo: 20, epochs: 2, blocksUntilEpoch: 3, neurons: [neuron] };
		now = { ...now, subnets: [subnet] };
		display.changed();
		display.changed();
		expect(text.match(/starting the chain/g)).toHaveLength(1);
		expect(text.match(/running; data and logs in the-folder/g)).toHaveLength(1);
		expect(text.match(/answer differs/g)).toHaveLength(1);
		expect(text.match(/subnet 1 epoch 2 uid 3 miner honest: score 1.000/g)).toHaveLength(1);
		expect(text).not.toContain("\u001b");
	});
});

describe("openTerminal", () => {
	class FakeTerminal extends EventEmitter {
		columns = 80;
		rows = 24;
		written = "";
		write(text: string): boolean {
			this.written += text;
			return true;
		}
	}

	it("writes only the lines that changed, and everything after a resize", () => {
		const output = new FakeTerminal();
		let resized = 0;
		const terminal = openTerminal(output, () => resized++);
		terminal.draw(["one", "two"]);
		output.written = "";
		terminal.draw(["one", "three"]);
		expect(output.written).toContain("three");
		expect(output.written).not.toContain("one");
		output.emit("resize");
		expect(resized).toBe(1);
		terminal.draw(["one", "three"]);
		expect(output.written).toContain("one");
		terminal.close();
	});

	it("gives the cursor back on close, once, and at the end of the process", () => {
		const output = new FakeTerminal();
		const before = process.listenerCount("exit");
		const terminal = openTerminal(output, () => {});
		expect(process.listenerCount("exit")).toBe(before + 1);
		expect(output.written).toContain("\u001b[?25l");
		terminal.close();
		terminal.close();
		expect(output.written.split("\u001b[?25h")).toHaveLength(2);
		expect(process.listenerCount("exit")).toBe(before);
	});
});

describe("openEmissionLedger", () => {
	const folder = mkdtempSync(join(tmpdir(), "ganglion-ledger-"));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it("adds an epoch once and goes on after a restart", () => {
		const file = join(folder, "emission.json");
		const first = openEmissionLedger(file);
		const paid = (epoch: number, rao: bigint) => ({
			epoch,
			block: 20 * epoch,
			ownerCutRao: 0n,
			payments: [{ hotkey: "a", rao }],
		});
		first.add(1, [paid(1, 7n)]);
		first.add(1, [paid(1, 7n), paid(2, 3n)]);
		const second = openEmissionLedger(file);
		expect(second.epoch(1)).toBe(2);
		expect(second.epoch(2)).toBe(0);
		expect(second.total(1, "a")).toBe(10n);
		expect(second.total(2, "a")).toBe(0n);
		writeFileSync(file, "not JSON");
		expect(openEmissionLedger(file).total(1, "a")).toBe(0n);
		// The format before: its sums lacked the owners' cuts.
		writeFileSync(file, JSON.stringify({ 1: { epoch: 9, totals: { a: "1" } } }));
		expect(openEmissionLedger(file).epoch(1)).toBe(0);
	});
});
