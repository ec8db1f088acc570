import { fork, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createHotkey, keypairFromUri, verifySignature } from "../../../dist/chain/wallet/index.js";
import { verifyReceipt } from "../../../dist/subnets/index.js";
import { median } from "../../measure/statistics.mjs";
import { presign } from "./presign.mjs";
import { processSeconds, residentMiB } from "./processTime.mjs";
import { pythonEnvironment } from "./pythonEnvironment.mjs";

/** The same echo behind five servers, side by side in one run; see measureEcho. */

const AXON = ["bittensor==10.5.0", "bittensor-cli==9.23.2"];
const BTAUTH = [
	"bittensor==11.3.0",
	"fastapi==0.165.0",
	"uvicorn==0.54.0",
	"uvloop==0.22.1",
	"httptools==0.7.1",
];
const here = (file) => fileURLToPath(new URL(file, import.meta.url));
/** A round before the first warms up; ours sends more in it, until V8 has compiled what a server runs for months. */
const WARM_UP = 3;

/**
 * Each server of the echo, and how many requests one measurement sends. The order is that of a round.
 *
 * - `axon`: bittensor 10.5's Axon, signatures verified
 * - `btauth`: bittensor 11.3's http_auth under FastAPI and uvicorn (asyncio, h11); no receipts
 * - `btauthNative`: the same on uvloop and httptools, which are C
 * - `session`, `sr25519`: a Ganglion miner's server, receipts on, by either path
 * - `engine`: a whole Ganglion miner, session path, the echo in an inference process
 */
const CONTESTANTS = {
	axon: { count: 300, python: AXON, server: "axonServer.py" },
	btauth: { count: 1_000, python: BTAUTH, server: "btauthServer.py", kind: "plain" },
	btauthNative: { count: 1_000, python: BTAUTH, server: "btauthServer.py", kind: "native" },
	session: { count: 3_000, kind: "server", path: "session", warmUp: WARM_UP },
	sr25519: { count: 3_000, kind: "server", path: "sr25519", warmUp: WARM_UP },
	engine: { count: 1_500, kind: "engine", path: "session", warmUp: WARM_UP },
};

/**
 * Measures the echo: for each round, each concurrency, each server in turn, so that a busy machine hits all alike.
 *
 * Processor seconds are those of the server and its children between the first request and the last answer; signing and
 * sending are other processes' work. Every answer must have status 200, and the first of each measurement the right
 * text and, from ours, a receipt that verifies.
 *
 * @param options - `names`: servers; `concurrencies`; `rounds`; `scale`: factor on the number of requests; `folder`
 * @returns by server and concurrency: medians over the rounds of {cpuMs, perSecond, p50Ms, p99Ms}, and `rounds`, each one's
 * cpuMs; by server {rssMiB}; a server that cannot be had here is {skipped}
 */
export async function measureEcho(options, say) {
	const { names, concurrencies, rounds, scale, folder } = options;
	const running = [];
	const measured = {};
	const load = fork(here("driveLoad.mjs"));
	running.push(load);
	const end = () => {
		for (const child of running) child.kill("SIGKILL");
	};
	// On a signal too, which ends the process without coming back here.
	process.once("exit", end);
	try {
		const started = {};
		for (const name of names) {
			const contestant = await start(name, folder, running);
			if (contestant.skipped === undefined) started[name] = contestant;
			else {
				measured[name] = contestant;
				say(`${name}: skipped, ${contestant.skipped}`);
			}
		}
		const cells = {};
		for (let round = -1; round < rounds; round++)
			for (const concurrency of concurrencies)
				for (const [name, contestant] of Object.entries(started)) {
					const { count: base, warmUp = 1 } = CONTESTANTS[name];
					const count = Math.max(concurrency, Math.ceil(base * scale * (round < 0 ? warmUp : 1)));
					const cell = await measureOnce(contestant, { concurrency, count, folder }, load);
					if (round < 0) continue;
					const key = `${name}:${concurrency}`;
					cells[key] ??= [];
					cells[key].push(cell);
					say(
						`round ${round + 1} ${name} x${concurrency}: ${cell.cpuMs.toFixed(3)} ms CPU, p99 ${cell.p99Ms.toFixed(1)} ms`,
					);
				}
		for (const [name, contestant] of Object.entries(started)) {
			measured[name] = { rssMiB: residentMiB(contestant.pid), crypto: await contestant.crypto?.() };
			for (const concurrency of concurrencies) {
				const all = cells[`${name}:${concurrency}`];
				const fields = ["cpuMs", "perSecond", "p50Ms", "p99Ms"];
				measured[name][concurrency] = {
					...Object.fromEntries(fields.map((field) => [field, median(all.map((cell) => cell[field]))])),
					rounds: all.map(({ cpuMs }) => cpuMs),
				};
			}
		}
		return measured;
	} finally {
		end();
		process.off("exit", end);
	}
}

async function start(name, folder, running) {
	const { python, server, kind, path } = CONTESTANTS[name];
	const own = join(folder, name);
	mkdirSync(own, { recursive: true });
	if (python === undefined) {
		const { child, next } = launch(process.execPath, [here("echoServer.mjs"), own, kind], own);
		running.push(child);
		const { port, pid } = await next();
		return { name, port, pid, sign: async (count, file) => presign({ path, port, count, file }) };
	}
	const environment = pythonEnvironment(python);
	if ("unavailable" in environment) return { skipped: environment.unavailable };
	const program = join(environment.bin, "python");
	const wallets = join(own, "wallets");
	if (python === BTAUTH)
		await createHotkey({ path: wallets, name: "alice", hotkey: "default" }, { uri: "//Alice" });
	const served = launch(program, [here(server), String(await freePort()), wallets, kind ?? ""], own);
	running.push(served.child);
	const { port, pid } = await served.next();
	const signer = launch(
		program,
		[here("signRequests.py"), python === AXON ? "axon" : "btauth", String(port), wallets],
		own,
	);
	running.push(signer.child);
	const ask = async (message) => {
		signer.child.stdin.write(`${JSON.stringify(message)}\n`);
		return signer.next();
	};
	return {
		name,
		port,
		pid,
		sign: (count, file) => ask({ count, file }),
		crypto: () => ask({ crypto: 2_000 }),
	};
}

/** A child whose standard output is read as lines of JSON; other lines are passed over. */
function launch(program, given, home) {
	const env = { ...process.env, HOME: home, PYTHONPATH: here("."), PYTHONDONTWRITEBYTECODE: "1" };
	const child = spawn(program, given, { env, stdio: ["pipe", "pipe", "pipe"] });
	let said = "";
	child.stderr.on("data", (text) => {
		said = (said + text).slice(-2_000);
	});
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const next = async () => {
		for (;;) {
			const { value, done } = await lines.next();
			if (done) throw new Error(`${given[0]} ended: ${said}`);
			if (value.startsWith("{")) return JSON.parse(value);
		}
	};
	return { child, next };
}

async function measureOnce(contestant, { concurrency, count, folder }, load) {
	const file = join(folder, "requests");
	await contestant.sign(count, file);
	const before = processSeconds(contestant.pid);
	load.send({ port: contestant.port, concurrency, file });
	const result = await new Promise((resolve, reject) => {
		load.once("message", resolve);
		load.once("exit", () => reject(new Error("the load generator ended")));
	});
	load.removeAllListeners("exit");
	const cpuMs = ((processSeconds(contestant.pid) - before) / count) * 1000;
	if (result.statuses[200] !== count)
		throw new Error(
			`${contestant.name}: expected ${count} answers 200, got ${JSON.stringify(result.statuses)}`,
		);
	checkAnswer(contestant.name, result.first);
	const sorted = result.latenciesMs.sort((a, b) => a - b);
	const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
	return { cpuMs, perSecond: count / result.seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function checkAnswer(name, { head, body, request }) {
	const answer = Buffer.from(body, "base64");
	const { reply, outputs } = JSON.parse(answer.toString("utf8"));
	if ((reply ?? outputs?.[0]?.data?.[0]) !== "hello") throw new Error(`${name} answered ${answer}`);
	if (CONTESTANTS[name].path === undefined) return;
	const headers = headersOf(head);
	const sent = Buffer.from(request, "base64");
	const end = sent.indexOf("\r\n\r\n");
	const receipt = verifyReceipt(
		headers,
		{
			requestBody: sent.subarray(end + 4),
			response: answer,
			status: 200,
			nonce: BigInt(headersOf(sent.subarray(0, end).toString("latin1"))["x-bittensor-nonce"]),
			miner: keypairFromUri("//Bob").address,
			caller: keypairFromUri("//Alice").address,
			modelSha256: undefined,
		},
		verifySignature,
	);
	if (!receipt.ok) throw new Error(`${name}: ${receipt.message}`);
	const expected = CONTESTANTS[name].path === "session" ? "ed25519-session" : "sr25519";
	if (receipt.value.scheme !== expected)
		throw new Error(`${name}: expected a receipt by ${expected}, got ${receipt.value.scheme}`);
}

function headersOf(head) {
	const lines = head.split("\r\n").slice(1);
	return Object.fromEntries(
		lines.map((line) => {
			const colon = line.indexOf(":");
			return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
		}),
	);
}

function freePort() {
	return new Promise((resolve) => {
		const probe = createServer().listen(0, "127.0.0.1", () => {
			const { port } = probe.address();
			probe.close(() => resolve(port));
		});
	});
}
