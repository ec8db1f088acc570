import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { createHotkey, packageRoot } from "../../chain/wallet/index.js";
import type { Miner } from "../../miner/index.js";
import { minerKey } from "../unit/miner/ask.js";
import { makeProbeBundle } from "../unit/miner/probeBundle.js";
import { startTestMiner } from "../unit/miner/startTestMiner.js";
import { pythonEnvironment } from "./pythonEnvironment.js";
import { recordSection, type TaskResult } from "./results.js";
import { runPython } from "./runPython.js";

/** Triton's own Python client, which knows no signatures, through `ganglion proxy` as a process of its own. */

const TRITON = { packages: ["tritonclient[http]==2.73.0"] };

let home: string;
let python: string | undefined;
let reason = "";
let miner: Miner;
let proxy: ChildProcess;
let url = "";
const results: TaskResult[] = [];

beforeAll(async () => {
	home = mkdtempSync(join(tmpdir(), "ganglion-triton-"));
	const environment = await pythonEnvironment(TRITON);
	if ("unavailable" in environment) {
		reason = environment.unavailable;
		return;
	}
	python = join(environment.bin, "python");
	const path = join(home, "wallets");
	await createHotkey({ path, name: "caller", hotkey: "default" }, { uri: "//Validator" });
	miner = await startTestMiner(await makeProbeBundle());
	const wallet = ["--wallet", "caller", "--hotkey", "default", "--wallet-path", path];
	const target = ["--miner", miner.endpoint, "--miner-hotkey", minerKey.address, "--port", "0"];
	const main = join(packageRoot(), "dist", "cli", "main.js");
	const receipts = ["--receipts", join(home, "receipts.jsonl")];
	proxy = spawn(process.execPath, [main, "proxy", ...wallet, ...target, ...receipts, "--json"], {
		env: { PATH: process.env.PATH, HOME: home },
		stdio: ["ignore", "pipe", "inherit"],
	});
	let told = "";
	for await (const line of createInterface({ input: proxy.stdout as NonNullable<typeof proxy.stdout> })) {
		told += line;
		if (line === "}") break;
	}
	url = new URL((JSON.parse(told) as { proxy: string }).proxy).host;
});

afterAll(async () => {
	proxy?.kill("SIGTERM");
	await miner?.stop();
	recordSection("triton", {
		title: "Triton's client",
		introduction: "`tritonclient 2.73.0` (HTTP) through `ganglion proxy`, which signs what it asks.",
		expected: 1,
		results,
	});
	rmSync(home, { recursive: true, force: true });
});

function ask(given: Record<string, unknown>): Promise<Record<string, unknown>> {
	return runPython("triton.py", given, { python: python as string, home });
}

describe("tritonclient through the proxy", () => {
	it("sees health and metadata, infers in JSON and in binary, and reads a refusal", async (context: TestContext) => {
		context.skip(python === undefined, reason);
		const told = await ask({ url });
		// The probe's model is y = x * w with w[i] = sin(i + 1) / 3.
		const y = [1, 2, 3].map((index) => expect.closeTo((2 * Math.sin(index)) / 3, 5));
		expect(told).toMatchObject({
			live: true,
			ready: true,
			model: true,
			versioned: true,
			server: "ganglion-miner",
			inputs: ["x"],
			binary: { id: "7", y, dtype: "float32", text: "café" },
			json: { id: "7", y, dtype: "float32", text: null },
			refused: expect.stringContaining("X_MISSING: expected x [128]"),
			status: "400",
		});
		const lines = readFileSync(join(home, "receipts.jsonl"), "utf8").trim().split("\n");
		expect(lines).toHaveLength(2);
		results.push({
			task: "health, metadata, infer in JSON and binary, a refusal",
			how: "InferenceServerClient",
			outcome: "works",
			note: "answers as from Triton, each behind a verified receipt",
		});
	});
});
