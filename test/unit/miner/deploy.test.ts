import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../../chain/wallet/index.js";
import { minerReload } from "../../../cli/commands/minerReload.js";
import { minerStart } from "../../../cli/commands/minerStart.js";
import type { Miner } from "../../../miner/index.js";
import { minerKey } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

/** What docs/deploy and the Dockerfile name is there. */

const read = (path: string) => readFileSync(join(packageRoot(), path), "utf8");

let miner: Miner;
beforeAll(async () => {
	const neurons = [{ uid: 0, hotkey: minerKey.address, stakeRao: 0n, validatorPermit: true }];
	const chain = {
		metagraph: async () => ({ block: 1, neurons }),
		balance: async () => 0n,
		subnet: async () => ({ burnRao: 1n, started: true }),
		publishedTask: async () => undefined,
		submit: async () => ({ height: 1 }),
	};
	miner = await startTestMiner(await makeProbeBundle(), { callers: "registered" }, { chain });
});
afterAll(async () => miner?.stop());

describe("the Grafana dashboard", () => {
	it("asks only for metrics that a miner has", async () => {
		const dashboard = JSON.parse(read("docs/deploy/grafana-miner.json")) as {
			panels: { id: number; title: string; targets: { expr: string }[] }[];
		};
		const shown = (await miner.server.inject("/metrics")).body;
		const asked = dashboard.panels.flatMap(({ targets }) =>
			targets.flatMap(({ expr }) => [...expr.matchAll(/\b([a-z_0-9]+)\{instance/g)].map((match) => match[1])),
		);
		expect(asked.length).toBeGreaterThan(15);
		const known = new Set([...shown.matchAll(/^# TYPE (\S+) /gm)].map((match) => match[1]));
		const missing = asked.filter((name) => !known.has(name) && !known.has(name?.replace(/_bucket$/, "")));
		expect(missing).toEqual([]);
		expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
	});
});

/** The options that a command line gives, by their names in the command's table. */
const optionsIn = (line: string) =>
	[...line.matchAll(/--([a-z-]+)/g)].map(([, flag = ""]) =>
		flag.replace(/-(.)/g, (_, letter) => letter.toUpperCase()),
	);

/** What the systemd unit runs. */
const unitLine = (name: string) =>
	new RegExp(`^${name}=(.*)$`, "m").exec(read("docs/deploy/ganglion-miner.service"))?.[1] ?? "";

describe("the systemd unit and the Dockerfile", () => {
	it("start the miner by options that it has", () => {
		const known = new Set([...Object.keys(minerStart.options), "logFormat"]);
		const start = unitLine("ExecStart");
		const command = /^CMD (\[.*\])$/m.exec(read("Dockerfile"))?.[1] ?? "";
		for (const line of [start, command]) {
			expect(line).toMatch(/miner"?,? "?start/);
			expect(optionsIn(line).filter((name) => !known.has(name))).toEqual([]);
		}
	});

	it("reload it by the program that they start, with options that the command has", () => {
		const [program] = unitLine("ExecStart").split(" miner start");
		expect(unitLine("ExecReload")).toMatch(`${program} miner reload`);
		const known = new Set(Object.keys(minerReload.options));
		expect(optionsIn(unitLine("ExecReload")).filter((name) => !known.has(name))).toEqual([]);
	});

	it("copy what is there", () => {
		const copied = [...read("Dockerfile").matchAll(/^COPY (?:--from=build )?(.*)$/gm)]
			.flatMap(([, paths = ""]) => paths.split(" ").slice(0, -1))
			.map((path) => path.replace(/^\/build\//, ""));
		expect(copied.length).toBeGreaterThan(8);
		for (const path of copied) expect(existsSync(join(packageRoot(), path)), path).toBe(true);
	});
});
