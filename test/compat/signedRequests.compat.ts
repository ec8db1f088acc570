import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { createHotkey } from "../../chain/wallet/index.js";
import type { Miner } from "../../miner/index.js";
import { signRequest } from "../../subnets/index.js";
import { minerKey, probeRequest, validatorKey } from "../unit/miner/ask.js";
import { makeProbeBundle } from "../unit/miner/probeBundle.js";
import { startTestMiner } from "../unit/miner/startTestMiner.js";
import { LINE_B } from "./lines.js";
import { pythonEnvironment } from "./pythonEnvironment.js";
import { recordSection, type TaskResult } from "./results.js";
import { runPython } from "./runPython.js";

/** btauth/1 between `bittensor` 11's own code and ours, over a real socket, both ways. */

const PATH = "/v2/models/probe/infer";

let home: string;
let python: string | undefined;
let reason = "";
let miner: Miner;
const results: TaskResult[] = [];
const told = (task: string, how: string, note: string) => results.push({ task, how, outcome: "works", note });

beforeAll(async () => {
	home = mkdtempSync(join(tmpdir(), "ganglion-btauth-"));
	const environment = await pythonEnvironment(LINE_B);
	if ("unavailable" in environment) {
		reason = environment.unavailable;
		return;
	}
	python = join(environment.bin, "python");
	const wallets = join(home, ".bittensor", "wallets");
	await createHotkey({ path: wallets, name: "caller", hotkey: "default" }, { uri: "//Validator" });
	miner = await startTestMiner(await makeProbeBundle());
});

afterAll(async () => {
	await miner?.stop();
	recordSection("signed-requests", {
		title: "Signed requests",
		introduction: "btauth/1 over a socket, between `bittensor 11.3.0`'s `http_auth` and Ganglion.",
		expected: 3,
		results,
	});
	rmSync(home, { recursive: true, force: true });
});

function need(context: TestContext): void {
	context.skip(python === undefined, reason);
}

function ask(given: Record<string, unknown>): Promise<Record<string, unknown>> {
	return runPython("btauth.py", given, { python: python as string, home });
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("btauth/1", () => {
	it("lets bittensor's client ask our miner once, and nobody replay or change what it sent", async (context) => {
		need(context);
		const { body, headers } = probeRequest("run");
		const changed = probeRequest("run", 2).body;
		const asked = await ask({
			do: "ask",
			wallet: "caller",
			path: PATH,
			port: miner.port,
			receiver: minerKey.address,
			headers: { "Content-Type": "application/octet-stream", ...headers },
			body: hex(body),
			send: [hex(changed), hex(body), hex(body)],
		});
		const answers = asked.answers as { status: number; body: string }[];
		expect(answers.map(({ status }) => status)).toEqual([401, 200, 401]);
		expect(Buffer.from(answers[1]?.body ?? "", "hex").toString("latin1")).toContain('"y"');
		told("ask a Ganglion miner", "http_auth.sign", "answered once; replayed or changed: 401");
	});

	it("refuses what bittensor's client signed for another miner", async (context) => {
		need(context);
		const { body, headers } = probeRequest("run");
		const asked = await ask({
			do: "ask",
			wallet: "caller",
			path: PATH,
			port: miner.port,
			receiver: validatorKey.address,
			headers: { "Content-Type": "application/octet-stream", ...headers },
			body: hex(body),
			send: [hex(body)],
		});
		expect((asked.answers as { status: number }[])[0]?.status).toBe(401);
		told("ask with a signature for another miner", "http_auth.sign", "401");
	});

	it("is accepted by bittensor's verifier when we sign, and refused when it was changed", async (context) => {
		need(context);
		const { body } = probeRequest("run");
		const signed = (receiver = minerKey.address) =>
			signRequest({
				method: "POST",
				pathAndQuery: PATH,
				body,
				receiver,
				signer: validatorKey,
				nonce: BigInt(Date.now()) * 1_000_000n,
			});
		const check = (headers: Record<string, string>, path = PATH, sent = body) =>
			ask({ do: "verify", headers, body: hex(sent), path, receiver: minerKey.address });
		expect(await check(signed())).toEqual({ caller: validatorKey.address });
		expect(await check(signed(), `${PATH}?x=1`)).toEqual({ refused: "BadSignature" });
		expect(await check(signed(), PATH, probeRequest("run", 2).body)).toEqual({ refused: "BadSignature" });
		expect(await check(signed(validatorKey.address))).toEqual({ refused: "WrongReceiver" });
		told("verify what Ganglion signed", "http_auth.verify", "accepted; changed: BadSignature");
	});
});
