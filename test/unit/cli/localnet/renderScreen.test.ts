import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { NetworkView, NeuronView, SubnetView } from "../../../../cli/localnet/networkView.js";
import { renderScreen } from "../../../../cli/localnet/renderScreen.js";

const neuron = (uid: number, behaviour: string, incentive = 0): NeuronView => ({
	uid,
	hotkey: `5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM69${String(uid).padStart(3, "0")}`,
	coldkey: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
	kind: behaviour === "owner" ? "owner" : behaviour === "validator" ? "validator" : "miner",
	name: `miner-${uid}`,
	behaviour,
	score: incentive > 0 ? 0.98 : undefined,
	incentive,
	dividends: 0,
	consensus: incentive,
	validatorTrust: 0,
	emissionRao: 1_234_567_890n,
});

const subnet = (netuid: number, task: string): SubnetView => ({
	netuid,
	task,
	tempo: 20,
	epochs: 3,
	blocksUntilEpoch: 7,
	neurons: [
		neuron(0, "owner"),
		neuron(1, "validator"),
		neuron(2, "validator"),
		neuron(3, "honest", 0.5),
		neuron(4, "honest", 0.5),
		neuron(5, "quantised"),
		neuron(6, "constant"),
	],
});

const view: NetworkView = {
	phase: "running",
	progress: { done: 9, total: 9, text: "ready" },
	block: 84,
	blockMs: 1000,
	endpoint: "ws://127.0.0.1:9944",
	dataFolder: "/somewhere/far/away/in/a/folder/with/a/long/name/localnet",
	gateways: ["http://127.0.0.1:9945"],
	subnets: [subnet(1, "ocr"), subnet(2, "text-generation")],
	events: Array.from({ length: 40 }, (_, i) => ({
		at: new Date(2026, 0, 1, 12, 0, i),
		text: `uid 4: answer ${i} differs from the pinned model, 7e-2 > 5e-5`,
		level: "warn" as const,
	})),
};

describe("renderScreen", () => {
	it.each([
		[80, 24],
		[200, 50],
		[40, 10],
		[20, 5],
		[300, 12],
	])("fits %i x %i", (columns, rows) => {
		for (const color of [true, false]) {
			const lines = renderScreen(view, { columns, rows, color });
			expect(lines.length).toBeLessThanOrEqual(rows);
			for (const line of lines)
				expect(Array.from(stripVTControlCharacters(line)).length).toBeLessThanOrEqual(columns);
		}
	});

	it("shows every neuron of both subnets, the newest event and the way out at 80x24", () => {
		const text = renderScreen(view, { columns: 80, rows: 24, color: false }).join("\n");
		expect(text).toContain("block 84");
		expect(text).toContain("subnet 1  ocr");
		expect(text).toContain("subnet 2  text-generation");
		expect(text.match(/quantised/g)).toHaveLength(2);
		expect(text.match(/constant/g)).toHaveLength(2);
		expect(text).toContain("answer 39 differs");
		expect(text).toContain("Ctrl-C stops");
		for (const line of text.split("\n").filter((row) => /^ +[0-9]+ /.test(row)))
			expect(line).toMatch(/ 1\.23$/);
	});

	it("writes no escape sequence without colour", () => {
		const lines = renderScreen(view, { columns: 80, rows: 24, color: false });
		expect(lines.join("")).toBe(stripVTControlCharacters(lines.join("")));
		const colored = renderScreen(view, { columns: 80, rows: 24, color: true }).join("");
		expect(stripVTControlCharacters(colored)).not.toBe(colored);
	});

	it("says what it is doing while it starts", () => {
		const starting: NetworkView = {
			...view,
			phase: "starting",
			subnets: [],
			progress: { done: 3, total: 9, text: "registering 7 miners" },
		};
		expect(renderScreen(starting, { columns: 80, rows: 24, color: false })[0]).toContain(
			"[####--------] 3/9 registering 7 miners",
		);
	});

	it("says how many neurons a low window hides", () => {
		const text = renderScreen(view, { columns: 80, rows: 16, color: false }).join("\n");
		expect(text).toMatch(/… \d+ more: make the window taller/);
	});
});
