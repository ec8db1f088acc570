import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom, type TaskBundle } from "../../subnets/index.js";
import { ask, askProbe, codeOf, probeRequest } from "../unit/miner/ask.js";
import { makeProbeBundle, probeModel } from "../unit/miner/probeBundle.js";
import { startTestMiner } from "../unit/miner/startTestMiner.js";
import { hostileModels } from "../unit/subnets/hostileModels.js";
import {
	BOOL,
	bytes,
	external,
	FLOAT,
	floats,
	graph,
	graphAttribute,
	INT64,
	integers,
	model,
	node,
	numberAttribute,
	text,
	truth,
	value,
} from "../unit/subnets/onnxWriter.js";
import { INFER } from "./caller.js";
import { bundleWith, removeBundles } from "./modelBundle.js";
import { recordRow, sized } from "./rows.js";

// ME8 and ME11: models that would harm whoever loads them, and models that are not the published ones.

const MEMORY_MIB = 400;
let original: TaskBundle;

beforeAll(async () => {
	original = await makeProbeBundle({ timeoutMs: 3_000, memoryMiB: MEMORY_MIB });
});
afterAll(removeBundles);

const x = value("x", FLOAT, [128]);
const y = value("y", FLOAT, [128]);
const w = floats("w", [128], Array(128).fill(1));
const times = node({ operator: "Mul", inputs: ["x", "w"], outputs: ["y"] });
const plain = { nodes: [times], initializers: [w], inputs: [x], outputs: [y] };

/** y = x · w, and as many rounds of a loop around it as x is large. */
function loopingModel(): Buffer {
	const body = graph({
		nodes: [
			node({ operator: "Identity", inputs: ["go"], outputs: ["on"] }),
			node({ operator: "Mul", inputs: ["v", "one"], outputs: ["v2"] }),
		],
		initializers: [floats("one", [], [1])],
		inputs: [value("round", INT64, []), value("go", BOOL, []), value("v", FLOAT, [128])],
		outputs: [value("on", BOOL, []), value("v2", FLOAT, [128])],
	});
	return model(
		graph({
			nodes: [
				node({ operator: "Mul", inputs: ["x", "w"], outputs: ["xw"] }),
				...largest("n"),
				node({
					operator: "Loop",
					inputs: ["n", "yes", "xw"],
					outputs: ["y"],
					attributes: [graphAttribute("body", body)],
				}),
			],
			initializers: [w, truth("yes", true)],
			inputs: [x],
			outputs: [y],
		}),
	);
}

/** y = x · w, and a tensor of as many elements beside it as x is large. */
function growingModel(): Buffer {
	const axis = integers("axis", [1], [0]);
	return model(
		graph({
			nodes: [
				node({ operator: "Mul", inputs: ["x", "w"], outputs: ["xw"] }),
				...largest("n"),
				node({ operator: "Unsqueeze", inputs: ["n", "axis"], outputs: ["shape"] }),
				node({ operator: "ConstantOfShape", inputs: ["shape"], outputs: ["giant"] }),
				node({
					operator: "ReduceMax",
					inputs: ["giant"],
					outputs: ["zero"],
					attributes: [numberAttribute("keepdims", 0)],
				}),
				node({ operator: "Add", inputs: ["xw", "zero"], outputs: ["y"] }),
			],
			initializers: [w, axis],
			inputs: [x],
			outputs: [y],
		}),
	);
}

/** The largest element of x as a whole number. */
const largest = (name: string) => [
	node({
		operator: "ReduceMax",
		inputs: ["x"],
		outputs: ["max"],
		attributes: [numberAttribute("keepdims", 0)],
	}),
	node({ operator: "Cast", inputs: ["max"], outputs: [name], attributes: [numberAttribute("to", INT64)] }),
];

const hostile = hostileModels(plain);

/** y = x · w, with w in a file beside the model; `place` as the graph says it. */
const weightsBeside = (place: Readonly<Record<string, string>>, ...more: readonly Buffer[]) =>
	model(graph({ ...plain, initializers: [external("w", FLOAT, [128], place, ...more)] }));
const data = { "model.onnx_data": Buffer.from(Float32Array.from({ length: 128 }, () => 1).buffer) };
const LOCATION = "model.onnx_data";
/** What lies on the disk of any machine that runs this, beside and above the bundle. */
const misplaced: readonly (readonly [string, Buffer])[] = [
	["../../etc/passwd", weightsBeside({ location: "../../../../etc/passwd", length: "512" })],
	["a pinned file by ../", weightsBeside({ location: `../x/../${LOCATION}` })],
	["a pinned file by ./", weightsBeside({ location: `./${LOCATION}` })],
	["a file of the bundle that is not pinned", weightsBeside({ location: "task.json", length: "512" })],
	["the runtime's own memory", weightsBeside({ location: "*/_ORT_MEM_ADDR_/*", offset: "4194304" })],
	["a name with a zero in it", weightsBeside({ location: `${LOCATION}\0` })],
	["512 bytes behind the end", weightsBeside({ location: LOCATION, offset: "512" })],
	["an end 1 byte behind the end", weightsBeside({ location: LOCATION, offset: "1", length: "512" })],
	["512 bytes before the start", weightsBeside({ location: LOCATION, offset: "-512" })],
	["a place of 2^64 + 0", weightsBeside({ location: LOCATION, offset: "18446744073709551616" })],
	["more than the tensor", weightsBeside({ location: LOCATION, length: "1024" })],
	[
		"2^40 elements of a pinned file",
		model(graph({ ...plain, initializers: [external("w", FLOAT, [2 ** 40], { location: LOCATION })] })),
	],
	[
		"a pinned file, then another",
		weightsBeside({ location: LOCATION }, bytes(13, text(1, "location"), text(2, "task.json"))),
	],
	["weights inside and outside", weightsBeside({ location: LOCATION }, bytes(9, Buffer.alloc(512)))],
];

describe("ME8: a hostile model", () => {
	it("is refused before anything loads it, whatever its published hash", async () => {
		for (const { name, file } of hostile) {
			const bundle = await bundleWith(original, file);
			await expect(startTestMiner(bundle), name).rejects.toMatchObject({ code: "MODEL_REFUSED" });
		}
		recordRow({
			id: "ME8a",
			attack:
				"Hostile ONNX, published with its right hash: paths to other files, giant constants, endless loops, custom operators, other formats",
			load: "none",
			fault: "none",
			inputs: hostile.map(({ name }) => name).join("; "),
			outcome: `${hostile.length} of ${hostile.length} refused before they are loaded (MODEL_REFUSED), no process started`,
			file: "models",
		});
	});

	it("with weights in files beside it reads those that are pinned, and nothing else", async () => {
		for (const [name, file] of misplaced) {
			const bundle = await bundleWith(original, file, undefined, data);
			await expect(startTestMiner(bundle), name).rejects.toMatchObject({ code: "MODEL_REFUSED" });
		}
		const good = weightsBeside({ location: LOCATION });
		const replacements: readonly (readonly [string, (path: string) => Promise<void>])[] = [
			["a link to the same bytes", (path) => symlink(`${path}.kept`, path)],
			["a link to /etc/passwd", (path) => symlink("/etc/passwd", path)],
			["/dev/zero by a link", (path) => symlink("/dev/zero", path)],
			["a pipe that nobody writes", async (path) => void execFileSync("mkfifo", [path])],
			["a folder", async (path) => void (await mkdir(path))],
			["other bytes", (path) => writeFile(path, Buffer.alloc(512, 1))],
			["fewer bytes", (path) => writeFile(path, Buffer.alloc(4))],
			["nothing", async () => undefined],
		];
		const codes = new Set<string>();
		const tried = replacements.slice(0, sized(2, replacements.length));
		for (const [name, replace] of tried) {
			const bundle = await bundleWith(original, good, undefined, data);
			const miner = await startTestMiner(bundle);
			expect((await askProbe(miner.server, "")).status, name).toBe(200);
			const path = join(bundle.folder, LOCATION);
			await rename(path, `${path}.kept`);
			await replace(path);
			await expect(startTestMiner(bundle), name).rejects.toSatisfy(({ code }) => {
				codes.add(code);
				return ["BUNDLE_UNUSABLE", "BUNDLE_FILE_HASH"].includes(code);
			});
			const [pid] = miner.enginePids();
			if (pid !== undefined) process.kill(pid, "SIGKILL");
			await delay(sized(500, 1_500));
			expect(miner.enginePids(), name).toEqual([]);
			expect((await askProbe(miner.server, "")).status, name).not.toBe(200);
			await rm(path, { recursive: true, force: true });
			await rename(`${path}.kept`, path);
			while ((await askProbe(miner.server, "")).status !== 200) await delay(100);
			await miner.stop();
		}
		recordRow({
			id: "ME8c",
			attack:
				"A model whose weights lie in files beside it (external data), all published with their right hashes: places outside those files, and those files replaced on the disk",
			load: "none",
			fault: "the engine killed while a replaced file lies there",
			inputs: `graph: ${misplaced.map(([name]) => name).join("; ")}. Disk: ${tried.map(([name]) => name).join("; ")}`,
			outcome: `${misplaced.length} of ${misplaced.length} graphs refused before they are loaded (MODEL_REFUSED); with ${tried.length} of ${tried.length} replaced files no start (${[...codes].sort().join(", ")}) and no engine came back, served again once the file was right`,
			file: "models",
		});
	});

	it("that its manifest permits is stopped at its caps, and costs its caller's answer alone", async () => {
		const outcomes: string[] = [];
		const rounds = sized(1, 10);
		const cases: readonly (readonly [string, Buffer, number, readonly string[]])[] = [
			["runs for ever", loopingModel(), 1e18, ["ANSWER_TIMEOUT", "ENGINE_LOST"]],
			["asks for 16 GB", growingModel(), 4e9, ["TASK_FAULT", "ENGINE_LOST"]],
		];
		for (const [name, file, harmful, codes] of cases) {
			const miner = await startTestMiner(await bundleWith(original, file, ["ai.onnx:Loop"]), {
				limits: { callerConcurrent: 100 },
			});
			const askWith = (size: number) => {
				const { body, headers } = probeRequest("", size);
				return ask(miner.server, INFER, body, { headers });
			};
			expect((await askProbe(miner.server, "")).status).toBe(200);
			let most = 0;
			const watching = setInterval(() => {
				for (const pid of miner.enginePids()) most = Math.max(most, residentMib(pid));
			}, 50);
			const seconds: number[] = [];
			for (let round = 0; round < rounds; round++) {
				const began = performance.now();
				const answer = await askWith(harmful);
				expect(codes).toContain(codeOf(answer));
				expect((await miner.server.inject("/v2/health/live")).statusCode).toBe(200);
				while ((await askWith(1)).status !== 200) await delay(20);
				seconds.push((performance.now() - began) / 1000);
			}
			clearInterval(watching);
			await miner.stop();
			expect(most).toBeLessThan(MEMORY_MIB + 100);
			outcomes.push(
				`${name}: refused, the next request answered after ${Math.max(...seconds).toFixed(1)} s at most, engine at most ${most.toFixed(0)} MiB resident`,
			);
		}
		recordRow({
			id: "ME8b",
			attack: "A model that turns hostile for one input, past every check (its manifest permits loops)",
			load: "an honest request after each hostile one",
			fault: "none",
			inputs: `${rounds} × a loop of 10^18 rounds, ${rounds} × a tensor of 4·10^9 elements; caps ${MEMORY_MIB} MiB and 3 s`,
			outcome: `${outcomes.join("; ")}; the server stayed up`,
			file: "models",
		});
	});
});

const residentMib = (pid: number): number => {
	try {
		return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
	} catch {
		return 0;
	}
};

describe("ME11: a model that is not the declared one", () => {
	it("is never served: not at the start, and not after an engine was started again", async () => {
		const bundle = await bundleWith(original, probeModel());
		const path = join(bundle.folder, "model.onnx");
		const good = await readFile(path);
		const flips = sized(20, 1_000);
		const random = createRandom("flips");
		for (let flip = 0; flip < flips; flip++) {
			const bad = Buffer.from(good);
			const bit = random.integer(good.length * 8);
			bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			await writeFile(path, bad);
			await expect(startTestMiner(bundle)).rejects.toMatchObject({ code: "BUNDLE_FILE_HASH" });
		}
		await writeFile(path, good);
		const miner = await startTestMiner(bundle);
		expect((await askProbe(miner.server, "")).status).toBe(200);
		const bad = Buffer.from(good);
		bad[200] = (bad[200] ?? 0) ^ 1;
		await writeFile(path, bad);
		const [pid] = miner.enginePids();
		if (pid !== undefined) process.kill(pid, "SIGKILL");
		await delay(1_500);
		expect(miner.enginePids()).toEqual([]);
		expect((await miner.server.inject("/v2/health/ready")).statusCode).toBe(503);
		const refused = await askProbe(miner.server, "");
		expect(refused.status).not.toBe(200);
		await writeFile(path, good);
		while ((await askProbe(miner.server, "")).status !== 200) await delay(100);
		await miner.stop();
		recordRow({
			id: "ME11",
			attack: "The model file differs from the declared hash by a bit",
			load: "none",
			fault: "a bit flipped on disk, before the start and while the miner runs; then the engine killed",
			inputs: `${flips} flips before a start, one while running`,
			outcome: `${flips} starts refused (BUNDLE_FILE_HASH); no engine came back on the changed file, requests got ${refused.status}; served again once the file was right`,
			file: "models",
		});
	});
});
