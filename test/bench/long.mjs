/**
 * The embedded chain with a large state and over a long life: time, memory and disk.
 *
 * node test/bench/long.mjs [--json] [--keys 1000000] [--blocks 100000] [--states 250000] [--data FOLDER]
 *
 * The first part writes accounts into the state until it holds `keys` storage keys, the second seals `blocks` empty
 * blocks; 0 leaves a part out. The chain is a process of its own with a data folder, as a user starts it. Cost laws: a
 * block costs what it changes, whatever the state holds; memory does not grow with keys or blocks; a restart takes
 * constant time; the data folder grows by what blocks themselves take once states are pruned.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { ownMemory } from "../measure/ownMemory.mjs";
import { median, slopeOf } from "../measure/statistics.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const main = join(root, "dist/cli/main.js");
const option = (name) => {
	const at = process.argv.indexOf(`--${name}`);
	return at < 0 ? undefined : process.argv[at + 1];
};
const asJson = process.argv.includes("--json");
const say = (text) => (asJson ? process.stderr : process.stdout).write(`${text}\n`);
const keys = Number(option("keys") ?? 1_000_000);
const blocks = Number(option("blocks") ?? 100_000);
const states = Number(option("states") ?? 250_000);

/** Accounts written by one transaction, one to a block. */
const KEYS_A_BLOCK = 10_000;
const EMPTY_BLOCKS = 50;
const KEYS_A_PAGE = 1000;
const RESTARTS = 5;
/**
 * Blocks between two samples of memory and disk, and blocks before the slope is taken: the heaps of four threads move
 * by some 40 MB with their collectors, and take that long to have done so.
 */
const SAMPLE_BLOCKS = 500;
const WARM_BLOCKS = 25_000;
const BLOCKS_AN_HOUR = 3600;
/** `twox128("System") twox128("Account")`. */
const ACCOUNTS = "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9";

const round = (value, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;
const figures = {};
const note = (name, value, unit) => {
	figures[name] = value;
	say(`long ${name.padEnd(34)} ${value} ${unit}`);
};

const work = option("data") ?? mkdtempSync(join(tmpdir(), "ganglion-bench-long-"));
const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
process.on("exit", () => {
	for (const child of running) child.kill("SIGKILL");
	if (option("data") === undefined) rmSync(work, { recursive: true, force: true });
});

const loads = [loadavg()[0]];
if (keys > 0) await measureKeys();
if (blocks > 0) await measureBlocks();
loads.push(loadavg()[0]);
note(
	"load of the machine, before and after",
	loads.map((load) => round(load)).join(" and "),
	`(${cpus().length} cores)`,
);
if (asJson) process.stdout.write(`${JSON.stringify({ keys, blocks, states, figures })}\n`);
process.exit(0);

/** Starts the chain of a folder; `answerMs` is the time from the start of the process to its first answer. */
async function start(folder, ...options) {
	const port = 21_000 + Math.floor(Math.random() * 20_000);
	const started = performance.now();
	const child = spawn(
		process.execPath,
		[main, "chain", "start", "--seal", "manual", "--port", String(port), "--data", folder, ...options],
		{ stdio: ["ignore", "pipe", "pipe"] },
	);
	running.add(child);
	let log = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (log += text));
	while (!log.includes("chain at")) {
		if (child.exitCode !== null) throw new Error(`the chain ended: ${log}`);
		await new Promise((done) => setTimeout(done, 2));
	}
	const provider = new WsProvider(`ws://127.0.0.1:${port}`);
	await provider.isReady;
	await provider.send("system_health", []);
	const answerMs = performance.now() - started;
	return { child, provider, answerMs, started, send: (method, params) => provider.send(method, params) };
}

async function stop(chain) {
	await chain.provider.disconnect();
	const ended = new Promise((done) => chain.child.once("exit", done));
	chain.child.kill("SIGTERM");
	await ended;
	running.delete(chain.child);
}

/** Runs `ganglion` to its end: how long it took (ms) and the most memory that it held (MB). */
async function command(...options) {
	const started = performance.now();
	const child = spawn(process.execPath, [main, ...options], { stdio: ["ignore", "ignore", "pipe"] });
	running.add(child);
	let said = "";
	child.stderr.on("data", (text) => (said += text));
	let peak = 0;
	const watch = setInterval(() => {
		if (child.exitCode === null) peak = Math.max(peak, ownMemory(child.pid) ?? 0);
	}, 20);
	const code = await new Promise((done) => child.once("exit", done));
	clearInterval(watch);
	running.delete(child);
	if (code !== 0) throw new Error(`ganglion ${options.join(" ")}: ${said}`);
	return { ms: performance.now() - started, peakMb: peak };
}

function folderMb(folder) {
	return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1e6;
}

async function timed(task) {
	const started = performance.now();
	await task();
	return performance.now() - started;
}

async function restarts(folder) {
	const times = { answer: [], block: [] };
	for (let count = 0; count < RESTARTS; count++) {
		const chain = await start(folder);
		await chain.send("dev_newBlock", [{}]);
		times.block.push(performance.now() - chain.started);
		times.answer.push(chain.answerMs);
		await stop(chain);
	}
	return { answerMs: median(times.answer), blockMs: median(times.block) };
}

async function measureKeys() {
	const folder = join(work, "keys");
	let chain = await start(folder);
	const emptyBlocks = async () => {
		const times = [];
		for (let count = 0; count < EMPTY_BLOCKS; count++)
			times.push(await timed(() => chain.send("dev_newBlock", [{}])));
		return median(times);
	};
	note("empty block, small state", round(await emptyBlocks(), 2), "ms");
	const api = await ApiPromise.create({ provider: chain.provider, noInitWarn: true });
	const keyring = new Keyring({ type: "sr25519" });
	const alice = keyring.addFromUri("//Alice");
	const value = api.createType("AccountInfo", { providers: 1, data: { free: 1_000_000_000n } }).toHex();
	const writing = [];
	let nonce = (await api.query.system.account(alice.address)).nonce.toNumber();
	for (let at = 0; at < keys; at += KEYS_A_BLOCK) {
		const items = [];
		for (let index = at; index < Math.min(keys, at + KEYS_A_BLOCK); index++) {
			const account = api.registry.hash(Uint8Array.from(Buffer.from(`account ${index}`)));
			items.push([api.query.system.account.key(account), value]);
		}
		const call = api.tx.sudo.sudoUncheckedWeight(api.tx.system.setStorage(items), {
			refTime: 1,
			proofSize: 0,
		});
		const signed = (await call.signAsync(alice, { nonce: nonce++ })).toHex();
		await chain.send("author_submitExtrinsic", [signed]);
		writing.push(await timed(() => chain.send("dev_newBlock", [{}])));
		if ((at / KEYS_A_BLOCK) % 10 === 9)
			say(
				`${at + KEYS_A_BLOCK} keys: a block with 10,000 new ones takes ${round(median(writing.slice(-10)), 0)} ms, ${round(ownMemory(chain.child.pid))} MB`,
			);
	}
	note("block with 10,000 new keys, first", round(median(writing.slice(0, 10)), 0), "ms (median of 10)");
	note("block with 10,000 new keys, last", round(median(writing.slice(-10)), 0), "ms (median of 10)");
	// What the system has not written yet of the bulk is not the next block's cost.
	spawnSync("sync");
	note("empty block, large state", round(await emptyBlocks(), 2), "ms");
	let counted = 0;
	const pages = [];
	let last = null;
	for (;;) {
		let page = [];
		pages.push(
			await timed(async () => {
				page = await chain.send("state_getKeysPaged", [ACCOUNTS, KEYS_A_PAGE, last]);
			}),
		);
		counted += page.length;
		last = page.at(-1);
		if (page.length < KEYS_A_PAGE) break;
	}
	if (counted < keys) throw new Error(`${counted} keys under the prefix, ${keys} were written`);
	note("keys found by prefix, in pages", counted, `(${pages.length} pages, ${round(median(pages))} ms each)`);
	const proof = await timed(() => chain.send("state_getReadProof", [[last]]));
	note("proof of one key", round(proof), "ms");
	note("own memory, large state", round(ownMemory(chain.child.pid)), "MB");
	const sealed = Number((await chain.send("chain_getHeader", [])).number);
	await api.disconnect();
	await stop(chain);
	note("data folder, large state", round(folderMb(folder)), "MB");
	const again = await restarts(folder);
	note("restart to the first answer", round(again.answerMs, 0), `ms (median of ${RESTARTS})`);
	note("restart to the first block", round(again.blockMs, 0), "ms");
	chain = await start(folder);
	note("own memory, restarted", round(ownMemory(chain.child.pid)), "MB");
	note("empty block, restarted", round(await emptyBlocks(), 2), "ms");
	await stop(chain);
	const file = join(work, "snapshot");
	const out = await command("chain", "export", file, "--data", folder);
	note("export", round(out.ms / 1000), `s, ${round(out.peakMb)} MB at most`);
	const into = await command("chain", "import", file, "--data", join(work, "imported"));
	note("import", round(into.ms / 1000), `s, ${round(into.peakMb)} MB at most`);
	chain = await start(join(work, "imported"));
	const head = await chain.send("chain_getHeader", []);
	if (Number(head.number) !== sealed + RESTARTS + EMPTY_BLOCKS)
		throw new Error(`the snapshot ends at block ${head.number}, not ${sealed + RESTARTS + EMPTY_BLOCKS}`);
	await chain.send("dev_newBlock", [{}]);
	await stop(chain);
}

async function measureBlocks() {
	const folder = join(work, "blocks");
	const chain = await start(folder, "--pruning", String(states));
	const samples = [];
	const started = performance.now();
	for (let sealed = 0; sealed < blocks; ) {
		const count = Math.min(SAMPLE_BLOCKS, blocks - sealed);
		await chain.send("dev_fastForward", [count]);
		sealed += count;
		samples.push({ block: sealed, memoryMb: ownMemory(chain.child.pid), diskMb: folderMb(folder) });
		if (sealed % 10_000 === 0)
			say(
				`block ${sealed}: ${round(samples.at(-1).memoryMb)} MB of memory, ${round(samples.at(-1).diskMb)} MB on disk`,
			);
	}
	note("blocks a second", round((blocks * 1000) / (performance.now() - started), 0), "");
	const warm = samples.filter(({ block }) => block > Math.min(WARM_BLOCKS, blocks / 4));
	const memory = slopeOf(warm.map(({ block, memoryMb }) => [block, memoryMb]));
	const disk = slopeOf(warm.map(({ block, diskMb }) => [block, diskMb]));
	note(
		"own memory, first and last sample",
		`${round(warm[0].memoryMb)} and ${round(warm.at(-1).memoryMb)}`,
		"MB",
	);
	note(
		"memory, slope",
		round(memory.slope * BLOCKS_AN_HOUR, 3),
		`± ${round(memory.error * BLOCKS_AN_HOUR, 3)} MB per 3,600 blocks (linear regression, ${warm.length} samples, twice the standard error)`,
	);
	note("data folder, slope", round(disk.slope * 1000, 3), "MB per 1,000 blocks");
	await stop(chain);
	note("data folder", round(folderMb(folder)), "MB");
	const again = await restarts(folder);
	note("restart to the first answer, long chain", round(again.answerMs, 0), `ms (median of ${RESTARTS})`);
	note("restart to the first block, long chain", round(again.blockMs, 0), "ms");
}
