import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainClient, calls, connectChain } from "../../chain/client/index.js";
import { type Host, startHost } from "../../chain/host/index.js";
import { createWallet, keypairFromUri, packageRoot, verifySignature } from "../../chain/wallet/index.js";
import {
	createNonceSource,
	createRandom,
	decodeInferResponse,
	encodeInferRequest,
	loadBundle,
	manifestSigningPayload,
	signRequest,
	systemClock,
	verifyReceipt,
} from "../../subnets/index.js";
import { until } from "../until.js";

const TASK = "text-generation";
const NETUID = 1;
const TAO = 1_000_000_000n;
const rich = keypairFromUri("//Alice");
const validator = keypairFromUri("//Alice//validator");
const nextNonce = createNonceSource(systemClock);

let folder: string;
let host: Host;
let client: ChainClient;
let miner: { child: ChildProcess; endpoint: string; hotkey: string; log: () => string };

const openHost = (port: number) =>
	startHost({
		dataDir: join(folder, "chain"),
		port,
		blockMs: 250,
		seal: "interval",
		logger: pino({ level: "silent" }),
	});

/** `ganglion miner start` as a process of its own, once it says that it is ready. */
async function startMinerProcess(): Promise<typeof miner> {
	const args = ["miner", "start", "--netuid", String(NETUID), "--task", TASK, "--json"];
	const wallet = ["--wallet-path", join(folder, "wallets"), "--wallet", "w", "--register"];
	const node = [
		"--endpoint",
		host.endpoint,
		"--port",
		"0",
		"--data",
		join(folder, "miner"),
		"--refresh-ms",
		"300",
	];
	const child = spawn(
		process.execPath,
		[join(packageRoot(), "dist/cli/main.js"), ...args, ...wallet, ...node],
		{
			stdio: ["ignore", "pipe", "pipe"],
		},
	);
	let log = "";
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		log += text;
	});
	const ready = await new Promise<{ endpoint: string; hotkey: string }>((resolve, reject) => {
		let out = "";
		child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			out += text;
			if (out.trimEnd().endsWith("}")) resolve(JSON.parse(out));
		});
		child.once("exit", (code) => reject(new Error(`miner ended with ${code}: ${log}`)));
	});
	return { child, ...ready, log: () => log };
}

/** Asks the published endpoint as a validator does; the status, and whether answer and receipt are good. */
async function askMiner(nonce = nextNonce()) {
	const { task, manifest } = await loadBundle(TASK);
	const challenge = await task.sample(createRandom("e2e"));
	const { body, headers } = encodeInferRequest({ ...challenge.request, binaryOutputs: true });
	const path = `/v2/models/${TASK}/infer`;
	const caller = { receiver: miner.hotkey, signer: validator, nonce };
	const signed = signRequest({ method: "POST", pathAndQuery: path, body, ...caller });
	const response = await fetch(miner.endpoint + path, {
		method: "POST",
		headers: { ...headers, ...signed },
		body: new Uint8Array(body),
	});
	const answer = new Uint8Array(await response.arrayBuffer());
	const received = Object.fromEntries(response.headers);
	if (response.status !== 200)
		return { status: response.status, text: Buffer.from(answer).toString(), nonce };
	const decoded = decodeInferResponse(answer, received);
	const receipt = verifyReceipt(
		received,
		{
			requestBody: body,
			response: answer,
			status: 200,
			nonce,
			miner: miner.hotkey,
			caller: validator.address,
			modelSha256: manifest.model.sha256,
		},
		verifySignature,
	);
	const score = decoded.ok ? task.score(challenge, decoded.value) : 0;
	return { status: 200, score, receipt: receipt.ok, nonce };
}

describe("ganglion miner start, on the embedded chain", () => {
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "ganglion-miner-e2e-"));
		host = await openHost(0);
		client = await connectChain({ endpoint: host.endpoint });
		const { hash } = await loadBundle(TASK);
		const signature = rich.sign(manifestSigningPayload(hash));
		const { coldkey } = await createWallet({ path: join(folder, "wallets"), name: "w" });
		await client.submit(calls.transfer(coldkey.keypair.address, 100n * TAO), rich);
		await client.submit(calls.registerNetwork(rich.address), rich);
		await client.submit(calls.startCall(NETUID), rich);
		await client.submit(calls.publishTask(NETUID, hash, `ganglion:${TASK}`, signature), rich);
		await client.submit(calls.burnedRegister(NETUID, validator.address), rich);
		await client.submit(calls.addStake(validator.address, NETUID, 1000n * TAO), rich);
		miner = await startMinerProcess();
	});
	afterAll(async () => {
		miner?.child.kill("SIGKILL");
		await client?.close();
		await host?.stop();
		await rm(folder, { recursive: true, force: true });
	});

	it("registers, publishes its endpoint and answers a staked validator under a receipt", async () => {
		const own = async () =>
			(await client.metagraph(NETUID)).neurons.find(({ hotkey }) => hotkey === miner.hotkey);
		await until(async () => (await own())?.axon !== undefined);
		const axon = (await own())?.axon;
		expect(`http://${axon?.ip}:${axon?.port}`).toBe(miner.endpoint);
		expect(await askMiner()).toMatchObject({ status: 200, score: 1, receipt: true });
	});

	it("is found in order by its doctor, which changes nothing", async () => {
		const { port } = new URL(miner.endpoint);
		const args = ["miner", "doctor", "--netuid", String(NETUID), "--task", TASK, "--endpoint", host.endpoint];
		const place = ["--wallet-path", join(folder, "wallets"), "--wallet", "w", "--port", port];
		const data = ["--data", join(folder, "miner"), "--json"];
		const child = spawn(
			process.execPath,
			[join(packageRoot(), "dist/cli/main.js"), ...args, ...place, ...data],
			{
				stdio: ["ignore", "pipe", "inherit"],
			},
		);
		let out = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			out += text;
		});
		const code = await new Promise((resolve) => child.once("exit", resolve));
		const { healthy, findings } = JSON.parse(out) as {
			healthy: boolean;
			findings: { check: string; state: string }[];
		};
		// everything here is on one machine, so that nobody can have come from outside
		expect(findings.filter(({ state }) => state !== "good").map(({ check }) => check)).toEqual(["outside"]);
		expect({ healthy, code }).toEqual({ healthy: true, code: 0 });
	});

	it("serves on while the chain is lost, and follows it when it is back", async () => {
		const metric = async (name: string) =>
			(await (await fetch(`${miner.endpoint}/metrics`)).text()).match(
				new RegExp(`^${name} (\\d+)$`, "m"),
			)?.[1];
		const { port } = host;
		await client.close();
		await host.stop();
		await until(async () => (await metric("ganglion_miner_chain_reachable")) === "0");
		expect(await askMiner()).toMatchObject({ status: 200, receipt: true });
		host = await openHost(port);
		client = await connectChain({ endpoint: host.endpoint });
		await until(async () => (await metric("ganglion_miner_chain_reachable")) === "1");
		expect(await askMiner()).toMatchObject({ status: 200, receipt: true });
	});

	it("killed and started again, answers no request a second time and keeps its uid", async () => {
		const uid = async () =>
			(await client.metagraph(NETUID)).neurons.find(({ hotkey }) => hotkey === miner.hotkey)?.uid;
		const before = await uid();
		const { nonce } = await askMiner();
		miner.child.kill("SIGKILL");
		miner = await startMinerProcess();
		expect(await askMiner(nonce)).toMatchObject({
			status: 401,
			// Where the start took longer than a nonce is good for, its age refuses it first.
			text: expect.stringMatching(/REPLAYED_REQUEST|STALE_REQUEST/),
		});
		expect(await askMiner()).toMatchObject({ status: 200, receipt: true });
		expect(await uid()).toBe(before);
	});

	it("reads its task anew on SIGHUP, and answers on", async () => {
		miner.child.kill("SIGHUP");
		await until(() => miner.log().includes("reloaded: new requests go to this task"));
		expect(await askMiner()).toMatchObject({ status: 200, score: 1, receipt: true });
		expect(miner.child.exitCode).toBeNull();
	});

	it("reads its task anew for `miner reload`, which waits for it", async () => {
		const { port } = new URL(miner.endpoint);
		const place = ["--wallet-path", join(folder, "wallets"), "--wallet", "w", "--port", port];
		const child = spawn(
			process.execPath,
			[join(packageRoot(), "dist/cli/main.js"), "miner", "reload", ...place, "--json"],
			{ stdio: ["ignore", "pipe", "inherit"] },
		);
		let out = "";
		child.stdout.setEncoding("utf8").on("data", (text: string) => {
			out += text;
		});
		expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
		const { hash, manifest } = await loadBundle(TASK);
		expect(JSON.parse(out)).toEqual({ task: TASK, taskHash: hash, modelSha256: manifest.model.sha256 });
		expect(await askMiner()).toMatchObject({ status: 200, score: 1, receipt: true });
	});

	it("ends on SIGTERM, with exit code 0 and nothing left of it", async () => {
		const ended = new Promise((resolve) => miner.child.once("exit", resolve));
		miner.child.kill("SIGTERM");
		expect(await ended, miner.log()).toBe(0);
		expect(miner.log()).toContain("miner stopped");
		await expect(fetch(`${miner.endpoint}/v2/health/live`)).rejects.toThrow();
	});
});
