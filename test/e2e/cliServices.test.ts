import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri, packageRoot } from "../../chain/wallet/index.js";
import { commandTable } from "../../cli/commandTable.js";
import { createNonceSource, signRequest, systemClock } from "../../subnets/index.js";
import { freePort } from "../freePort.js";

/**
 * The commands that run until they are stopped, and those that ask them: a chain, a miner and a validator as processes
 * of the compiled `ganglion`, each document checked against the schema of its command.
 */

const main = join(packageRoot(), "dist", "cli", "main.js");
const ajv = new Ajv({ allowUnionTypes: true });
const KEY = "a-key-from-a-file";

let folder: string;
let env: Record<string, string>;
const running: ChildProcess[] = [];
let gateway: string;
let miner: Record<string, unknown>;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-services-"));
	env = { PATH: process.env.PATH ?? "", HOME: folder, GANGLION_WALLET_PATH: join(folder, "wallets") };
	writeFileSync(join(folder, "keys"), `# for tests\n${KEY}\n`);
	// `chain start` takes no port 0.
	const chain = await start("chain start", "--tmp", "--port", String(await freePort()), "--block-ms", "300");
	expect(chain.dataDir).toBeNull();
	env.GANGLION_ENDPOINT = String(chain.endpoint);
	await json("wallet create", "--wallet", "alice", "--uri", "//Alice", "--no-password");
	const made = await json("wallet create", "--wallet", "worker", "--no-password");
	const to = (made.coldkey as { address: string }).address;
	await json("wallet transfer", "--wallet", "alice", "--to", to, "--amount", "500");
	await json("subnet create", "--wallet", "alice");
	await json("subnet publish", "text-generation", "--netuid", "1", "--wallet", "alice");
	await json("subnet start", "--netuid", "1", "--wallet", "alice");
	await json("stake add", "--netuid", "1", "--wallet", "alice", "--amount", "100");
	miner = await start(
		...["miner start", "--netuid", "1", "--task", "text-generation", "--wallet", "worker", "--register"],
		...["--port", "0", "--refresh-ms", "300", "--data", join(folder, "miner")],
	);
	const validator = await start(
		...["validator start", "--netuid", "1", "--wallet", "alice", "--data", join(folder, "validator")],
		...["--gateway-port", "0", "--api-key-file", join(folder, "keys"), "--round-ms", "400"],
	);
	gateway = String(validator.gateway);
}, 180_000);

afterAll(async () => {
	// The chain was started first and goes last.
	for (const child of running.reverse()) {
		const ended = new Promise((resolve) => child.once("exit", resolve));
		child.kill("SIGINT");
		await ended;
	}
	rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe("ganglion query", () => {
	it("asks through a gateway with a key from a file, and verifies the receipt", async () => {
		const asked = ["--netuid", "1", "--text", "In the beginning", "--gateway", gateway];
		const answer = await json("query", ...asked, "--api-key-file", join(folder, "keys"));
		expect(answer).toMatchObject({
			task: "text-generation",
			hotkey: miner.hotkey,
			receipt: { verified: true },
			via: gateway,
		});
		expect(String(answer.answer).length).toBeGreaterThan(0);
		const refused = await ganglion("query", ...asked, "--api-key", "another", "--json");
		expect([refused.exitCode, JSON.parse(refused.stdout).error.code]).toEqual([3, "QUERY_REFUSED"]);
	}, 120_000);

	it("asks a miner itself, signed by a hotkey that it lets in", async () => {
		const asked = ["--netuid", "1", "--text", "In the beginning", "--direct", "--wallet", "alice"];
		const answer = await json("query", ...asked, "--parameter", "max_tokens=12");
		expect(answer).toMatchObject({
			hotkey: miner.hotkey,
			receipt: { verified: true },
			audit: null,
			via: "the miner itself",
		});
		expect(String(answer.answer)).toHaveLength(12);
		const uid = String(answer.uid);
		const shown = await ganglion("query", ...asked, "--uid", uid);
		expect([shown.exitCode, shown.stdout]).toEqual([
			0,
			expect.stringMatching(/\nserved by {2}uid \d+, 5\w+\nlatency .*\nreceipt {4}verified/),
		]);
		const absent = await ganglion("query", ...asked, "--uid", "77", "--json");
		expect([absent.exitCode, JSON.parse(absent.stdout).error.code]).toEqual([4, "MINER_UNREACHABLE"]);
	}, 120_000);
});

describe("ganglion proxy", () => {
	it("finds a miner by the metagraph and signs for the openai client, which knows no signatures", async () => {
		const key = ["--api-key-file", join(folder, "keys")];
		const served = await start("proxy", "--netuid", "1", "--wallet", "alice", "--port", "0", ...key);
		expect(served).toMatchObject({ model: "text-generation" });
		const client = (apiKey: string) =>
			new OpenAI({ baseURL: `${served.proxy}/v1`, apiKey, maxRetries: 0, timeout: 30_000 });
		const asked = { model: "text-generation", prompt: "In the beginning", max_tokens: 12 };
		const { data, response } = await client(KEY).completions.create(asked).withResponse();
		expect(data.choices[0]?.text).toHaveLength(12);
		expect(response.headers.get("x-ganglion-hotkey")).toBe(miner.hotkey);
		const streamed = await client(KEY).completions.create({ ...asked, stream: true });
		let text = "";
		for await (const chunk of streamed) text += chunk.choices[0]?.text ?? "";
		expect(text).toHaveLength(12);
		await expect(client("another").completions.create(asked)).rejects.toMatchObject({ status: 401 });
		const unnamed = await ganglion("proxy", "--wallet", "alice", "--json");
		expect([unnamed.exitCode, JSON.parse(unnamed.stdout).error.code]).toEqual([2, "USAGE"]);
	}, 120_000);
});

describe("ganglion miner start --upstream", () => {
	it("serves the task by another server, here a miner behind a proxy that asks for a key", async () => {
		const key = ["--api-key-file", join(folder, "keys")];
		const back = ["--netuid", "1", "--wallet", "alice", "--miner", String(miner.hotkey)];
		const served = await start("proxy", ...back, "--port", "0", ...key);
		const made = await json("wallet create", "--wallet", "front", "--no-password");
		const to = (made.coldkey as { address: string }).address;
		await json("wallet transfer", "--wallet", "alice", "--to", to, "--amount", "500");
		const common = ["--netuid", "1", "--task", "text-generation", "--wallet", "front", "--register"];
		const data = ["--port", "0", "--refresh-ms", "300", "--data", join(folder, "front")];
		const wrong = await ganglion("miner start", ...common, ...data, "--upstream", "localhost:8000", "--json");
		expect([wrong.exitCode, JSON.parse(wrong.stdout).error.code]).toEqual([2, "USAGE"]);
		const upstream = ["--upstream", String(served.proxy), "--upstream-kind", "openai"];
		const front = await start(
			...["miner start", ...common, ...data],
			...[...upstream, "--upstream-key-file", join(folder, "keys")],
			...["--allow", caller.address, "--caller-rate", "5", "--caller-concurrent", "30"],
		);
		const list = (await json("subnet metagraph", "--netuid", "1")).neurons as {
			hotkey: string;
			uid: number;
		}[];
		const uid = String(list.find(({ hotkey }) => hotkey === front.hotkey)?.uid);
		const asked = ["--netuid", "1", "--text", "In the beginning", "--parameter", "max_tokens=12"];
		const answer = await json("query", ...asked, "--direct", "--wallet", "alice", "--uid", uid);
		expect(answer).toMatchObject({ hotkey: front.hotkey, receipt: { verified: true } });
		expect(String(answer.answer)).toHaveLength(12);
		// ten at once and five a second; with the rates that hold without the options all would be answered
		const statuses = await Promise.all(Array.from({ length: 30 }, () => askSigned(front)));
		expect(new Set(statuses)).toEqual(new Set([200, 429]));
	}, 240_000);
});

describe("ganglion verify-evidence", () => {
	it("confirms what the validator keeps of the miner's answers", async () => {
		const file = join(folder, "evidence.json");
		let verdicts: unknown[] = [];
		const until = Date.now() + 60_000;
		while (verdicts.length === 0 && Date.now() < until) {
			await new Promise((resolve) => setTimeout(resolve, 300));
			const response = await fetch(`${gateway}/api/verdicts?verdict=pass&evidence=true&limit=3`);
			const document = (await response.json()) as { verdicts: unknown[] };
			verdicts = document.verdicts;
			writeFileSync(file, JSON.stringify(document));
		}
		const report = await json("verify-evidence", file);
		expect(report).toMatchObject({ refuted: 0, unproven: 0 });
		expect(report.confirmed).toBeGreaterThan(0);
	}, 120_000);
});

const caller = keypairFromUri("//Caller");
const nextNonce = createNonceSource(systemClock);

/** The status of a request that a caller signs which the miner lets in by name. */
async function askSigned(served: Record<string, unknown>): Promise<number> {
	const pathAndQuery = "/v1/completions";
	const body = Buffer.from(JSON.stringify({ prompt: "In the beginning", max_tokens: 2 }));
	const receiver = String(served.hotkey);
	const signed = signRequest({
		method: "POST",
		pathAndQuery,
		body,
		receiver,
		signer: caller,
		nonce: nextNonce(),
	});
	const { status } = await fetch(`${served.endpoint}${pathAndQuery}`, {
		method: "POST",
		headers: { "Content-Type": "application/json", ...signed },
		body: new Uint8Array(body),
	});
	return status;
}

interface Ran {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** @param path - the command's words in one string, such as "wallet create" */
function ganglion(path: string, ...argv: string[]): Promise<Ran> {
	return new Promise((resolve) => {
		const args = [main, ...path.split(" "), ...argv];
		execFile(process.execPath, args, { env, timeout: 120_000 }, (error, stdout, stderr) => {
			const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
			resolve({ exitCode, stdout, stderr });
		}).stdin?.end();
	});
}

/** A command that must succeed under `--json`: its document, checked against its own schema. */
async function json(path: string, ...argv: string[]): Promise<Record<string, unknown>> {
	const { exitCode, stdout, stderr } = await ganglion(path, ...argv, "--json");
	expect(exitCode, `${path} ${argv.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
	return await fitting(path, stdout);
}

/** A command that runs on: its document of when it is ready, checked against its own schema. */
async function start(path: string, ...argv: string[]): Promise<Record<string, unknown>> {
	const child = spawn(process.execPath, [main, ...path.split(" "), ...argv, "--json"], { env });
	running.push(child);
	let stdout = "";
	let stderr = "";
	child.stderr.on("data", (chunk: Buffer) => {
		stderr += chunk.toString();
	});
	await new Promise<void>((resolve, reject) => {
		child.once("exit", (code) => reject(new Error(`${path} ended (${code}): ${stdout}\n${stderr}`)));
		child.stdout.on("data", (chunk: Buffer) => {
			stdout += chunk.toString();
			if (stdout.endsWith("}\n")) resolve();
		});
	});
	return await fitting(path, stdout);
}

async function fitting(path: string, stdout: string): Promise<Record<string, unknown>> {
	const document = JSON.parse(stdout) as Record<string, unknown>;
	const command = await commandTable[path]?.load();
	const validate = ajv.compile(command?.resultSchema ?? false);
	expect(validate(document), `${path}: ${JSON.stringify(validate.errors)}`).toBe(true);
	return document;
}
