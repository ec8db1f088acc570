/**
 * A miner beside bare ONNX Runtime on the same models, in the same run: node test/bench/miner/ort.mjs [--json]
 * [--rounds 5] [--only ocr|embedding|generation|chat]. Part of `npm run bench -- miner`.
 *
 * The miner is a whole one, asked over HTTP on loopback with requests signed by a hotkey (sr25519, ahead of the
 * measurement) and answers under receipts. The bare loop runs the model on ready tensors in this process and does nothing
 * else: no decoding, no hashing of withheld rows, no server. Both have one thread for the model. They take turns, and
 * figures are medians of the rounds. The bare loop of generation gives each step's cache back at once, as the miner does; what a
 * loop does that leaves them to V8 stands beside it (`ratioToPlain`).
 *
 * Cost law: a row costs its share of the model's run, in the model's thread; what else it costs (HTTP, signatures,
 * decoding, hashing) is done meanwhile in other threads, so on two idle cores rows a second are the model's own as long
 * as that is less than the model's share. At one request at a time all of it is added latency.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { keypairFromUri, verifySignature } from "../../../dist/chain/wallet/index.js";
import { encodeInferRequest } from "../../../dist/subnets/index.js";
import { median } from "../../measure/statistics.mjs";
import { createClient, signed } from "./ortClient.mjs";
import { BATCH, workOf } from "./ortWork.mjs";
import { processSeconds, threadSeconds } from "./processTime.mjs";

const MODELS = ["ocr", "embedding", "generation", "chat"];
const CONCURRENCY = 16;
/** Requests a round, at concurrency 16 and one by one. */
const ROWS = { ocr: 64, embedding: 320, generation: 96, chat: 16 };
const SINGLES = { ocr: 20, embedding: 40, generation: 20, chat: 5 };
/** Answers before the first round: a session's first runs prepare it, and the miner learns what a row takes. */
const WARM_UP = { ocr: 48, embedding: 48, generation: 48, chat: 8 };
/** Answers of each stream in a round. */
const STREAM_ROUNDS = { generation: 4, chat: 2 };

/**
 * Measures all models.
 *
 * @param options `rounds` of each measurement; `say` gets lines for people; `only` names one model
 * @returns `ortRatio`: the least of ours to bare rows a second over all models, `ortRatioToPlain`: the same where the bare loop
 * of generation leaves its garbage to V8, as loops do that nobody has tuned; `ortCpuRatio`: the same by processor time: what
 * two idle cores would give, where the busiest thread, or half of all work with the client's, bounds the rows;
 * `p50AddedMs`: the most of what a request alone
 * takes longer than its run; `p50AddedHttpMs`: the same of a server that does HTTP and nothing else; `ort`: figures by model
 */
export async function measureOrt({ rounds = 5, say = console.log, only = undefined } = {}) {
	const folder = mkdtempSync(join(tmpdir(), "ganglion-bench-ort-"));
	const ort = {};
	try {
		for (const name of MODELS.filter((model) => only === undefined || only === model)) {
			const own = join(folder, name);
			mkdirSync(own);
			const figures = await measureModel(name, own, rounds);
			ort[name] = figures ?? {
				skipped: "its model is not here: ../shared/models/get-real-models.sh makes it",
			};
			for (const line of describe(name, ort[name])) say(line);
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	const measured = Object.values(ort).filter(({ skipped }) => skipped === undefined);
	const crypto = cryptoMs();
	say(`of each request, crypto (sr25519 check and signature): ${crypto.toFixed(3)} ms`);
	return {
		ortRatio: Math.min(...measured.map(({ ratio }) => ratio)),
		ortRatioToPlain: Math.min(...measured.map(({ ratio, ratioToPlain }) => ratioToPlain ?? ratio)),
		ortCpuRatio: Math.min(...measured.map(({ cpuRatio }) => cpuRatio)),
		p50AddedMs: Math.max(...measured.map(({ p50AddedMs }) => p50AddedMs)),
		p50AddedHttpMs: Math.max(...measured.map(({ p50AddedHttpMs }) => p50AddedHttpMs)),
		generationRatio: ort.generation?.streams?.ratio ?? null,
		generationRatioToPlain: ort.generation?.streams?.ratioToPlain ?? null,
		chatRatio: ort.chat?.streams?.ratio ?? null,
		firstTokenMs: ort.generation?.streams?.firstTokenMs ?? null,
		startMs: Math.max(...measured.map(({ startMs }) => startMs)),
		cryptoMs: crypto,
		ort,
	};
}

async function measureModel(name, folder, rounds) {
	const count = ROWS[name];
	const work = await workOf(name, folder, count);
	if (work === undefined) return undefined;
	const sign = signerFor(work, work.requests);
	const signSingle = signerFor(work, work.single?.requests ?? []);
	const server = await startServer(work.bundle, join(folder, "data"), sign(0));
	const client = createClient(server.port);
	const singles = SINGLES[name];
	const httpFolder = join(folder, "http");
	mkdirSync(httpFolder);
	const http = await startProcess("./ortHttp.mjs", [name, httpFolder, String(singles)]);
	const httpClient = createClient(http.port);
	const alone = { client, server, httpClient };
	try {
		const all = Array.from({ length: count }, (_, i) => i);
		await client.askAll(
			Array.from({ length: WARM_UP[name] }, (_, i) => sign(i % count)),
			CONCURRENCY,
		);
		for (const batch of work.batches) await work.bare(all.slice(0, 2 * batch), batch);
		await work.prepare?.(all, BATCH);
		await work.prepare?.(all.slice(0, singles), 1);

		const samples = { plain: [], ours: [], engineCpu: [], serverCpu: [], bare: [], bareCpu: [] };
		Object.assign(samples, {
			added: [],
			addedHttp: [],
			addedCpu: [],
			addedWhole: [],
			cpuRatio: [],
			busiest: [],
		});
		for (let round = 0; round < rounds; round++) {
			const bare = await bestBare(work, all);
			samples.bare.push(bare.ms);
			samples.bareCpu.push(bare.cpuMs);
			if (work.barePlain !== undefined) {
				const from = performance.now();
				await work.barePlain(all, BATCH);
				samples.plain.push((performance.now() - from) / count);
			}
			const requests = all.map(sign);
			const before = cpuOf(server);
			const threads = threadsOf(server);
			const own = process.cpuUsage();
			const began = performance.now();
			await client.askAll(requests, CONCURRENCY);
			samples.ours.push((performance.now() - began) / count);
			const after = cpuOf(server);
			samples.engineCpu.push(((after.engine - before.engine) * 1000) / count);
			samples.serverCpu.push(((after.server - before.server) * 1000) / count);
			const busiest = (Math.max(...threadsOf(server).map((s, i) => s - (threads[i] ?? 0))) * 1000) / count;
			const { user, system } = process.cpuUsage(own);
			const total =
				((after.engine - before.engine + after.server - before.server) * 1000 + (user + system) / 1000) /
				count;
			samples.cpuRatio.push(bare.cpuMs / Math.max(busiest, total / 2));
			samples.busiest.push(busiest);
			const whole = await addedMs(singles, { bare: (i) => work.bare([i], 1), sign }, alone);
			const single =
				work.single === undefined
					? whole
					: await addedMs(singles, { bare: work.single.bare, sign: signSingle }, alone);
			samples.added.push(single.wall);
			samples.addedHttp.push(single.http);
			samples.addedCpu.push(single.cpu);
			samples.addedWhole.push(whole.wall);
		}
		const middle = Object.fromEntries(Object.entries(samples).map(([key, values]) => [key, median(values)]));
		return {
			ratio: median(samples.ours.map((ms, i) => samples.bare[i] / ms)),
			...(work.barePlain === undefined
				? {}
				: { ratioToPlain: median(samples.ours.map((ms, i) => samples.plain[i] / ms)) }),
			cpuRatio: middle.cpuRatio,
			busiestThreadCpuMs: middle.busiest,
			rowsPerSecond: 1000 / middle.ours,
			bareRowsPerSecond: 1000 / middle.bare,
			engineCpuMs: middle.engineCpu,
			serverCpuMs: middle.serverCpu,
			bareCpuMs: middle.bareCpu,
			p50AddedMs: middle.added,
			p50AddedHttpMs: middle.addedHttp,
			addedCpuMs: middle.addedCpu,
			...(work.single === undefined ? {} : { p50AddedWholeMs: middle.addedWhole }),
			startMs: server.startMs,
			startCpuMs: server.startCpuMs,
			memoryMiB: { engine: peakMiB(server.engines[0]), server: peakMiB(server.pid) },
			...(work.streamed === undefined
				? {}
				: {
						tokens: work.tokens,
						streams: await measureStreams(
							work,
							{ batch: BATCH, each: STREAM_ROUNDS[name], rounds },
							client,
							server,
						),
						oneStream: await measureStreams(
							work,
							{ batch: 1, each: STREAM_ROUNDS[name], rounds },
							client,
							server,
						),
					}),
		};
	} finally {
		client.close();
		httpClient.close();
		await Promise.all([server.stop(), http.stop()]);
	}
}

/** ms of wall and CPU a row of the bare loop, at the batch at which it is fastest. */
async function bestBare(work, rows) {
	let best;
	for (const batch of work.batches) {
		const cpu = process.cpuUsage();
		const began = performance.now();
		await work.bare(rows, batch);
		const ms = (performance.now() - began) / rows.length;
		const { user, system } = process.cpuUsage(cpu);
		if (best === undefined || ms < best.ms) best = { ms, cpuMs: (user + system) / 1000 / rows.length, batch };
	}
	return best;
}

/**
 * What a request alone takes longer than a run of its own, ms: the medians of the wall's, for the miner and for a server that
 * does nothing but HTTP, and the mean of the processors' in all the miner's processes. They take turns, so that load meets all.
 */
async function addedMs(requests, { bare, sign }, { client, server, httpClient }) {
	const walls = [];
	const httpWalls = [];
	let bareCpu = 0;
	const before = cpuOf(server);
	for (let i = 0; i < requests; i++) {
		const request = sign(i);
		const cpu = process.cpuUsage();
		const began = performance.now();
		await bare(i);
		const bareMs = performance.now() - began;
		const { user, system } = process.cpuUsage(cpu);
		bareCpu += (user + system) / 1000;
		const { ms, body } = await client.ask(request);
		walls.push(ms - bareMs);
		const headers = { "Content-Length": request.body.length, "x-row": i, "x-answer-bytes": body.length };
		httpWalls.push((await httpClient.ask({ path: "/", body: request.body, headers })).ms - bareMs);
	}
	const after = cpuOf(server);
	const seconds = after.engine + after.server - before.engine - before.server;
	return { wall: median(walls), http: median(httpWalls), cpu: (seconds * 1000 - bareCpu) / requests };
}

/** So many streams at a time, of server-sent events, each signed as a whole by its receipt. */
async function measureStreams(work, { batch, each, rounds }, client, server) {
	const count = batch * each;
	const tokens = count * work.tokens;
	const samples = { ours: [], first: [], bare: [], bareFirst: [], plain: [], cpu: [], bareCpu: [] };
	const all = Array.from({ length: count }, (_, i) => i);
	for (let round = 0; round < rounds; round++) {
		if (work.barePlain !== undefined) {
			const from = performance.now();
			await work.barePlain(all, batch);
			samples.plain.push((tokens * 1000) / (performance.now() - from));
		}
		const ownCpu = process.cpuUsage();
		const began = performance.now();
		await work.bare(all, batch);
		samples.bare.push((tokens * 1000) / (performance.now() - began));
		const { user, system } = process.cpuUsage(ownCpu);
		samples.bareCpu.push((user + system) / 1000 / tokens);
		samples.bareFirst.push(work.firstMs());
		const requests = Array.from({ length: count }, (_, i) => {
			return signed("/v1/completions", {
				body: Buffer.from(JSON.stringify(work.streamed(i))),
				headers: { "Content-Type": "application/json" },
			});
		});
		const before = cpuOf(server);
		const start = performance.now();
		const answers = await client.askAll(requests, batch);
		samples.ours.push((tokens * 1000) / (performance.now() - start));
		const after = cpuOf(server);
		samples.cpu.push(((after.engine - before.engine + after.server - before.server) * 1000) / tokens);
		samples.first.push(median(answers.map(({ firstMs }) => firstMs)));
		for (const { body } of answers)
			if (!body.includes("event: receipt")) throw new Error("a stream ended without its receipt");
	}
	return {
		tokensPerSecond: median(samples.ours),
		bareTokensPerSecond: median(samples.bare),
		ratio: median(samples.ours.map((ours, i) => ours / samples.bare[i])),
		...(work.barePlain === undefined
			? {}
			: {
					barePlainTokensPerSecond: median(samples.plain),
					ratioToPlain: median(samples.ours.map((ours, i) => ours / samples.plain[i])),
				}),
		cpuMs: median(samples.cpu),
		bareCpuMs: median(samples.bareCpu),
		firstTokenMs: median(samples.first),
		bareFirstTokenMs: median(samples.bareFirst),
	};
}

function signerFor(work, requests) {
	return (i) => signed(`/v2/models/${work.name}/infer`, encodeInferRequest(requests[i]));
}

/** Starts a miner as a process; `startMs` is from there to the first answer. */
async function startServer(bundle, folder, first) {
	mkdirSync(folder);
	const began = performance.now();
	const started = await startProcess("./ortServer.mjs", [bundle, folder]);
	const client = createClient(started.port);
	await client.ask(first);
	const startMs = performance.now() - began;
	const startCpuMs = processSeconds(started.pid) * 1000;
	client.close();
	return { ...started, startMs, startCpuMs };
}

/** A server of this folder as a process of its own, with what it says when it listens. */
async function startProcess(script, args) {
	const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	// Whatever ends this process ends that one.
	process.once("exit", () => child.kill("SIGKILL"));
	const ready = await new Promise((resolve, reject) => {
		let text = "";
		child.once("exit", (code) => reject(new Error(`${script} ended with code ${code}`)));
		child.stdout.setEncoding("utf8").on("data", (part) => {
			text += part;
			if (text.includes("\n")) resolve(JSON.parse(text));
		});
	});
	const stop = () =>
		new Promise((resolve) => {
			child.removeAllListeners("exit").once("exit", resolve);
			child.kill("SIGTERM");
		});
	return { ...ready, stop };
}

function cpuOf({ pid, engines }) {
	const engine = engines.reduce((sum, one) => sum + processSeconds(one), 0);
	return { engine, server: processSeconds(pid) - engine };
}

/** Processor seconds of every thread of the miner. Threads end seldom enough for their order to say which is which. */
function threadsOf({ pid, engines }) {
	return [pid, ...engines].flatMap((one) => [...threadSeconds(one).values()]);
}

/** Most resident memory of a process so far, MiB. */
function peakMiB(pid) {
	return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0) / 1024;
}

/** ms of the check of a request and the signature of a receipt. */
function cryptoMs() {
	const key = keypairFromUri("//Alice");
	const message = createHash("sha256").update("a payload").digest();
	const signature = key.sign(message);
	const runs = 300;
	const began = process.cpuUsage();
	for (let i = 0; i < runs; i++) {
		key.sign(message);
		if (!verifySignature(message, signature, key.address)) throw new Error("a good signature was refused");
	}
	const { user, system } = process.cpuUsage(began);
	return (user + system) / 1000 / runs;
}

function describe(name, figures) {
	if (figures.skipped !== undefined) return [`${name}: skipped, ${figures.skipped}`];
	const { ratio, rowsPerSecond, bareRowsPerSecond, streams, memoryMiB } = figures;
	const n = (value, digits = 1) => value.toFixed(digits);
	const whole =
		figures.p50AddedWholeMs === undefined
			? ""
			: `, ${n(figures.p50AddedWholeMs, 2)} ms over an answer of ${figures.tokens} runs`;
	const plain = ({ ratioToPlain }) =>
		ratioToPlain === undefined ? "" : ` (${n(100 * ratioToPlain, 0)} % of one that leaves its garbage to V8)`;
	const lines = [
		`${name}: ${n(rowsPerSecond)} rows/s at ${CONCURRENCY} at once, bare ${n(bareRowsPerSecond)}: ${n(100 * ratio, 0)} %${plain(figures)}`,
		`  CPU ms a row: engine ${n(figures.engineCpuMs, 2)} (busiest thread ${n(figures.busiestThreadCpuMs, 2)}), server ${n(figures.serverCpuMs, 2)}, bare ${n(figures.bareCpuMs, 2)}: ${n(100 * figures.cpuRatio, 0)} % on two idle cores`,
		`  one at a time: ${n(figures.p50AddedMs, 2)} ms more than the run (CPU ${n(figures.addedCpuMs, 2)}), HTTP alone ${n(figures.p50AddedHttpMs, 2)}${whole}; start to first answer ${n(figures.startMs, 0)} ms (CPU ${n(figures.startCpuMs, 0)})`,
		`  memory at most: engine ${n(memoryMiB.engine, 0)} MiB, server ${n(memoryMiB.server, 0)} MiB`,
	];
	for (const [count, one] of [
		[BATCH, streams],
		[1, figures.oneStream],
	])
		if (one !== undefined)
			lines.push(
				`  streams at once: ${count}: ${n(one.tokensPerSecond, 0)} tokens/s, bare ${n(one.bareTokensPerSecond, 0)}: ${n(100 * one.ratio, 0)} %${plain(one)}; CPU ms a token ${n(one.cpuMs, 2)}, bare ${n(one.bareCpuMs, 2)}; first token ${n(one.firstTokenMs, 2)} ms, bare ${n(one.bareFirstTokenMs, 2)} ms`,
			);
	return lines;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	const option = (name) => {
		const at = process.argv.indexOf(`--${name}`);
		return at < 0 ? undefined : process.argv[at + 1];
	};
	const asJson = process.argv.includes("--json");
	const say = (line) => (asJson ? process.stderr : process.stdout).write(`${line}\n`);
	const before = loadavg()[0];
	const result = await measureOrt({ rounds: Number(option("rounds") ?? 5), only: option("only"), say });
	say(`load of the machine: ${before.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after`);
	if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
	process.exit(0);
}
