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
	initModelTask,
	loadBundle,
	manifestSigningPayload,
	signRequest,
	systemClock,
	verifyReceipt,
} from "../../subnets/index.js";
import { DECODER, ENCODER, findRealModels } from "../unit/models/realModels.js";

const real = await findRealModels();
const models = "missing" in real ? "" : real.models;
const reason = "missing" in real ? ` (${real.missing})` : "";
const NETUID = 1;
const TAO = 1_000_000_000n;
const rich = keypairFromUri("//Alice");
const validator = keypairFromUri("//Alice//validator");
const nextNonce = createNonceSource(systemClock);

describe.skipIf("missing" in real)(`ganglion miner start --model, on the embedded chain${reason}`, () => {
	let folder: string;
	let host: Host;
	let client: ChainClient;
	let miner: ChildProcess | undefined;
	let published: Awaited<ReturnType<typeof initModelTask>>;

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), "ganglion-model-miner-"));
		host = await startHost({
			dataDir: undefined,
			port: 0,
			blockMs: 250,
			seal: "interval",
			logger: pino({ level: "silent" }),
		});
		client = await connectChain({ endpoint: host.endpoint });
		published = await initModelTask({ folder: join(folder, "task"), task: "chat", model: DECODER, models });
		const { hash } = await loadBundle(published.folder);
		const { coldkey } = await createWallet({ path: join(folder, "wallets"), name: "w" });
		await client.submit(calls.transfer(coldkey.keypair.address, 100n * TAO), rich);
		await client.submit(calls.registerNetwork(rich.address), rich);
		await client.submit(calls.startCall(NETUID), rich);
		const signature = rich.sign(manifestSigningPayload(hash));
		await client.submit(calls.publishTask(NETUID, hash, "https://example.org/chat.tgz", signature), rich);
		await client.submit(calls.burnedRegister(NETUID, validator.address), rich);
		await client.submit(calls.addStake(validator.address, NETUID, 1000n * TAO), rich);
	});
	afterAll(async () => {
		miner?.kill("SIGKILL");
		await client?.close();
		await host?.stop();
		await rm(folder, { recursive: true, force: true });
	});

	/** `ganglion miner start` with a model; its first document, or its words where it ends before. */
	const start = async (
		task: string,
		model: string,
	): Promise<{ endpoint: string; hotkey: string } | string> => {
		const args = ["miner", "start", "--netuid", String(NETUID), "--task", task, "--model", model];
		const where = ["--models", models, "--endpoint", host.endpoint, "--port", "0"];
		const kept = ["--data", join(folder, "miner"), "--wallet-path", join(folder, "wallets")];
		miner = spawn(
			process.execPath,
			[
				join(packageRoot(), "dist/cli/main.js"),
				...args,
				...where,
				...kept,
				"--wallet",
				"w",
				"--register",
				"--json",
			],
			{ stdio: ["ignore", "pipe", "ignore"], env: { ...process.env, GANGLION_MODELS: "" } },
		);
		let out = "";
		return new Promise((resolve) => {
			miner?.stdout?.setEncoding("utf8").on("data", (text: string) => {
				out += text;
				if (out.includes('"taskHash"') && out.trimEnd().endsWith("}")) resolve(JSON.parse(out));
			});
			miner?.once("exit", () => resolve(out));
		});
	};

	it("refuses a model that the subnet does not pin", async () => {
		expect(await start("embedding", ENCODER)).toContain("BUNDLE_HASH_MISMATCH");
	});

	it("serves the model of a manifest that author and miner each made of the same files", async () => {
		const ready = await start("chat", DECODER);
		if (typeof ready === "string") throw new Error(ready);
		const body = Buffer.from(
			JSON.stringify({
				messages: [{ role: "user", content: "Explain in three sentences why the sky is blue." }],
				max_tokens: 12,
				temperature: 0,
			}),
		);
		const path = "/v1/chat/completions";
		const nonce = nextNonce();
		const signed = signRequest({
			method: "POST",
			pathAndQuery: path,
			body,
			receiver: ready.hotkey,
			signer: validator,
			nonce,
		});
		const response = await fetch(ready.endpoint + path, { method: "POST", headers: signed, body });
		const answer = Buffer.from(await response.arrayBuffer());
		expect(response.status, answer.toString()).toBe(200);
		expect(JSON.parse(answer.toString()).choices[0].message.content).toBe(
			"The sky is blue because of a process called Rayleigh scattering",
		);
		const expectation = {
			requestBody: body,
			response: answer,
			status: 200,
			nonce,
			miner: ready.hotkey,
			caller: validator.address,
			modelSha256: published.manifest.model.sha256,
		};
		expect(verifyReceipt(Object.fromEntries(response.headers), expectation, verifySignature).ok).toBe(true);
	});
});
