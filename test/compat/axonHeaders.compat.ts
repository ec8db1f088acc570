import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { createHotkey, packageRoot, verifySignature } from "../../chain/wallet/index.js";
import type { Miner } from "../../miner/index.js";
import {
	createNonceSource,
	systemClock,
	type TaskBundle,
	textsOf,
	verifyReceipt,
} from "../../subnets/index.js";
import { type Asked, askMiner, decodeAnswer } from "../../validator/asking/askMiner.js";
import { createAxonMiners } from "../../validator/asking/axonMiners.js";
import { demandRows } from "../../validator/asking/demandRows.js";
import { freePort } from "../freePort.js";
import { minerKey, validatorKey } from "../unit/miner/ask.js";
import { makeProbeBundle } from "../unit/miner/probeBundle.js";
import { startTestMiner } from "../unit/miner/startTestMiner.js";
import { LINE_A } from "./lines.js";
import { pythonEnvironment } from "./pythonEnvironment.js";
import { recordSection, type TaskResult } from "./results.js";

/** Bittensor's axon headers between `bittensor` 10's own Dendrite and Axon and ours, over real sockets, both ways. */

let home: string;
let python: string | undefined;
let reason = "";
let bundle: TaskBundle;
let miner: Miner;
const results: TaskResult[] = [];
const children: ChildProcess[] = [];
const told = (task: string, how: string, note: string) => results.push({ task, how, outcome: "works", note });

beforeAll(async () => {
	home = mkdtempSync(join(tmpdir(), "ganglion-axon-"));
	const environment = await pythonEnvironment(LINE_A);
	if ("unavailable" in environment) {
		reason = environment.unavailable;
		return;
	}
	python = join(environment.bin, "python");
	const path = join(home, ".bittensor", "wallets");
	await createHotkey({ path, name: "caller", hotkey: "default" }, { uri: "//Validator" });
	await createHotkey({ path, name: "miner", hotkey: "default" }, { uri: "//Miner" });
	bundle = await makeProbeBundle();
	miner = await startTestMiner(bundle, { dialects: ["btauth", "axon"] });
});

afterAll(async () => {
	for (const child of children) child.kill("SIGKILL");
	await miner?.stop();
	recordSection("axon-headers", {
		title: "Axon headers",
		introduction: "Bittensor's own request headers over a socket, between `bittensor 10.5.0` and Ganglion.",
		expected: 4,
		results,
	});
	rmSync(home, { recursive: true, force: true });
});

function need(context: TestContext): void {
	context.skip(python === undefined, reason);
}

/** Starts the Python side and gives the first line that it prints. */
async function startPython(given: Record<string, unknown>): Promise<Record<string, unknown>> {
	const script = join(packageRoot(), "test", "compat", "python", "synapses.py");
	const env = { PATH: process.env.PATH, HOME: home, BT_NO_PARSE_CLI_ARGS: "true" };
	const child = spawn(python as string, [script], { env, cwd: home, stdio: ["pipe", "pipe", "pipe"] });
	children.push(child);
	let trouble = "";
	child.stderr?.on("data", (text: Buffer) => {
		trouble = (trouble + text.toString("utf8")).slice(-4_000);
	});
	child.stdin?.write(`${JSON.stringify(given)}\n`);
	for await (const line of createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }))
		if (line.startsWith("{")) return JSON.parse(line) as Record<string, unknown>;
	throw new Error(trouble);
}

interface DendriteAnswer {
	readonly ok: boolean;
	readonly status: number;
	readonly message: string;
	readonly request: string;
	readonly response: string | null;
	readonly receipt: Record<string, string> | null;
	readonly nonce: string;
	readonly axon: string;
	readonly signed: boolean | null;
}

async function askByDendrite(asks: readonly Record<string, string>[]): Promise<DendriteAnswer[]> {
	const told = await startPython({ do: "ask", wallet: "caller", port: miner.port, asks });
	return told.answers as DendriteAnswer[];
}

const probe = (command: string) =>
	JSON.stringify({
		inputs: [
			{ name: "command", datatype: "BYTES", shape: [1], data: [command] },
			{ name: "x", datatype: "FP32", shape: [128], data: Array.from({ length: 128 }, () => 1) },
		],
	});

async function serveByAxon(options: { receipts?: boolean } = {}): Promise<string> {
	const port = await freePort();
	const model = bundle.manifest.model.sha256;
	await startPython({ do: "serve", wallet: "miner", port, model, ...options });
	for (let tries = 0; tries < 100; tries++) {
		const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
		if (answer !== undefined) return `http://127.0.0.1:${port}`;
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	throw new Error("the axon does not listen");
}

const nextNonce = createNonceSource(systemClock);
const modules = () => ({ signer: validatorKey, dispatcher: new Agent(), axons: createAxonMiners() });

/** Whether the receipt proves the answer to the request as evidence keeps both. */
function proven({ ask, sent, result }: Asked): boolean {
	if (!result.ok) return false;
	return verifyReceipt(
		result.headers,
		{
			requestBody: sent.body,
			response: result.body,
			status: result.status,
			nonce: ask.nonce,
			miner: ask.hotkey,
			caller: validatorKey.address,
			modelSha256: bundle.manifest.model.sha256,
		},
		verifySignature,
	).ok;
}

describe("a Dendrite of bittensor 10 asks our miner", () => {
	it("is answered, with a receipt over the texts of the synapse, and with rows", async (context) => {
		need(context);
		const receiver = minerKey.address;
		const [answer] = await askByDendrite([{ receiver, synapse: "Probe", request: probe("café") }]);
		expect(answer).toMatchObject({ ok: true, status: 200, axon: receiver, signed: true });
		expect(answer?.request).toBe(probe("café"));
		const response = new TextEncoder().encode(answer?.response ?? "");
		const decoded = decodeAnswer(response, {}, bundle);
		expect(decoded.ok && textsOf(decoded.value.outputs, "text")).toEqual(["café"]);
		const receipt = verifyReceipt(
			answer?.receipt ?? {},
			{
				requestBody: new TextEncoder().encode(probe("café")),
				response,
				status: 200,
				nonce: BigInt(answer?.nonce ?? "0"),
				miner: receiver,
				caller: validatorKey.address,
				modelSha256: bundle.manifest.model.sha256,
			},
			verifySignature,
		);
		expect(receipt).toMatchObject({ ok: true });

		const demand = JSON.stringify({ nonce: answer?.nonce, tensor: "y", rows: [1] });
		const [rows] = await askByDendrite([{ receiver, synapse: "ProbeRows", request: demand }]);
		expect(JSON.parse(rows?.response ?? "")).toEqual({
			tensor: "y",
			rows: [Buffer.alloc(16, 2).toString("base64")],
		});
		told("ask a Ganglion miner", "Dendrite.call", "answered, with a receipt in the synapse");
	});

	it("is refused, and told why, where Bittensor's protocol leaves a door open", async (context) => {
		need(context);
		const receiver = minerKey.address;
		const request = probe("run");
		const answers = await askByDendrite([
			{ receiver, synapse: "Probe", request, spoil: "no signature" },
			{ receiver, synapse: "Unsigned", request },
			{ receiver: validatorKey.address, synapse: "Probe", request },
			{ receiver, synapse: "Probe", request: "{}" },
		]);
		expect(answers.map(({ status, message }) => [status, message.slice(0, 40)])).toEqual([
			[401, "expected one header bt_header_dendrite_s"],
			[401, "the body is not the one that was signed,"],
			[401, `expected a request signed for ${receiver.slice(0, 10)}`],
			[400, expect.stringContaining("expected")],
		]);
		// What was refused behind a good signature is signed, too.
		expect(answers.map(({ signed }) => signed)).toEqual([null, null, null, true]);
		told(
			"ask without a signature, with an unsigned body, another miner",
			"Dendrite.call",
			"401 with the reason",
		);
	});
});

describe("our validator asks an Axon of bittensor 10", () => {
	it("finds out by itself, asks by axon headers from then on, and holds a receipt as of any miner", async (context) => {
		need(context);
		const origin = await serveByAxon();
		const asking = modules();
		const challenge = await bundle.task.sample(undefined as never);
		const ask = () => ({
			uid: 0,
			hotkey: minerKey.address,
			origin,
			request: challenge.request,
			nonce: nextNonce(),
		});
		const options = { bundle, timeoutMs: 20_000, signal: new AbortController().signal };
		for (const each of [ask(), ask()]) {
			const asked = await askMiner(each, options, asking);
			expect(asked.result).toMatchObject({ ok: true, status: 200 });
			expect(proven(asked)).toBe(true);
			const body = asked.result.ok ? asked.result.body : new Uint8Array();
			const decoded = decodeAnswer(body, {}, bundle);
			expect(decoded.ok && decoded.value.outputs[0]?.data[5]).toBe(4);
			expect(asking.axons.has(minerKey.address, origin)).toBe(true);
			const rows = demandRows(each, options, { ...asking, nextNonce });
			expect(await rows.demand("y", [0])).toEqual([new Uint8Array([1])]);
		}
		await asking.dispatcher.destroy();
		told("be asked by a Ganglion validator", "Axon.attach", "answered; its receipt holds");
	});

	it("holds an answer without a receipt for one without proof", async (context) => {
		need(context);
		const origin = await serveByAxon({ receipts: false });
		const asking = modules();
		const { request } = await bundle.task.sample(undefined as never);
		const asked = await askMiner(
			{ uid: 0, hotkey: minerKey.address, origin, request, nonce: nextNonce() },
			{ bundle, timeoutMs: 20_000, signal: new AbortController().signal },
			asking,
		);
		expect(asked.result).toMatchObject({ ok: true, status: 200 });
		expect(proven(asked)).toBe(false);
		await asking.dispatcher.destroy();
		told("answer without a receipt", "Axon.attach", "no verdict in its favour: RECEIPT_FAULTY");
	});
});
