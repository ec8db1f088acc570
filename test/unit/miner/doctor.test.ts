import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WalletNotFoundError } from "../../../chain/wallet/index.js";
import { checkClock } from "../../../miner/doctor/chainChecks.js";
import { type DoctorChain, type ExamineOptions, examineMiner, type Finding } from "../../../miner/index.js";
import { systemClock, type TaskBundle } from "../../../subnets/index.js";
import { minerKey, validatorKey } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

const TAO = 1_000_000_000n;

let bundle: TaskBundle;
let folder: string;
beforeAll(async () => {
	bundle = await makeProbeBundle();
	folder = await mkdtemp(join(tmpdir(), "ganglion-doctor-"));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** A chain on which all is well, with changes. */
function chainWith(changes: Partial<DoctorChain> = {}): DoctorChain {
	return {
		slotDurationMs: 1000,
		balance: async () => 5n * TAO,
		timestampMs: async () => Date.now(),
		subnet: async () => ({ burnRao: TAO, started: true }),
		publishedTask: async () => ({ hash: bundle.hash }),
		metagraph: async () => ({
			block: 7,
			neurons: [{ uid: 3, hotkey: minerKey.address, stakeRao: 0n, validatorPermit: false }],
		}),
		...changes,
	};
}

/** What the doctor finds, by check. */
async function examine(
	options: Partial<ExamineOptions> = {},
	connect: () => Promise<DoctorChain> = async () => chainWith(),
): Promise<Record<string, Finding>> {
	const findings: Record<string, Finding> = {};
	const examined = examineMiner(
		{
			netuid: 1,
			keys: { hotkey: minerKey.address, coldkey: validatorKey.address },
			bundle,
			host: "127.0.0.1",
			port: 8091,
			dataDir: join(folder, "not", "there", "yet"),
			...options,
		},
		{ connect, clock: systemClock, logger: pino({ level: "silent" }), signal: new AbortController().signal },
	);
	for await (const finding of examined) findings[finding.check] = finding;
	return findings;
}

const statesOf = (findings: Record<string, Finding>) =>
	Object.fromEntries(Object.values(findings).map(({ check, state }) => [check, state]));

describe("the miner's doctor", () => {
	it("finds nothing wrong with a miner that runs, but that nobody from outside has come", async () => {
		const miner = await startTestMiner(bundle);
		try {
			const axon = { ip: "127.0.0.1", port: miner.port };
			const [neuron] = (await chainWith().metagraph(1)).neurons;
			if (neuron === undefined) throw new Error("no neuron");
			const findings = await examine({ port: miner.port }, async () =>
				chainWith({ metagraph: async () => ({ block: 7, neurons: [{ ...neuron, axon }] }) }),
			);
			const { outside, ...others } = statesOf(findings);
			expect(new Set(Object.values(others))).toEqual(new Set(["good"]));
			expect(outside).toBe("warning");
			expect(findings.engine?.found).toMatch(/^cpu .*one challenge answered in \d+ ms$/);
		} finally {
			await miner.stop();
		}
	});

	it("says of each thing that is wrong what to do", async () => {
		const taken = createServer().listen(0, "127.0.0.1");
		await new Promise((done) => taken.once("listening", done));
		const { port } = taken.address() as { port: number };
		const broken = { ...bundle, folder: join(folder, "broken") };
		await rm(broken.folder, { recursive: true, force: true });
		await writeFile(join(folder, "file"), "");
		const findings = await examine({ port, externalIp: "203.0.113.7", bundle: broken }, async () =>
			chainWith({
				balance: async () => 0n,
				timestampMs: async () => Date.now() + 60_000,
				publishedTask: async () => ({ hash: "ab".repeat(32) }),
				metagraph: async () => ({ block: 7, neurons: [] }),
			}),
		);
		taken.close();
		expect(statesOf(findings)).toMatchObject({
			...{ key: "good", chain: "good", clock: "bad", registration: "bad", balance: "bad", task: "bad" },
			...{ model: "bad", engine: "bad", port: "bad", endpoint: "unknown", outside: "unknown" },
		});
		for (const { state, remedy } of Object.values(findings))
			expect(remedy === undefined).toBe(state === "good" || state === "unknown");
		expect(findings.registration?.remedy).toContain("ganglion subnet register --netuid 1");
		expect(findings.port?.found).toContain("EADDRINUSE");
	});

	it("asks the servers behind the miner in place of a model", async () => {
		const servers = ["http://127.0.0.1:9"];
		const upstream = { kind: "oip", servers, model: "times", concurrency: 1 } as const;
		const findings = await examine({ upstream });
		expect(statesOf(findings)).toMatchObject({ model: "unknown", engine: "bad" });
		expect(findings.engine?.found).toContain("none of http://127.0.0.1:9 is ready to serve times");
	});

	it("looks at the machine where neither keys nor chain nor bundle can be had", async () => {
		const findings = await examine(
			{
				keys: new WalletNotFoundError("hotkey h", "/nowhere"),
				bundle: new Error("no such bundle"),
				externalIp: "0.0.0.0",
			},
			async () => {
				throw new Error("connection refused");
			},
		);
		expect(statesOf(findings)).toMatchObject({
			...{ key: "bad", chain: "bad", clock: "unknown", registration: "unknown", balance: "unknown" },
			...{ task: "unknown", model: "unknown", engine: "unknown", disk: "good", endpoint: "bad" },
		});
		expect(findings.endpoint?.found).toContain("externalIp");
	});

	it("shows another endpoint than the own one, and a task that is not published", async () => {
		const axon = { ip: "198.51.100.9", port: 1 };
		const findings = await examine({ externalIp: "203.0.113.7" }, async () =>
			chainWith({
				publishedTask: async () => undefined,
				metagraph: async () => ({
					block: 7,
					neurons: [{ uid: 3, hotkey: minerKey.address, stakeRao: 0n, validatorPermit: false, axon }],
				}),
			}),
		);
		expect(findings.endpoint).toMatchObject({
			state: "bad",
			found: "the chain shows 198.51.100.9:1, this miner is 203.0.113.7:8091",
		});
		expect(findings.task?.state).toBe("warning");
	});
});

describe("the clock", () => {
	it.each([
		["in step", 0, "good"],
		["a block behind", -2000, "good"],
		["behind the newest block", 6000, "bad"],
		["far ahead of it", -60_000, "warning"],
	])("%s", (_, aheadMs, state) => {
		expect(checkClock(1_000_000, 1_000_000 + aheadMs, 1000).state).toBe(state);
	});
});
