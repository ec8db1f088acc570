// npm run weights [-- --only NAME] [--runtime FILE] [--print] [--repeats N]
//
// Builds the runtime with `runtime-benchmarks`, runs its benchmarks in the package's own V8 host, fits a base and a
// slope for each component, and writes them to each pallet's `src/measured.rs`, from which its weights come.
// --runtime takes a blob that was built before; --print writes nothing; --only runs one benchmark and writes nothing.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildGenesis } from "../../dist/chain/host/blocks/genesis.js";
import { createRuntime } from "../../dist/chain/host/runtime/openRuntime.js";
import { usualPlace } from "../artifact/buildPlace.mjs";
import { compileRuntime } from "../artifact/compile.mjs";
import { findCompiler } from "../artifact/compiler.mjs";
import { dispatchBenchmark, listBenchmarks } from "./benchmarkApi.mjs";
import { openBenchmarkHost } from "./benchmarkHost.mjs";
import { fitPlane } from "./fitPlane.mjs";
import { measuredSource } from "./measuredSource.mjs";

const { values: options } = parseArgs({
	options: {
		only: { type: "string" },
		runtime: { type: "string" },
		print: { type: "boolean", default: false },
		repeats: { type: "string", default: "5" },
	},
});
const repeats = Number(options.repeats);
/** Values of a component between its bounds, both included. */
const STEPS = 4;
/** Runs before V8 has compiled the code with its optimizing compiler, and the seconds that they may take. */
const WARM_UP = { runs: 20, seconds: 2 };

const chain = dirname(dirname(fileURLToPath(import.meta.url)));
/** The pallet's folder that figures are written to, by the name under which the runtime lists benchmarks. */
const FOLDERS = {
	pallet_subnets: "subnets",
	calls_of_subnets: "subnets",
	calls_of_admin_utils: "admin-utils",
	calls_of_commitments: "commitments",
	calls_of_drand: "drand",
	calls_of_tasks: "tasks",
};

const code = options.runtime === undefined ? build() : new Uint8Array(readFileSync(options.runtime));
const genesis = buildGenesis({ preset: "development", patches: [] }, createRuntime(code));
const host = openBenchmarkHost(code, genesis.state);
const benchmarks = listBenchmarks(host).filter(
	({ name }) => options.only === undefined || options.only === name,
);
const byFolder = new Map();
const failures = [];
for (const benchmark of benchmarks) {
	const folder = FOLDERS[benchmark.pallet];
	try {
		byFolder.set(folder, [...(byFolder.get(folder) ?? []), measure(benchmark)]);
	} catch (error) {
		failures.push(`${benchmark.pallet}::${benchmark.name}: ${error.message}`);
	}
}
if (failures.length > 0) {
	console.error(`these benchmarks did not run, so nothing is written:\n${failures.join("\n")}`);
	process.exitCode = 1;
} else if (!options.print && options.only === undefined)
	for (const [folder, measured] of byFolder) {
		const machine = `one thread of ${cpus()[0]?.model ?? "an unknown processor"} in V8 ${process.versions.v8}`;
		const file = join(chain, "pallets", folder, "src", "measured.rs");
		writeFileSync(file, measuredSource(measured, machine));
		spawnSync("rustfmt", ["--edition", "2021", "--config-path", chain, file], { stdio: "inherit" });
		console.log(`wrote ${relative(dirname(chain), file)}`);
	}

function build() {
	const compiler = findCompiler({ chain, orAnother: true });
	return new Uint8Array(
		compileRuntime({ place: usualPlace(chain), compiler, features: ["runtime-benchmarks"] }),
	);
}

/** Runs a benchmark at all its points and fits what came out. */
function measure(benchmark) {
	const letters = benchmark.components.map(({ letter }) => letter);
	const points = pointsOf(benchmark);
	warmUp(benchmark, points.at(-1));
	const results = points.map((values) => {
		const runs = dispatchBenchmark(host, benchmark, values, repeats);
		// whatever else the machine does only adds to the time
		const time = Math.min(...runs.map(({ nanoseconds }) => nanoseconds));
		const x = letters.map((letter) => values[letter]);
		return { x, time, reads: runs[0].reads, writes: runs[0].writes };
	});
	const fitted = (of) => fitPlane(results.map((result) => ({ x: result.x, y: result[of] })));
	const measured = {
		name: benchmark.name,
		letters,
		time: fitted("time"),
		reads: fitted("reads"),
		writes: fitted("writes"),
		most: Math.max(...results.map(({ time }) => time)),
	};
	console.log(describe(measured));
	return measured;
}

/** Setting up a large state compiles the code, too, so that a few runs of such a benchmark are enough. */
function warmUp(benchmark, values) {
	const end = Date.now() + WARM_UP.seconds * 1_000;
	for (let runs = 0; runs < WARM_UP.runs && (runs === 0 || Date.now() < end); runs++)
		dispatchBenchmark(host, benchmark, values, 1);
}

function describe({ name, letters, time, reads, writes, most }) {
	const slopes = letters.map(
		(letter, index) =>
			` + ${letter} x (${(time.slopes[index] / 1e3).toFixed(3)} us, ${reads.slopes[index].toFixed(2)} r, ${writes.slopes[index].toFixed(2)} w)`,
	);
	return `${name}: ${(time.base / 1e3).toFixed(1)} us, ${reads.base.toFixed(1)} r, ${writes.base.toFixed(1)} w${slopes.join("")}; most ${(most / 1e6).toFixed(3)} ms, formula above by ${(time.excess / 1e6).toFixed(3)} ms at most`;
}

/** Each component from low to high with the others at their highest; the last point is the most of everything. */
function pointsOf({ name, components }) {
	if (name === "epoch") return epochPoints(components);
	if (components.length === 0) return [{}];
	const highest = Object.fromEntries(components.map(({ letter, high }) => [letter, high]));
	return components.flatMap(({ letter, low, high }) =>
		Array.from({ length: STEPS }, (_, step) => ({
			...highest,
			[letter]: Math.round(low + ((high - low) * step) / (STEPS - 1)),
		})),
	);
}

/** Of an epoch's n neurons, v validators have z <= 2 n v weights and bonds, so its points are a grid of parts. */
function epochPoints(components) {
	const bounds = Object.fromEntries(components.map((component) => [component.letter, component]));
	const points = [];
	for (const n of [0.25, 0.5, 1].map((part) => Math.round(bounds.n.high * part)))
		for (const v of [0.25, 0.5, 1].map((part) => Math.round(bounds.v.high * part)))
			for (const filled of [0, 0.25, 0.5, 1]) points.push({ n, v, z: Math.round(2 * n * v * filled) });
	return points;
}
