import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Miner } from "../../../miner/index.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

let miner: Miner | undefined;
afterEach(async () => {
	vi.unstubAllEnvs();
	await miner?.stop();
});

/** What an engine process was started with, as the system keeps it. */
async function environmentOfEngine(): Promise<Record<string, string>> {
	miner = await startTestMiner(await makeProbeBundle());
	const entries = readFileSync(`/proc/${miner.enginePids()[0]}/environ`, "utf8").split("\0");
	return Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s) as [string, string]));
}

describe.skipIf(process.platform !== "linux")("the environment of an engine process", () => {
	it("tells the C library to keep memory that steps give back, and holds none of the miner's settings", async () => {
		vi.stubEnv("GANGLION_WALLET_PASSWORD", "secret");
		const environment = await environmentOfEngine();
		expect(environment).toMatchObject({
			MALLOC_TRIM_THRESHOLD_: "134217728",
			MALLOC_MMAP_THRESHOLD_: "33554432",
			MALLOC_ARENA_MAX: "1",
		});
		expect(Object.values(environment)).not.toContain("secret");
	});

	it("leaves the C library's settings to the machine's owner who has chosen them", async () => {
		vi.stubEnv("MALLOC_ARENA_MAX", "4");
		expect(await environmentOfEngine()).toMatchObject({ MALLOC_ARENA_MAX: "4" });
	});
});
