// npm run bench -- scoring [--json] [--large] [--save FILE]: both back ends of scoring/ over growing shapes, the law by
// which their time grows, the worst case of the weighted median, and the crossover of this machine.
//
// Cost law: an epoch takes time and memory in the proportion of validators × uids, on both back ends; TensorFlow adds a
// constant of some milliseconds for its calls. The quickselect of the weighted median takes V a column on average,
// V² at worst; the worst inputs tried here are sorted, equal, and organ-pipe columns.
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { madeUpSubnet } from "../../dist/scoring/crossover/workloads.js";
import {
	describeCrossover,
	jsBackend,
	loadTfjs,
	matrix,
	measureCrossover,
	vector,
	yumaEpoch,
} from "../../dist/scoring/index.js";

const { values: options } = parseArgs({
	options: {
		json: { type: "boolean", default: false },
		large: { type: "boolean", default: false },
		save: { type: "string" },
	},
});
const EPOCHS = [[16, 64], [64, 256], [128, 1_024], [256, 4_096], ...(options.large ? [[1_024, 16_384]] : [])];
const MEDIANS = [64, 256, 1_024, 4_096];
const MEDIAN_COLUMNS = 256;
/** Runs of each shape: at least this many, and for at least this long. */
const LEAST_RUNS = 3;
const LEAST_MS = 600;

const say = (line = "") => options.json || console.log(line);
const tfjs = await loadTfjs().catch((error) => {
	say(`${error.message}\nremedy: ${error.remedy}\n`);
	return undefined;
});
const backends = tfjs === undefined ? [jsBackend] : [jsBackend, tfjs];
const machine = {
	cpu: cpus()[0]?.model ?? "unknown",
	threads: availableParallelism(),
	node: process.version,
	load: loadavg()[0],
	backends: backends.map(({ description }) => description),
};
say(`${machine.cpu}, ${machine.threads} threads, Node ${machine.node}, load ${machine.load.toFixed(1)}`);
say(`back ends: ${machine.backends.join("; ")}\n`);

say("epoch (Yuma3), validators × uids: median wall ms / CPU ms");
const epochs = EPOCHS.map(([validators, uids]) => {
	const input = madeUpSubnet(validators, uids);
	return row(`${validators} × ${uids}`, validators * uids, (backend) => yumaEpoch(input, { backend }));
});
const law = Object.fromEntries(backends.map(({ name }) => [name, exponent(epochs, name)]));
for (const [name, power] of Object.entries(law))
	say(`  ${name}: time grows as cells^${power.toFixed(2)} over the larger half of the shapes`);

say(`\nweighted median, V × ${MEDIAN_COLUMNS}, by the order of the weights`);
const orders = {
	random: (i, v) => ((i * 2_654_435_761) % 4_294_967_296) / v,
	sorted: (i) => i,
	equal: () => 1,
	"organ pipe": (i, v) => Math.min(i, v - i),
};
const medians = MEDIANS.flatMap((rows) =>
	Object.entries(orders).map(([order, weight]) => {
		const numbers = Float64Array.from(
			{ length: rows * MEDIAN_COLUMNS },
			(_, place) => weight(Math.floor(place / MEDIAN_COLUMNS), rows) / rows,
		);
		const weights = matrix(numbers, rows, MEDIAN_COLUMNS);
		const stake = vector(new Float64Array(rows).fill(1 / rows));
		return row(`${rows} × ${MEDIAN_COLUMNS} ${order}`, numbers.length, ({ kernels }) =>
			kernels.weightedMedian(weights, stake, 0.5),
		);
	}),
);

let crossover;
if (tfjs !== undefined) {
	crossover = await measureCrossover({ js: jsBackend, tfjs }, { clock: () => performance.now() });
	say("\ncrossover");
	for (const line of describeCrossover(crossover)) say(`  ${line}`);
	if (options.save !== undefined) writeFileSync(options.save, `${JSON.stringify(crossover, null, "\t")}\n`);
}
if (options.json) console.log(JSON.stringify({ machine, epochs, law, medians, crossover }));

/** One shape on every back end. */
function row(shape, cells, run) {
	const times = Object.fromEntries(backends.map((backend) => [backend.name, measure(() => run(backend))]));
	const columns = Object.entries(times).map(
		([name, { wallMs, cpuMs }]) =>
			`${name} ${wallMs.toFixed(2).padStart(10)} /${cpuMs.toFixed(2).padStart(10)}`,
	);
	say(`  ${shape.padEnd(24)}${columns.join("   ")}`);
	return { shape, cells, ...times };
}

function measure(run) {
	run();
	const walls = [];
	const cpu = process.cpuUsage();
	const began = performance.now();
	while (walls.length < LEAST_RUNS || performance.now() - began < LEAST_MS) {
		const start = performance.now();
		run();
		walls.push(performance.now() - start);
	}
	const { user, system } = process.cpuUsage(cpu);
	walls.sort((a, b) => a - b);
	return {
		wallMs: walls[walls.length >> 1],
		cpuMs: (user + system) / 1_000 / walls.length,
		runs: walls.length,
	};
}

/** The power of the cells by which the CPU time grows, from the middle shape to the largest. */
function exponent(rows, name) {
	const middle = rows[rows.length >> 1];
	const last = rows[rows.length - 1];
	return Math.log(last[name].cpuMs / middle[name].cpuMs) / Math.log(last.cells / middle.cells);
}
