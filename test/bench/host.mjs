/**
 * The embedded chain beside the prototype that it must not be slower than, on the same runtime and genesis.
 *
 * node test/bench/host.mjs [--json] [--blocks 10000] [--rounds 3]
 *
 * Both run as processes of their own with a data folder and are driven over WebSocket by the same client. Rounds
 * alternate between the two, so that a busy machine hits both alike. Cost laws: an empty block is constant, a
 * block of n transfers linear in n, a restart should not depend on the number of blocks.
 */
import { spawn } from "node:child_process";
import {
	closeSync,
	copyFileSync,
	existsSync,
	fdatasyncSync,
	mkdtempSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { median } from "../measure/statistics.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const prototype = join(process.env.GANGLION_SHARED ?? resolve(root, "../shared"), "prototypes/chain");
const option = (name, otherwise) => {
	const at = process.argv.indexOf(`--${name}`);
	return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const asJson = process.argv.includes("--json");
const say = (text) => (asJson ? process.stderr : process.stdout).write(`${text}\n`);
const rounds = option("rounds", 3);
const blocks = option("blocks", 10_000);
const TRANSFERS = 100;
const SUBMITTED = 50;
/** A file system that keeps files in memory, where Linux has it. */
const MEMORY_FOLDER = "/dev/shm";

if (!existsSync(join(prototype, "v8node.mjs"))) {
	if (asJson)
		process.stdout.write(`${JSON.stringify({ skipped: "the prototype is not on this machine" })}\n`);
	else say("host: skipped, the prototype is not on this machine");
	process.exit(0);
}

const work = mkdtempSync(join(tmpdir(), "ganglion-bench-host-"));
const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));
process.on("exit", () => {
	for (const child of running) child.kill("SIGKILL");
	rmSync(work, { recursive: true, force: true });
});

await prepare();
const engines = { prototype: await start("prototype", work), ganglion: await start("ganglion", work) };
const measured = { prototype: {}, ganglion: {} };
for (const name of Object.keys(engines)) measured[name].startMs = [engines[name].startMs];
const pairs = Object.entries(engines);
const accounts = await fund();
for (let round = 0; round < rounds; round++)
	for (const [name, engine] of pairs) await measureRound(engine, measured[name], accounts, round);
for (const [name, engine] of pairs) measured[name].memoryMb = [memory(engine)];
await measureUnflushed();
if (blocks > 0) {
	report();
	await measureRestart();
}
report(true);
process.exit(0);

async function prepare() {
	for (const file of ["v8node.mjs", "v8host.mjs"]) copyFileSync(join(prototype, file), join(work, file));
	symlinkSync(join(root, "node_modules"), join(work, "node_modules"));
	const { openRuntime } = await import(join(root, "dist/chain/host/index.js"));
	const { buildGenesis } = await import(join(root, "dist/chain/host/blocks/genesis.js"));
	const patches = [{ chainClock: { slotDuration: 1000 } }];
	const genesis = buildGenesis({ preset: "development", patches }, openRuntime());
	const top = {};
	for (const [key, value] of genesis.state)
		top[`0x${Buffer.from(key, "latin1").toString("hex")}`] = `0x${Buffer.from(value).toString("hex")}`;
	const properties = { ss58Format: 42, tokenDecimals: 9, tokenSymbol: "TAO" };
	const spec = { name: "bench", properties, genesis: { raw: { top } } };
	writeFileSync(join(work, "spec.json"), JSON.stringify(spec));
}

async function start(name, parent) {
	const port = 21_000 + Math.floor(Math.random() * 20_000);
	const data = join(parent, `data-${name}`);
	const command =
		name === "prototype"
			? ["v8node.mjs", "--spec=spec.json", `--port=${port}`, `--data=${data}`]
			: [
					join(root, "dist/cli/main.js"),
					"chain",
					"start",
					"--seal",
					"manual",
					"--port",
					String(port),
					"--data",
					data,
				];
	const started = performance.now();
	const child = spawn(process.execPath, command, { cwd: work, stdio: ["ignore", "pipe", "pipe"] });
	running.add(child);
	let log = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (log += text));
	while (!/listening on|chain at/.test(log)) {
		if (child.exitCode !== null) throw new Error(`${name} ended: ${log}`);
		await new Promise((done) => setTimeout(done, 2));
	}
	const startMs = performance.now() - started;
	const provider = new WsProvider(`ws://127.0.0.1:${port}`);
	const api = await ApiPromise.create({ provider, noInitWarn: true });
	return { name, child, api, provider, startMs };
}

async function stop(engine) {
	await engine.api.disconnect();
	const ended = new Promise((done) => engine.child.once("exit", done));
	engine.child.kill("SIGTERM");
	setTimeout(() => engine.child.kill("SIGKILL"), 5000).unref();
	await ended;
	running.delete(engine.child);
}

function send(engine, method, params = []) {
	return engine.provider.send(method, params);
}

/** Accounts with balance on both chains. */
async function fund() {
	const keyring = new Keyring({ type: "sr25519" });
	const alice = keyring.addFromUri("//Alice");
	const list = Array.from({ length: TRANSFERS }, (_, index) => keyring.addFromUri(`//bench/${index}`));
	for (const [, engine] of pairs) {
		const { api } = engine;
		await send(engine, "dev_newBlock", [{}]);
		for (let at = 0; at < list.length; at += 50) {
			const calls = list
				.slice(at, at + 50)
				.map((account) => api.tx.balances.transferAllowDeath(account.address, 10_000_000_000n));
			const nonce = (await api.query.system.account(alice.address)).nonce.toNumber();
			const transaction = await api.tx.utility.batchAll(calls).signAsync(alice, { nonce });
			await send(engine, "author_submitExtrinsic", [transaction.toHex()]);
			await send(engine, "dev_newBlock", [{}]);
		}
	}
	return { list, bob: keyring.addFromUri("//Bob").address };
}

async function timed(work) {
	const started = performance.now();
	await work();
	return performance.now() - started;
}

async function measureRound(engine, into, { list, bob }, round) {
	const note = (name, ...values) => {
		into[name] ??= [];
		into[name].push(...values);
	};
	const { api } = engine;
	const seal = () => timed(() => send(engine, "dev_newBlock", [{}]));
	const sign = (account, nonce) =>
		api.tx.balances.transferKeepAlive(bob, 1_000_000n).signAsync(account, { nonce });
	const base = (await api.query.system.account(list[0].address)).nonce.toNumber();
	for (let index = 0; index < 40; index++) note("emptyBlockMs", await seal());
	for (let index = 0; index < 10; index++) {
		const hex = (await sign(list[0], base + index)).toHex();
		note("submitOneMs", await timed(() => send(engine, "author_submitExtrinsic", [hex])));
		note("oneTransferMs", await seal());
	}
	for (let repeat = 0; repeat < 3; repeat++) {
		const hexes = [];
		for (const [index, account] of list.entries())
			hexes.push((await sign(account, index === 0 ? base + 10 + repeat : round * 3 + repeat)).toHex());
		note(
			"submitHundredMs",
			await timed(() => Promise.all(hexes.map((hex) => send(engine, "author_submitExtrinsic", [hex])))),
		);
		note("hundredTransfersMs", await seal());
		const { block } = await api.rpc.chain.getBlock();
		if (block.extrinsics.filter((one) => one.isSigned).length !== TRANSFERS)
			throw new Error(`${engine.name}: ${block.extrinsics.length} extrinsics in the block`);
	}
}

/**
 * One transaction submitted to each engine with its data folder in memory. The host answers when the transaction is
 * on disk, the prototype when it has it in memory; where a flush costs nothing, the rest of the way is compared.
 */
async function measureUnflushed() {
	if (!existsSync(MEMORY_FOLDER)) return say(`host submitUnflushedMs skipped: there is no ${MEMORY_FOLDER}`);
	const parent = mkdtempSync(join(MEMORY_FOLDER, "ganglion-bench-host-"));
	process.on("exit", () => rmSync(parent, { recursive: true, force: true }));
	const alice = new Keyring({ type: "sr25519" }).addFromUri("//Alice");
	const beside = [await start("prototype", parent), await start("ganglion", parent)];
	for (let nonce = 0; nonce < SUBMITTED; nonce++)
		for (const engine of beside) {
			const call = engine.api.tx.balances.transferKeepAlive(accounts.bob, 1_000_000n);
			const hex = (await call.signAsync(alice, { nonce })).toHex();
			measured[engine.name].submitUnflushedMs ??= [];
			measured[engine.name].submitUnflushedMs.push(
				await timed(() => send(engine, "author_submitExtrinsic", [hex])),
			);
			await send(engine, "dev_newBlock", [{}]);
		}
	for (const engine of beside) await stop(engine);
	const flushes = flushTimes();
	say(
		`one flush of 4 KiB to the disk under ${work}: ${median(flushes).toFixed(2)} ms (median of ${flushes.length})`,
	);
}

/** Times (ms) of single flushes on the disk that the engines write to. */
function flushTimes() {
	const file = openSync(join(work, "flush"), "w");
	const times = [];
	for (let at = 0; at < SUBMITTED; at++) {
		writeSync(file, Buffer.alloc(4096));
		const started = performance.now();
		fdatasyncSync(file);
		times.push(performance.now() - started);
	}
	closeSync(file);
	return times;
}

async function measureRestart() {
	say(`sealing up to block ${blocks} on both at once`);
	const times = {};
	const sealed = {};
	const run = async ([name, engine]) => {
		const head = (await engine.api.rpc.chain.getHeader()).number.toNumber();
		sealed[name] = Math.max(0, blocks - head);
		times[name] = await timed(async () => {
			for (let number = 0; number < sealed[name]; number++) await send(engine, "dev_newBlock", [{}]);
		});
	};
	await Promise.all(pairs.map(run));
	for (const [name, engine] of pairs) {
		measured[name].longRunBlockMs = [times[name] / sealed[name]];
		measured[name].memoryLongMb = [memory(engine)];
		measured[name].dataMb = [folderSize(join(work, `data-${name}`)) / 1e6];
	}
	for (const [name, engine] of pairs) {
		await stop(engine);
		const again = await start(name, work);
		engines[name] = again;
		measured[name].restartMs = [again.startMs];
		measured[name].memoryRestartedMb = [memory(again)];
		await stop(again);
	}
}

function folderSize(folder) {
	return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

function memory(engine) {
	return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${engine.child.pid}/status`, "utf8"))[1]) / 1024;
}

/** Prints what is measured so far; the JSON document with the last one only. */
function report(last = false) {
	const figures = {};
	for (const name of Object.keys(measured.ganglion)) {
		const [ours, theirs] = [median(measured.ganglion[name]), median(measured.prototype[name])];
		const round = (value) => Math.round(value * 100) / 100;
		figures[name] = { ganglion: round(ours), prototype: round(theirs), ratio: round(ours / theirs) };
		say(
			`host ${name.padEnd(20)} ganglion ${ours.toFixed(2).padStart(9)}  prototype ${theirs.toFixed(2).padStart(9)}  ratio ${(ours / theirs).toFixed(2)}`,
		);
	}
	if (asJson && last) process.stdout.write(`${JSON.stringify({ blocks, rounds, figures })}\n`);
}
