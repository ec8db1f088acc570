import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SubnetNotFoundError } from "../../../chain/client/index.js";
import { WalletNotFoundError } from "../../../chain/wallet/index.js";
import type { CommandContext } from "../../../cli/command.js";
import { minerDoctor } from "../../../cli/commands/minerDoctor.js";
import { resolveOptions } from "../../../cli/optionValues.js";
import { checkClock, watchClock } from "../../../miner/doctor/chainChecks.js";
import { DOCTOR_AGENT } from "../../../miner/doctor/doctorAgent.js";
import { checkOutside } from "../../../miner/doctor/machineChecks.js";
import {
	checkNames,
	type DoctorChain,
	type ExamineOptions,
	examineMiner,
	type Finding,
} from "../../../miner/index.js";
import { isFromHere } from "../../../miner/server/isFromHere.js";
import { BundleUnusableError, systemClock, type TaskBundle } from "../../../subnets/index.js";
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

	it("passes on the remedy that each room's errors have", async () => {
		const fault = new BundleUnusableError("mine", "there is no readable task.json in it", "Name another.");
		const pinned = { ...bundle.manifest, model: { ...bundle.manifest.model, sha256: "ab".repeat(32) } };
		expect((await examine({ bundle: fault })).task).toMatchObject({ state: "bad", remedy: "Name another." });
		expect((await examine({ bundle: { ...bundle, manifest: pinned } })).model?.remedy).toContain(
			"Fetch the bundle again",
		);
	});

	it("says once that there is no such subnet", async () => {
		const findings = await examine({ netuid: 9 }, async () =>
			chainWith({ subnet: async () => Promise.reject(new SubnetNotFoundError(9)) }),
		);
		const saying = Object.values(findings).filter(({ found }) => found.includes("has no subnet 9"));
		expect(saying.map(({ check }) => check)).toEqual(["registration"]);
		expect(statesOf(findings)).toMatchObject({ balance: "unknown", task: "unknown", endpoint: "unknown" });
	});

	it("tells another miner on its port from its own", async () => {
		const miner = await startTestMiner(bundle);
		try {
			const { port } = miner;
			const keys = { hotkey: validatorKey.address, coldkey: validatorKey.address };
			const { port: found } = await examine({ port, keys });
			expect(found).toMatchObject({ state: "bad", found: expect.stringContaining(minerKey.address) });
		} finally {
			await miner.stop();
		}
	});

	it("says that a miner which listens on this machine alone is not reached from others", async () => {
		const miner = await startTestMiner(bundle);
		try {
			// of the documentation's range: nobody answers there, and nothing is asked of it for long
			const { outside } = await examine({ port: miner.port, externalIp: "203.0.113.7" });
			expect(outside).toMatchObject({ state: "bad", remedy: expect.stringContaining("--host 0.0.0.0") });
		} finally {
			await miner.stop();
		}
	});

	it("names the published task where the subnet has another", async () => {
		const { task } = await examine({}, async () =>
			chainWith({ publishedTask: async () => ({ hash: "ab".repeat(32), uri: "ganglion:ocr" }) }),
		);
		expect(task?.found).toMatch(/^the subnet publishes ganglion:ocr \(abab.*, this one is probe /);
		expect(task?.remedy).toContain("--task ocr");
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
			...{ task: "bad", model: "unknown", engine: "unknown", disk: "good", endpoint: "bad" },
		});
		expect(findings.task?.found).toBe("no such bundle");
		expect(findings.endpoint?.remedy).toContain("--external-ip");
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

describe("the command", () => {
	it.each([
		["no such wallet", "nobody"],
		["a name that no wallet can have", "../up"],
	])("finds %s as it finds all else", async (_, wallet) => {
		const flags = { netuid: "1", task: "nowhere", wallet, walletPath: folder, endpoint: "ws://127.0.0.1:9" };
		const values = resolveOptions(minerDoctor.options, { flags, env: {}, file: {} });
		const context = {
			json: true,
			signal: new AbortController().signal,
			logger: () => pino({ level: "silent" }),
		};
		const { healthy, findings } = await minerDoctor.run(values as never, context as CommandContext);
		expect(healthy).toBe(false);
		expect(findings.map(({ check }) => check)).toEqual([...checkNames]);
		expect(findings[0]).toMatchObject({ check: "key", state: "bad", remedy: expect.any(String) });
	});
});

describe("the clock", () => {
	it.each([
		["in step", 0, true, "good"],
		["behind the newest block", 3000, true, "bad"],
		["behind it, and none came", 3000, false, "bad"],
		["ahead of a block that came just now", -6000, true, "warning"],
		["after one that came some time ago", -6000, false, "good"],
		["long after it", -60_000, false, "warning"],
	] as const)("%s", (_, aheadMs, isNew, state) => {
		const block = { blockMs: 1_000_000 + aheadMs, slotDurationMs: 1000, isNew };
		expect(checkClock(1_000_000, block).state).toBe(state);
	});

	it("is held against the block that comes next, since one at hand may be as old as a block takes", async () => {
		const offsetMs = 8_000;
		const clock = { nowNs: () => BigInt(Date.now() + offsetMs) * 1_000_000n };
		const { signal } = new AbortController();
		let asked = 0;
		const first = Date.now() - 1_000;
		const timestampMs = async () => (++asked < 4 ? first : Date.now());
		const found = await watchClock({ slotDurationMs: 20, timestampMs }, { clock, signal });
		expect([asked, found.state]).toEqual([4, "warning"]);
		const still = await watchClock({ slotDurationMs: 20, timestampMs: async () => first }, { clock, signal });
		expect(still.found).toContain("the chain stands still");
	});
});

describe("the way in from outside", () => {
	const nowMs = 1_800_000_000_000;
	const nobody = { ip: "10.0.0.9", port: 9, host: "0.0.0.0" };

	it("is shown by a request of the last hour alone", async () => {
		const found = (agoS: number) => checkOutside(nobody, "serving", nowMs / 1000 - agoS, nowMs);
		expect((await found(60)).state).toBe("good");
		// beyond it the address is looked at, which here is no public one
		expect(await found(7200)).toMatchObject({ state: "warning", found: expect.stringContaining("public") });
	});

	it("is not shown by the doctor itself, by who reads the metrics, or from this machine's own address", async () => {
		const miner = await startTestMiner(bundle, { publicMetrics: true });
		const seen = async () => {
			const { body } = await miner.server.inject("/metrics");
			return Number(/^ganglion_miner_last_outside_request_seconds (\S+)$/m.exec(body)?.[1]);
		};
		try {
			const remoteAddress = "203.0.113.9";
			const headers = { "user-agent": DOCTOR_AGENT };
			await miner.server.inject({ url: "/v2/health/live", remoteAddress, headers });
			await miner.server.inject({ url: "/metrics", remoteAddress });
			expect(await seen()).toBe(0);
			await miner.server.inject({ url: "/v2/health/live", remoteAddress });
			expect(await seen()).toBeGreaterThan(0);
		} finally {
			await miner.stop();
		}
		const from = (ip: string, remoteAddress: string, localAddress: string) =>
			isFromHere({ ip, raw: { socket: { remoteAddress, localAddress } } });
		const [own, other] = ["198.51.100.7", "203.0.113.9"];
		expect([from(own, own, own), from("::ffff:127.0.0.1", other, own)]).toEqual([true, true]);
		// a proxy on this machine brings what somebody else sent
		expect([from(other, other, own), from(other, own, own), from(own, other, own)]).toEqual([
			false,
			false,
			false,
		]);
	});
});
