import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
	type Backend,
	type Crossover,
	describeCrossover,
	jsBackend,
	measureCrossover,
	openScoring,
	parseCrossover,
} from "../../../scoring/index.js";
import { backends } from "./loadedBackends.js";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const tfjs = backends.find(({ name }) => name === "tfjs");
const clock = () => performance.now();

/** Plain JavaScript under another name: what is measured is the choosing, by a clock that tells set times. */
const other: Backend = { ...jsBackend, name: "tfjs", description: "another back end" };

/** Measures one operation by a clock on which each run takes a set time: `js` by workload, `otherMs` always. */
function measured(
	js: readonly number[],
	otherMs: number,
	budgetMs = Number.POSITIVE_INFINITY,
): Promise<Crossover> {
	let now = 0;
	const taking = (backend: Backend, cost: () => number): Backend => ({
		...backend,
		kernels: {
			...backend.kernels,
			editDistances: (truths) => {
				now += cost();
				return truths;
			},
		},
	});
	// each workload runs four times, the first time untimed
	let runs = 0;
	return measureCrossover(
		{
			js: taking(jsBackend, () => js[Math.floor(runs++ / 4)] as number),
			tfjs: taking(other, () => otherMs),
			operations: ["editDistances"],
			budgetMs,
		},
		{ clock: () => now },
	);
}

describe("the crossover", () => {
	it("is the smallest size from which the other back end is the faster at all that follow", async () => {
		const from = async (js: readonly number[]) => (await measured(js, 10)).operations.editDistances?.tfjsFrom;
		const sizes =
			(await measured([1, 1, 1], 10)).operations.editDistances?.points.map(({ cells }) => cells) ?? [];
		expect(sizes).toHaveLength(3);
		expect(await from([1, 20, 30])).toBe(sizes[1]);
		expect(await from([20, 1, 30])).toBe(sizes[2]);
		expect(await from([20, 20, 20])).toBe(sizes[0]);
		expect(await from([20, 20, 10])).toBeNull();
	});

	it("begins no larger size once its time is spent", async () => {
		const found = await measured([1_000], 10, 500);
		expect(found.operations.editDistances?.points).toHaveLength(1);
	});

	it("stops when it is told to", async () => {
		const signal = AbortSignal.abort(new Error("no more"));
		await expect(measureCrossover({ js: jsBackend, tfjs: other, signal }, { clock })).rejects.toThrow();
	});

	it("survives as JSON, but not as anything else, nor for another library", async () => {
		const found = await measured([1, 20, 30], 10);
		expect(parseCrossover(JSON.stringify(found), other.description)).toEqual(found);
		for (const text of [
			"",
			"[]",
			"{}",
			'{"library":"another back end","operations":{"flying":{"tfjsFrom":1,"points":[]}}}',
			'{"library":"another back end","operations":{"softmax":{"tfjsFrom":"1","points":[]}}}',
			'{"library":"another back end","operations":{"softmax":{"tfjsFrom":1,"points":[{}]}}}',
		])
			expect(() => parseCrossover(text, other.description), text).toThrow(
				expect.objectContaining({ code: "CROSSOVER_INVALID" }),
			);
		expect(() => parseCrossover(JSON.stringify(found), "TensorFlow 3")).toThrow("another back end");
	});

	it("is told in words", async () => {
		expect(describeCrossover(await measured([1, 20, 30], 10))).toEqual([
			"editDistances: another back end from 524288 cells (512 pairs of 32: 20 ms in JavaScript, 10 ms on TensorFlow)",
		]);
		expect(describeCrossover(await measured([1, 2, 3], 10))).toEqual([
			"editDistances: plain JavaScript at every size measured (8192 pairs of 32: 3.00 ms in JavaScript, 10 ms on TensorFlow)",
		]);
	});
});

describe("openScoring", () => {
	it("finds TensorFlow where npm run gpu:install has built it", ({ skip }) => {
		const library = join(root, "node_modules/@tensorflow/tfjs-node-gpu/deps/lib/libtensorflow.so");
		if (!existsSync(library)) skip("npm run gpu:install was not run here");
		expect(tfjs?.reason).toBe("");
		expect(tfjs?.backend?.description).toMatch(/^TensorFlow \d+\.\d+\.\d+ on the (CPU|GPU)$/);
	});

	it("does everything in plain JavaScript where that is asked for", async () => {
		const scoring = await openScoring({ backend: "js" }, { clock });
		expect(scoring.backendFor("epoch", 1e9)).toBe(jsBackend);
		expect(scoring.report).toEqual(["plain JavaScript for everything"]);
	});

	it("goes by a known crossover without measuring", async ({ skip }) => {
		const library = tfjs?.backend?.description ?? skip(tfjs?.reason);
		const crossover: Crossover = { library, operations: { epoch: { tfjsFrom: 1_000, points: [] } } };
		const scoring = await openScoring(
			{ backend: "auto", crossover },
			{
				clock: () => {
					throw new Error("measured");
				},
			},
		);
		expect(scoring.backendFor("epoch", 999).name).toBe("js");
		expect(scoring.backendFor("epoch", 1_000).name).toBe("tfjs");
		expect(scoring.backendFor("softmax", 1e9).name).toBe("js");
	});

	it("measures where none is known, and says what it found", async ({ skip }) => {
		if (tfjs?.backend === undefined) skip(tfjs?.reason);
		const { crossover, report } = await openScoring({ backend: "auto" }, { clock });
		expect(Object.keys(crossover?.operations ?? {})).toEqual([
			"epoch",
			"errorNorms",
			"editDistances",
			"softmax",
		]);
		expect(report).toHaveLength(4);
	});

	it("works without TensorFlow, and says why it is not there and what would bring it", ({ skip }) => {
		const compiled = join(root, "dist", "scoring");
		if (!existsSync(join(compiled, "openScoring.js"))) skip("dist/ is not built: run npm run build");
		const folder = mkdtempSync(join(tmpdir(), "ganglion-scoring-"));
		try {
			cpSync(compiled, join(folder, "scoring"), { recursive: true });
			writeFileSync(join(folder, "package.json"), '{"type":"module"}');
			const script = `
				import { jsBackend, loadTfjs, openScoring } from "./scoring/index.js";
				const { report, backendFor } = await openScoring({ backend: "auto" }, { clock: Date.now });
				const error = await loadTfjs().catch((error) => error);
				console.log(JSON.stringify({ report, js: backendFor("epoch", 1e12) === jsBackend, ...error }));
			`;
			const run = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
				cwd: folder,
				encoding: "utf8",
			});
			expect(run.stderr).toBe("");
			const found = JSON.parse(run.stdout);
			expect(found.js).toBe(true);
			expect(found.code).toBe("BACKEND_UNAVAILABLE");
			expect(found.report[0]).toBe("plain JavaScript for everything");
			expect(found.report.join(" ")).toContain("@tensorflow/tfjs-node-gpu");
			expect(found.remedy).toContain("npm run gpu:install");
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});
});
