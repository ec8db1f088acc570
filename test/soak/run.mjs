/**
 * A miner under load for an hour: does its memory grow, does it keep handles?
 *
 * npm run soak [-- --minutes 60] [--rate 10] [--json]
 *
 * A chain, a miner of `text-generation` and this process, which asks as validators and attackers do: signed requests
 * (most of them), streams, streams that are left in the middle, replays, forged signatures, broken bodies. Every ten
 * seconds the miner's processes are looked at: memory of their heaps after a full collection (asked for through V8's
 * inspector), memory that each process has for itself then, file descriptors, threads, what keeps Node's loop alive. A
 * first part is warm-up: it begins with a rush, since a process keeps what its busiest moment took; engines compile, pools and
 * caches fill to their bounds. Without the collections an engine keeps
 * what V8 took in a busy moment: 90 MB for itself grew to 110 in an hour, of which 56 were left after a collection.
 *
 * Cost law: memory and handles do not grow with requests or time. Exit code 1 where they do, or where an honest request
 * was not answered.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ownMemory, statusOf } from "../measure/ownMemory.mjs";
import { median, slopeOf } from "../measure/statistics.mjs";
import { connectInspector } from "./inspector.mjs";
import { createLoad, MOST_OPEN, RUSH_RATE } from "./load.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const main = join(root, "dist/cli/main.js");
const { values: options } = parseArgs({
	options: {
		minutes: { type: "string", default: "60" },
		rate: { type: "string", default: "10" },
		json: { type: "boolean", default: false },
	},
});
const minutes = Number(options.minutes);
const rate = Number(options.rate);
if (!(minutes >= 2) || !(rate > 0)) {
	console.error("npm run soak -- [--minutes N, at least 2] [--rate requests a second, above 0] [--json]");
	process.exit(2);
}
const say = (text) => (options.json ? process.stderr : process.stdout).write(`${text}\n`);

const SAMPLE_MS = 10_000;
/** The part of the run that is warm-up: by minute 25 of the first whole run the server's memory had come to its size. */
const WARM_UP_MS = Math.min(25, minutes * 0.4) * 60_000;
/** Of the warm-up. */
const RUSH_MS = WARM_UP_MS / 4;
const MB_AN_HOUR = 1;
/**
 * What a short run may grow by beyond its slope's own uncertainty (MB): in five minutes a slope of 1 MB an hour is less
 * than a step of an allocator, so that a short run shows gross leaks only. The heap after a collection is counted in
 * objects; what a process has for itself grows by whole arenas (an engine was seen to take 4.5 MB at once in the last of
 * five minutes), where a leak of 16 KB a request would be 20 MB.
 */
const SHORT_RUN_MB = { heap: 2, own: 12 };
const HOUR_MS = 3_600_000;
/** Handles that come and go with the requests of the moment, and by which medians of thirds may differ. */
const SPARE_HANDLES = 8;

const folder = mkdtempSync(join(tmpdir(), "ganglion-soak-"));
const children = [];
process.on("exit", () => {
	for (const child of children) child.kill("SIGKILL");
	rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

const chain = await start("chain", ["chain", "start", "--tmp", "--port", "0", "--block-ms", "1000"], []);
const load = await createLoad({ root, folder, endpoint: chain.endpoint });
/** Where an engine's inspector opens: what starts engines gives them no other. */
const ENGINE_INSPECTOR = 9229;
const inspectorPort = 20_000 + Math.floor(Math.random() * 20_000);
const miner = await start(
	"miner",
	[
		...["miner", "start", "--netuid", "1", "--task", "text-generation", "--endpoint", chain.endpoint],
		...["--wallet-path", join(folder, "wallets"), "--wallet", "w", "--register", "--port", "0"],
		...["--caller-rate", String(RUSH_RATE), "--caller-concurrent", String(MOST_OPEN)],
		...["--data", join(folder, "miner")],
	],
	[`--inspect-port=127.0.0.1:${inspectorPort}`],
);
// the port alone is set at the start, so that the engine's processes open none
miner.child.kill("SIGUSR1");
const inspectors = [await connectInspector(inspectorPort)];
for (const engine of processesOf(miner.child.pid).slice(1)) {
	process.kill(engine, "SIGUSR1");
	const inspector = await connectInspector(ENGINE_INSPECTOR);
	if ((await inspector.pid()) === engine) inspectors.push(inspector);
	else {
		say(
			`engine ${engine} is held to ${SHORT_RUN_MB.own} MB alone: port ${ENGINE_INSPECTOR} is another program's`,
		);
		await inspector.close();
	}
}
await load.begin({ origin: miner.endpoint, hotkey: miner.hotkey, rate, rushMs: RUSH_MS });

const began = Date.now();
const samples = [];
for (let next = began + SAMPLE_MS; Date.now() < began + minutes * 60_000; next += SAMPLE_MS) {
	await delay(Math.max(0, next - Date.now()));
	samples.push(await sample());
	const last = samples.at(-1);
	if (samples.length % 6 === 0)
		say(
			`${Math.round((Date.now() - began) / 60_000)} min: ${load.counts().answered} answered; heaps ${joined(last.heapMb, 2)} MB after collection, processes ${joined(last.ownMb, 1)} MB, ${last.descriptors} descriptors, ${last.handles} handles`,
		);
	if (miner.child.exitCode !== null) fail(`the miner ended with ${miner.child.exitCode}: ${miner.log()}`);
}
await load.end();
const counts = load.counts();
for (const inspector of inspectors) await inspector.close();
report();

async function sample() {
	const heaps = [];
	for (const inspector of inspectors) heaps.push(await inspector.heapAfterCollection());
	const pids = processesOf(miner.child.pid);
	return {
		hours: (Date.now() - began) / HOUR_MS,
		heapMb: heaps.map(({ bytes }) => bytes / 1e6),
		handles: heaps.reduce((sum, { handles }) => sum + handles, 0),
		// one that ends just now has none left
		ownMb: pids.map((pid) => ownMemory(pid) ?? 0),
		descriptors: pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0),
		threads: pids.reduce((sum, pid) => sum + Number(statusOf(pid, "Threads") ?? 0), 0),
	};
}

function report() {
	const warm = samples.filter(({ hours }) => hours * HOUR_MS > WARM_UP_MS);
	const [first, last] = [warm[0], warm.at(-1)];
	const slope = (of) => slopeOf(warm.map((one) => [one.hours, of(one)]));
	const slopes = (of) => of(first).map((_, index) => slope((one) => of(one)[index] ?? Number.NaN));
	const heaps = slopes(({ heapMb }) => heapMb);
	const own = slopes(({ ownMb }) => ownMb);
	const hours = last.hours - first.hours;
	const isLong = minutes >= 60;
	const grows = ({ slope: mb, error }, kind, isExact = isLong) =>
		isExact ? mb - error > MB_AN_HOUR : (mb - error) * hours > SHORT_RUN_MB[kind];
	const third = Math.ceil(warm.length / 3);
	const more = (of) => median(warm.slice(-third).map(of)) - median(warm.slice(0, third).map(of));
	const kept = {
		descriptors: more(({ descriptors }) => descriptors),
		handles: more(({ handles }) => handles),
		threads: more(({ threads }) => threads),
	};
	const leaks = Object.entries(kept).filter(([, more]) => more > SPARE_HANDLES);
	const figures = {
		minutes,
		rate,
		requests: counts,
		warmUpMinutes: WARM_UP_MS / 60_000,
		heapMbAnHour: heaps.map(({ slope: mb }) => mb),
		heapMbAnHourError: heaps.map(({ error }) => error),
		ownMbAnHour: own.map(({ slope: mb }) => mb),
		ownMbAnHourError: own.map(({ error }) => error),
		ownMb: last.ownMb,
		kept,
		load: loadavg()[0],
	};
	say(`requests ${JSON.stringify(counts)}`);
	for (const [index, one] of own.entries())
		say(
			`${index === 0 ? "server" : `engine ${index}`}: ${index < heaps.length ? `heap after collection ${show(heaps[index])}, ` : ""}memory of its own ${show(one)}`,
		);
	say(
		`kept, last third against the first after the warm-up: ${kept.descriptors} descriptors, ${kept.handles} handles, ${kept.threads} threads`,
	);
	if (options.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
	const faults = [
		...heaps.filter((one) => grows(one, "heap")).map((one) => `a heap grows by ${show(one)}`),
		...own
			.filter((one, index) => grows(one, "own", isLong && index < heaps.length))
			.map((one) => `a process grows by ${show(one)}`),
		...leaks.map(([name, more]) => `${more} more ${name} than after the warm-up`),
		...(counts.unexpected > 0
			? [`${counts.unexpected} answers were not the expected ones: ${load.surprises()}`]
			: []),
		...(counts.answered < counts.shed
			? [`${counts.shed} requests were shed, ${counts.answered} answered`]
			: []),
		...(counts.answered === 0 ? ["nothing was answered"] : []),
	];
	for (const fault of faults) console.error(`soak: ${fault}`);
	say(`${faults.length === 0 ? 1 : 0} passed, ${faults.length === 0 ? 0 : 1} failed, 0 skipped`);
	process.exit(faults.length === 0 ? 0 : 1);
}

function joined(numbers, digits) {
	return numbers.map((number) => number.toFixed(digits)).join(" + ");
}

function show({ slope: mb, error }) {
	return `${mb.toFixed(2)} ± ${error.toFixed(2)} MB an hour`;
}

/** Starts `ganglion` and waits for the document that says it is ready. */
async function start(name, args, nodeOptions) {
	const child = spawn(process.execPath, [...nodeOptions, main, ...args, "--json"], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	children.push(child);
	let log = "";
	child.stderr.setEncoding("utf8").on("data", (text) => {
		log = (log + text).slice(-20_000);
	});
	const ready = await new Promise((done, failed) => {
		let out = "";
		child.stdout.setEncoding("utf8").on("data", (text) => {
			out += text;
			if (out.trimEnd().endsWith("}")) done(JSON.parse(out));
		});
		child.once("exit", (code) => failed(new Error(`${name} ended with ${code}: ${log}`)));
	});
	return { child, ...ready, log: () => log };
}

function fail(text) {
	console.error(text);
	say("0 passed, 1 failed, 0 skipped");
	process.exit(1);
}

/** The process and those that it started, in the order of their starts. */
function processesOf(pid) {
	const tasks = readdirSync(`/proc/${pid}/task`);
	const started = tasks.flatMap((task) =>
		readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
	);
	return [pid, ...started.sort((a, b) => a - b)];
}
