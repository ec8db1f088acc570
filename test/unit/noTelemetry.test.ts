import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRandom, loadBundle } from "../../subnets/index.js";
import { startReexecution } from "../../validator/index.js";
import { askProbe } from "./miner/ask.js";
import { makeProbeBundle } from "./miner/probeBundle.js";
import { startTestMiner } from "./miner/startTestMiner.js";

// ONNX Runtime keeps an identifier of the machine under the home folder while it reports, and asks the variable CI
// whether it may: a home of this test's own, with CI unset, is what a user's machine looks like.

const LEFT_BEHIND = [".cache/Microsoft", ".local/share/Microsoft", "Library/Caches/Microsoft"];

let home: string;
beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), "ganglion-home-"));
	vi.stubEnv("HOME", home);
	vi.stubEnv("XDG_CACHE_HOME", undefined);
	for (const name of ["CI", "GITHUB_ACTIONS", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS"])
		vi.stubEnv(name, undefined);
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(home, { recursive: true, force: true });
});

async function expectNothingLeft(): Promise<void> {
	for (const folder of LEFT_BEHIND) await expect(access(join(home, folder))).rejects.toThrow("ENOENT");
}

describe.skipIf(process.platform === "win32")("ONNX Runtime reports to nobody", () => {
	it("in a miner's inference process", async () => {
		const miner = await startTestMiner(await makeProbeBundle());
		try {
			expect((await askProbe(miner.server, "")).status).toBe(200);
		} finally {
			await miner.stop();
		}
		await expectNothingLeft();
	});

	it("in a validator's re-execution", async () => {
		const bundle = await loadBundle("text-generation");
		const reexecution = startReexecution({}, { logger: pino({ level: "silent" }) });
		try {
			const request = await bundle.task.sample(createRandom("telemetry"));
			await bundle.task.answer(reexecution.session(bundle), request.request, { miner: "nobody" });
		} finally {
			await reexecution.stop();
		}
		await expectNothingLeft();
	});
});
