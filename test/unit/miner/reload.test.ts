import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeAll, describe, expect, it } from "vitest";

import {
	askReload,
	type Miner,
	type MinerModules,
	type MinerOptions,
	type MinerTask,
} from "../../../miner/index.js";
import { loadBundle, signRequest, type TaskBundle } from "../../../subnets/index.js";

import { childrenOf } from "../../attacks/minerProcess.js";
import { until } from "../../until.js";
import { ask, askProbe, codeOf, minerKey, probeRequest, validatorKey } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

/** A task that is replaced while it is served: what stays, what changes, and what a failure leaves. */

let first: TaskBundle;
let second: TaskBundle;
beforeAll(async () => {
	[first, second] = await Promise.all([makeProbeBundle(), makeProbeBundle({ scale: 2 })]);
});

let running: Miner[] = [];
const lines: string[] = [];
afterEach(async () => {
	for (const miner of running) await miner.stop();
	running = [];
	lines.length = 0;
});

/** A miner of the first bundle that finds `next` when it reads its task anew. */
async function startBefore(
	next: () => Promise<MinerTask>,
	options: Partial<MinerOptions> = {},
	modules: Partial<MinerModules> = {},
): Promise<Miner> {
	const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(line) });
	const miner = await startTestMiner(first, options, { openTask: next, logger, ...modules });
	running.push(miner);
	return miner;
}

const modelOf = async (miner: Miner, name = "probe") =>
	(await miner.server.inject(`/v2/models/${name}`)).json<{ ganglion: { modelSha256: string } }>().ganglion
		.modelSha256;
const metric = async (miner: Miner, name: string) =>
	(await miner.server.inject("/metrics")).body.split("\n").find((line) => line.startsWith(name));

describe("a reload", () => {
	it("serves the new model, and says so in metadata, receipts, metrics and the log", async () => {
		const miner = await startBefore(async () => ({ bundle: second }));
		const before = await askProbe(miner.server, "");
		const result = await miner.reload();
		const after = await askProbe(miner.server, "");
		const { sha256 } = second.manifest.model;
		expect(result).toEqual({ ok: true, task: "probe", taskHash: second.hash, modelSha256: sha256 });
		expect([before.status, after.status]).toEqual([200, 200]);
		expect(before.headers["x-bittensor-receipt-model"]).toBe(first.manifest.model.sha256);
		expect(after.headers["x-bittensor-receipt-model"]).toBe(sha256);
		expect(await modelOf(miner)).toBe(sha256);
		expect(await metric(miner, "ganglion_miner_task_info{")).toContain(sha256);
		expect(await metric(miner, 'ganglion_miner_reloads_total{outcome="done"}')).toMatch(/ 1$/);
		expect(lines.join("")).toContain("reloaded: new requests go to this task");
		const ids = lines.map((line) => JSON.parse(line)).flatMap(({ id }) => id ?? []);
		expect(ids).toHaveLength(2);
		expect(new Set(ids).size).toBe(2);
	});

	it("keeps counters, used nonces, and rows that answers before it withheld", async () => {
		const dataDir = await mkdtemp(join(tmpdir(), "ganglion-reload-"));
		const miner = await startBefore(async () => ({ bundle: second }), { dataDir });
		const { nonce } = await askProbe(miner.server, "");
		await miner.reload();
		const replayed = await askProbe(miner.server, "", { nonce });
		expect([replayed.status, codeOf(replayed)]).toEqual([401, "REPLAYED_REQUEST"]);
		const demand = Buffer.from(JSON.stringify({ nonce: nonce.toString(), tensor: "y", rows: [1] }));
		const rows = await ask(miner.server, "/v2/models/probe/rows", demand);
		expect(rows.status).toBe(200);
		const counted = 'ganglion_miner_requests_total{route="/v2/models/probe/infer",status="200",code="ok"}';
		expect(await metric(miner, counted)).toMatch(/ 1$/);
		await miner.stop();
		await rm(dataDir, { recursive: true });
	});

	it("keeps connections: the next request goes over the same one", async () => {
		const miner = await startBefore(async () => ({ bundle: second }));
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const before = await post(miner, agent);
		await miner.reload();
		const after = await post(miner, agent);
		expect([before.status, after.status, after.isReused]).toEqual([200, 200, true]);
		expect(after.model).toBe(second.manifest.model.sha256);
		agent.destroy();
	});

	it("to a task of another name answers the old name with what is served now", async () => {
		const other = await makeProbeBundle({ name: "other" });
		const miner = await startBefore(async () => ({ bundle: other }));
		expect(await miner.reload()).toMatchObject({ ok: true, task: "other" });
		const old = await askProbe(miner.server, "");
		expect([old.status, codeOf(old)]).toEqual([404, "MODEL_UNKNOWN"]);
		expect(Buffer.from(old.body).toString()).toContain("/v2/models/other");
		expect(await modelOf(miner, "other")).toBe(other.manifest.model.sha256);
	});

	it("to a task of another name hands out the rows that answers of the old one withheld, by that name", async () => {
		const other = await makeProbeBundle({ name: "other" });
		const bundles = [other, first];
		const miner = await startBefore(async () => ({ bundle: bundles.shift() ?? other }));
		const { nonce } = await askProbe(miner.server, "");
		const demand = Buffer.from(JSON.stringify({ nonce: nonce.toString(), tensor: "y", rows: [1] }));
		for (const task of ["other", "probe", "other"]) {
			expect(await miner.reload()).toMatchObject({ ok: true, task });
			expect((await ask(miner.server, "/v2/models/probe/rows", demand)).status).toBe(200);
			const elsewhere = await ask(miner.server, "/v2/models/third/rows", demand);
			expect([elsewhere.status, codeOf(elsewhere)]).toEqual([404, "MODEL_UNKNOWN"]);
		}
	});

	it("asked for while one runs comes after it, once for all who ask", async () => {
		const read: TaskBundle[] = [];
		const bundles = [second, first];
		const miner = await startBefore(async () => {
			const bundle = bundles[read.length] ?? second;
			read.push(bundle);
			return { bundle };
		});
		const one = miner.reload();
		await until(() => read.length === 1);
		const results = await Promise.all([one, miner.reload(), miner.reload()]);
		expect(results.map((result) => result.ok && result.taskHash)).toEqual([
			second.hash,
			first.hash,
			first.hash,
		]);
		expect(read).toHaveLength(2);
		expect(await modelOf(miner)).toBe(first.manifest.model.sha256);
	});
});

describe("a reload that fails leaves the task before in service", () => {
	const tampered = async () => {
		const bundle = await makeProbeBundle({ scale: 3 });
		const model = await readFile(bundle.modelPath);
		model[model.length - 1] = (model.at(-1) ?? 0) ^ 1;
		await writeFile(bundle.modelPath, model);
		return { bundle };
	};
	const cases: readonly (readonly [what: string, open: () => Promise<MinerTask>, code: string])[] = [
		["a folder without a manifest", async () => ({ bundle: await loadBundle(tmpdir()) }), "BUNDLE_UNUSABLE"],
		["a model file that is not the pinned one", tampered, "BUNDLE_FILE_HASH"],
		[
			"a task whose engine has too little memory to start",
			async () => ({ bundle: await makeProbeBundle({ memoryMiB: 64 }) }),
			"ENGINE_START",
		],
		[
			"a model that loads and fails at its first run",
			async () => ({ bundle: await makeProbeBundle({ challenge: "exit" }) }),
			"ENGINE_START",
		],
	];
	it("says under which cap an engine ended that had too little memory", async () => {
		const miner = await startBefore(async () => ({ bundle: await makeProbeBundle({ memoryMiB: 64 }) }));
		expect(await miner.reload()).toMatchObject({
			ok: false,
			error: {
				message: expect.stringContaining("under a cap of 64 MiB"),
				remedy: expect.stringContaining("--memory"),
			},
		});
	});

	it.each(cases)("%s", async (_what, open, code) => {
		const miner = await startBefore(open);
		const before = miner.enginePids();
		const result = await miner.reload();
		expect(result).toMatchObject({ ok: false, error: { code } });
		const answer = await askProbe(miner.server, "");
		expect(answer.status).toBe(200);
		expect(answer.headers["x-bittensor-receipt-model"]).toBe(first.manifest.model.sha256);
		expect(miner.enginePids()).toEqual(before);
		expect(await metric(miner, 'ganglion_miner_reloads_total{outcome="failed"}')).toMatch(/ 1$/);
		const said = lines.filter((line) => line.includes("reload failed: the task before is served on"));
		expect(said).toHaveLength(1);
		expect(said[0]).toContain(code);
	});

	it("a task that the subnet does not publish; it is taken once the subnet does", async () => {
		let hash = first.hash;
		const neurons = [{ uid: 0, hotkey: minerKey.address, stakeRao: 0n, validatorPermit: true }];
		const chain = {
			metagraph: async () => ({ block: 1, neurons }),
			balance: async () => 0n,
			subnet: async () => ({ burnRao: 1n, started: true }),
			publishedTask: async () => ({ hash }),
			submit: async () => ({ height: 1 }),
		};
		const miner = await startBefore(
			async () => ({ bundle: second }),
			{ allow: [validatorKey.address] },
			{ chain },
		);
		expect(await miner.reload()).toMatchObject({ ok: false, error: { code: "BUNDLE_HASH_MISMATCH" } });
		expect(await modelOf(miner)).toBe(first.manifest.model.sha256);
		hash = second.hash;
		expect(await miner.reload()).toMatchObject({ ok: true, taskHash: second.hash });
		expect(await metric(miner, "ganglion_miner_task_current")).toMatch(/ 1$/);
	});
});

describe("a reload that is asked for over the socket", () => {
	const askIt = (miner: Miner, hotkey = minerKey, port = miner.port) =>
		askReload({ host: "127.0.0.1", port }, { hotkey, fetch, signal: new AbortController().signal });

	it("is answered when the new task is in service", async () => {
		const miner = await startBefore(async () => ({ bundle: second }));
		const { sha256 } = second.manifest.model;
		expect(await askIt(miner)).toEqual({ task: "probe", taskHash: second.hash, modelSha256: sha256 });
		expect(await modelOf(miner)).toBe(sha256);
	});

	it("says why it failed", async () => {
		const miner = await startBefore(async () => ({ bundle: await loadBundle(tmpdir()) }));
		await expect(askIt(miner)).rejects.toMatchObject({
			code: "RELOAD_REFUSED",
			message: expect.stringContaining("no readable task.json"),
			remedy: expect.stringContaining("subnet init"),
		});
		expect(await modelOf(miner)).toBe(first.manifest.model.sha256);
	});

	it("of another hotkey's miner names both, and the options to change", async () => {
		const miner = await startBefore(async () => ({ bundle: second }));
		await expect(askIt(miner, validatorKey)).rejects.toMatchObject({
			message: expect.stringContaining(`${miner.endpoint} is another hotkey's than ${validatorKey.address}`),
			remedy: expect.stringContaining("--hotkey"),
		});
		expect(await modelOf(miner)).toBe(first.manifest.model.sha256);
	});

	it("by anybody but the miner's own hotkey, or a second time, is refused and reloads nothing", async () => {
		let reads = 0;
		const miner = await startBefore(async () => {
			reads += 1;
			return { bundle: second };
		});
		const stranger = await ask(miner.server, "/v2/reload", new Uint8Array());
		expect([stranger.status, codeOf(stranger)]).toEqual([403, "OWNER_ONLY"]);
		const headers = signRequest({
			method: "POST",
			pathAndQuery: "/v2/reload",
			body: new Uint8Array(),
			receiver: minerKey.address,
			signer: minerKey,
		});
		const send = () => fetch(`${miner.endpoint}/v2/reload`, { method: "POST", headers });
		const [owner, again] = [await send(), await send()];
		const forged = await ask(miner.server, "/v2/reload", new Uint8Array(), {
			change: (headers) => ({ ...headers, "X-Bittensor-Hotkey": minerKey.address }),
		});
		expect(owner.status).toBe(200);
		expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([
			401,
			"REPLAYED_REQUEST",
		]);
		expect([forged.status, codeOf(forged)]).toEqual([401, "BAD_SIGNATURE"]);
		expect(reads).toBe(1);
	});

	it("where nobody listens is said to be so", async () => {
		const miner = await startBefore(async () => ({ bundle: second }));
		await miner.stop();
		await expect(askIt(miner)).rejects.toMatchObject({ code: "MINER_UNREACHABLE" });
	});
});

describe("a miner that is stopped during a reload", () => {
	it("gives the reload up, with no process left", async () => {
		const before = childrenOf(process.pid);
		// Its first challenge never ends: whoever stops the miner must not wait for it.
		const bundle = await makeProbeBundle({ challenge: "sleep", scale: 5 });
		const miner = await startBefore(async () => ({ bundle }));
		const reloading = miner.reload();
		await until(() => lines.filter((line) => line.includes("engine ready")).length === 2);
		const during = childrenOf(process.pid).filter((pid) => !before.includes(pid));
		await miner.stop();
		expect(await reloading).toMatchObject({ ok: false });
		expect(during).toHaveLength(2);
		expect(childrenOf(process.pid).filter((pid) => during.includes(pid))).toEqual([]);
		expect(lines.join("")).toContain("reload given up: the miner stops");
	});
});

/** A signed request over a socket. */
async function post(miner: Miner, agent: Agent) {
	const path = "/v2/models/probe/infer";
	const { body, headers } = probeRequest("");
	const signed = signRequest({
		method: "POST",
		pathAndQuery: path,
		body,
		receiver: minerKey.address,
		signer: validatorKey,
	});
	const sent = request(`${miner.endpoint}${path}`, {
		method: "POST",
		agent,
		headers: { ...headers, ...signed, "Content-Length": body.length },
	});
	const response = await new Promise<IncomingMessage>((resolve, reject) => {
		sent.once("response", resolve).once("error", reject).end(body);
	});
	for await (const _ of response);
	return {
		status: response.statusCode,
		model: response.headers["x-bittensor-receipt-model"],
		isReused: sent.reusedSocket,
	};
}
