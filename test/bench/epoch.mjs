// npm run bench -- epoch [--json] [--rounds N] [--reference FILE] [--part blocks|spread|law]
//
// The whole block in which a full subnet has its epoch (256 uids, 64 validators, every weight set, bonds on all of
// them, everybody paid): this chain's runtime beside the reference chain's own, spec 293, in the same V8 host on the
// same machine, round by round in turn. Both subnets are made by the chains' own calls, the same in number and size.
// The reference's runtime comes by --reference or GANGLION_REFERENCE_RUNTIME; test/bench/epoch/referenceRuntime.mjs
// gets it. Without it its column is left out.
//
// Then the blocks over which the largest subnet's epoch is spread, one by one, and the weight that each declares:
// with few weights set, with all of them, and with all coldkeys having chosen where their miners' earnings are staked.
//
// Then the epoch alone, by GanglionApi_run_epoch, over growing numbers of weights and bonds.
//
// Cost law: a constant for each uid, and linear in the weights and bonds that are not absent, times the logarithm of
// the validators per miner (the median sorts each column). Worst case: every weight set, under liquid alpha.
//
// Times are of the processor: on a busy machine wall time says more about the neighbours.
import { existsSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { encodeEpochInput } from "../../dist/chain/client/index.js";
import { openRuntime } from "../../dist/chain/host/index.js";
import { artifactPath } from "../../dist/chain/host/runtime/openRuntime.js";
import { checkEpoch, prepareSubnet } from "./epoch/denseSubnet.mjs";
import { fitLine } from "./epoch/fitLine.mjs";
import { startLocalChain } from "./epoch/localChain.mjs";
import { sparseSubnet } from "./epoch/sparseSubnet.mjs";

const { values: options } = parseArgs({
	options: {
		json: { type: "boolean", default: false },
		rounds: { type: "string", default: "30" },
		reference: { type: "string", default: process.env.GANGLION_REFERENCE_RUNTIME },
		part: { type: "string" },
	},
});
const rounds = Number(options.rounds);
const say = (line = "") => options.json || console.log(line);

const DENSE = { uids: 256, validators: 64 };
const MODES = [
	{ name: "original Yuma", yuma3: false, liquidAlpha: false },
	{ name: "Yuma3", yuma3: true, liquidAlpha: false },
	{ name: "Yuma3, liquid alpha", yuma3: true, liquidAlpha: true },
];
/** Rounds before V8 has compiled everything with its optimizing compiler. */
const WARM_UP = 10;
/** How many times as fast as the reference the whole block is meant to be at least. */
const TARGET_RATIO = 4;

const LARGE = { uids: 4_096, validators: 256 };
const SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
/** The share that must fit, and a block's computing (ms), of a block of 12 s. */
const LARGE_SHARE = 0.05;
const BLOCK_MS = 4_000;
const SPREAD_ROUNDS = 5;
const SPREADS = [{ share: LARGE_SHARE }, { share: 1 }, { share: 1, choose: true }];

const machine = {
	cpu: cpus()[0]?.model ?? "unknown",
	threads: availableParallelism(),
	node: process.version,
};
say(`${machine.cpu}, ${machine.threads} threads, Node ${machine.node}, load ${loadavg()[0].toFixed(1)}`);
const runtimes = [{ name: "ganglion", path: artifactPath() }];
if (options.reference === undefined)
	say("the reference's runtime is not on this machine: see test/bench/epoch/referenceRuntime.mjs");
else if (!existsSync(options.reference)) throw new Error(`there is no file ${options.reference}`);
else runtimes.push({ name: "reference", path: options.reference });

const parts = { blocks: measureAllBlocks, spread: measureSpreads, law: measureLaw };
const wanted = options.part === undefined ? Object.keys(parts) : [options.part];
const figures = {};
for (const part of wanted) {
	if (parts[part] === undefined) throw new Error(`--part takes blocks, spread or law, not ${part}`);
	figures[part] = await parts[part]();
}
if (options.json) console.log(JSON.stringify({ machine, rounds, ...figures }));

async function measureAllBlocks() {
	say(
		`\nwhole block with an epoch of ${DENSE.uids} uids x ${DENSE.validators} validators, dense, paid: CPU ms, least / median of ${rounds}`,
	);
	const blocks = [];
	for (const mode of MODES) blocks.push(await measureBlocks(mode));
	return blocks;
}

async function measureSpreads() {
	const spreads = [];
	for (const spread of SPREADS) {
		const chosen = spread.choose ? ", all choose where earnings are staked" : "";
		say(
			`\nblocks of an epoch of ${LARGE.uids} uids x ${LARGE.validators} validators, ${spread.share * 100} %${chosen}, spread: CPU ms, least of ${SPREAD_ROUNDS}`,
		);
		spreads.push({ ...spread, blocks: await measureSpread(spread) });
	}
	return spreads;
}

async function measureBlocks({ name, ...mode }) {
	const sides = [];
	for (const runtime of runtimes) {
		const chain = await startLocalChain({ path: runtime.path, patch: genesisPatch() });
		const netuid = await prepareSubnet(chain, { ...DENSE, ...mode });
		sides.push({ ...runtime, chain, netuid, epoch: [], empty: [] });
	}
	for (let round = -WARM_UP; round < rounds; round++)
		for (const side of sides)
			keep(
				side.epoch,
				round,
				cpuMs(() => side.chain.build()),
			);
	for (const side of sides) {
		await side.chain.seal();
		await checkEpoch(side.chain, side.netuid, DENSE);
	}
	for (let round = -WARM_UP; round < rounds; round++)
		for (const side of sides)
			keep(
				side.empty,
				round,
				cpuMs(() => side.chain.build()),
			);
	for (const side of sides) await side.chain.stop();
	const figures = Object.fromEntries(
		sides.map((side) => [side.name, { epoch: summary(side.epoch), empty: summary(side.empty) }]),
	);
	const ratio = figures.reference && figures.reference.epoch.median / figures.ganglion.epoch.median;
	const columns = sides.map(
		(side) =>
			`${side.name} ${show(figures[side.name].epoch)} (without epoch ${show(figures[side.name].empty)})`,
	);
	const verdict = ratio === undefined ? "" : `  ${ratio.toFixed(1)} times as fast, target ${TARGET_RATIO}`;
	say(`  ${name.padEnd(20)} ${columns.join("  ")}${verdict}`);
	return { mode: name, ...figures, ratio };
}

/** The block that decides the largest epoch, those that write it, and one after them. */
async function measureSpread({ share, choose = false }) {
	// the owner has a permit besides
	const shape = {
		...LARGE,
		// of a row of thousands, what is below 1/65535 has no bond
		bonded: 0.6,
		validators: LARGE.validators - 1,
		share,
		choose,
		yuma3: true,
		liquidAlpha: false,
	};
	const chain = await startLocalChain({ path: artifactPath(), patch: genesisPatch() });
	const netuid = await prepareSubnet(chain, shape);
	const measured = [];
	for (let name = "decides"; ; ) {
		const times = [];
		for (let round = -2; round < SPREAD_ROUNDS; round++)
			keep(
				times,
				round,
				cpuMs(() => chain.build()),
			);
		await chain.seal();
		const weight = (await chain.api.query.system.blockWeight()).mandatory.refTime.toNumber() / 1e9;
		const { least } = summary(times);
		measured.push({ name, ms: least, weight });
		say(`  ${name.padEnd(8)} ${least.toFixed(1).padStart(7)}, declared ${weight.toFixed(0).padStart(5)}`);
		if (name === "empty") break;
		if (name === "decides") await checkEpoch(chain, netuid, shape);
		const left = await chain.api.query.subtensorModule.epochRuns(netuid);
		name = left.isSome ? "writes" : "empty";
	}
	await chain.stop();
	return measured;
}

/** The time of an epoch over the number of its weights and bonds, and the line through it. */
function measureLaw() {
	say(`\nepoch alone, ${LARGE.uids} uids x ${LARGE.validators} validators: CPU ms, least`);
	const runtime = openRuntime();
	const points = SHARES.map((share) => {
		const { argument, entries } = encodeSubnet(share);
		const times = [];
		for (let round = -3; round < 12; round++)
			keep(
				times,
				round,
				cpuMs(() => runtime.call("GanglionApi_run_epoch", argument)),
			);
		const { least } = summary(times);
		say(
			`  ${(share * 100).toFixed(0).padStart(3)} %  ${String(entries).padStart(7)} weights and bonds  ${least.toFixed(1).padStart(7)}`,
		);
		return { share, entries, ms: least };
	});
	const line = fitLine(points.map(({ entries, ms }) => [entries, ms]));
	say(
		`  line: ${line.constant.toFixed(2)} ms + ${(line.slope * 1e6).toFixed(0)} ns for each weight or bond, R² ${line.rSquared.toFixed(4)}`,
	);
	const large = points.find(({ share }) => share === LARGE_SHARE);
	const part = (large.ms / BLOCK_MS) * 100;
	say(
		`  at ${LARGE_SHARE * 100} %: ${large.ms.toFixed(1)} ms, ${part.toFixed(1)} % of a block's ${BLOCK_MS} ms`,
	);
	return { points, line };
}

/** The bytes alone: objects left alive would be walked whenever the runtime's memory grows and V8 collects garbage. */
function encodeSubnet(share) {
	const input = sparseSubnet({ ...LARGE, share });
	const entries = [...input.weights, ...input.bonds].reduce((sum, row) => sum + row.length, 0);
	return { argument: encodeEpochInput(input), entries };
}

function genesisPatch() {
	const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
	return {
		aura: { authorities: [alice] },
		balances: { balances: [[alice, 9_000_000_000_000_000]] },
		sudo: { key: alice },
	};
}

function cpuMs(work) {
	const before = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1_000;
}

function keep(times, round, ms) {
	if (round >= 0) times.push(ms);
}

function summary(times) {
	const sorted = [...times].sort((a, b) => a - b);
	return { least: sorted[0], median: sorted[sorted.length >> 1] };
}

function show({ least, median }) {
	return `${least.toFixed(1).padStart(6)} /${median.toFixed(1).padStart(6)}`;
}
