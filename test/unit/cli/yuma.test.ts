import { describe, expect, it } from "vitest";
import { openRuntime } from "../../../chain/host/index.js";
import { createArtifactEngine } from "../../../cli/yuma/artifactEngine.js";
import { compareEpoch } from "../../../cli/yuma/compareEpoch.js";
import { parseYumaFile } from "../../../cli/yuma/parseYumaFile.js";
import { plotYuma } from "../../../cli/yuma/plotYuma.js";
import { renderYuma } from "../../../cli/yuma/renderYuma.js";
import { runYuma } from "../../../cli/yuma/runYuma.js";
import { initialState, reregister, setWeights } from "../../../cli/yuma/subnetState.js";
import { toCsv } from "../../../cli/yuma/toCsv.js";

const vector = {
	name: 'two, "and" <three>',
	n: 3,
	stakes: [600, 400, 0],
	hyperparameters: {
		kappa: 32767,
		bondsPenalty: 65535,
		bondsMovingAverage: 900000,
		maxAllowedValidators: 2,
		activityCutoffBlocks: 100,
		tempo: 10,
		yuma3: true,
	},
	permitEpochFirst: true,
	firstBlock: 1,
	epochs: [
		{
			block: 11,
			weightsBlock: 2,
			setWeights: [
				{ uid: 0, uids: [2], values: [1] },
				{ uid: 1, uids: [2], values: [1] },
			],
			repeat: 2,
			expected: [
				{ quantity: "incentive", unit: "proportion", tolerance: 0, values: { 2: 1, 0: 0 } },
				{ quantity: "validatorPermit", unit: "bool", tolerance: 0, values: { 0: true, 2: false } },
				{
					quantity: "bonds",
					unit: "proportion",
					tolerance: 0.01,
					values: { 0: { 2: 0.19 }, 1: { 2: 0.19 } },
					complete: true,
				},
			],
		},
	],
};

function parse(value: unknown) {
	return parseYumaFile("file", JSON.stringify(value));
}

const engine = { name: "chain" as const, run: createArtifactEngine(openRuntime()) };

describe("yuma-vectors/1", () => {
	it("is one vector, an array, or {vectors}", () => {
		for (const form of [
			vector,
			[vector],
			{ vectors: [vector] },
			{ format: "yuma-vectors/1", vectors: [vector] },
		])
			expect(parse(form).vectors).toEqual([vector]);
		expect(parse(vector).emission).toBe(1_000_000_000);
		expect(parse({ totalEmissionPerEpoch: 5, vectors: [] }).emission).toBe(5);
	});

	it("refuses what it would otherwise pass over, and says where", () => {
		const cases: readonly [unknown, RegExp][] = [
			[{ ...vector, surprise: 1 }, /surprise/],
			[{ format: "yuma-vectors/2", vectors: [] }, /format/],
			[{ ...vector, stakes: [1] }, /stakes has 1 entries, expected 3/],
			[
				{ ...vector, epochs: [{ block: 1, setWeights: [{ uid: 0, uids: [3], values: [1] }] }] },
				/names uid 3/,
			],
			[
				{ ...vector, epochs: [{ block: 1, setWeights: [{ uid: 0, uids: [1, 1], values: [1, 2] }] }] },
				/twice/,
			],
			[
				{ ...vector, epochs: [{ block: 1, setWeights: [{ uid: 0, uids: [1], values: [] }] }] },
				/one value for each/,
			],
			[{ ...vector, epochs: [{ block: 1, setWeights: [{ uid: 0, uids: [1], values: [1.5] }] }] }, /integer/],
			[
				{
					...vector,
					epochs: [
						{ block: 1, expected: [{ quantity: "bonds", unit: "u16", tolerance: 0, values: { 0: 1 } }] },
					],
				},
				/wrong form/,
			],
			[
				{
					...vector,
					epochs: [{ block: 1, expected: [{ quantity: "pruning", unit: "u16", tolerance: 0, values: {} }] }],
				},
				/quantity/,
			],
			[[], /^$/],
		];
		for (const [value, message] of cases.slice(0, -1))
			expect(() => parse(value), String(message)).toThrow(message);
		expect(() => parseYumaFile("file", "{")).toThrow(/no JSON/);
	});
});

describe("the steps of a vector", () => {
	it("store weights as round(value · 65535 / max), by ascending uid", () => {
		const state = initialState(parse(vector).vectors[0] ?? expect.fail());
		setWeights(state, { uid: 0, uids: [2, 0, 1], values: [3, 2, 1] }, 7);
		expect(state.weights[0]).toEqual([
			[0, 43690],
			[1, 21845],
			[2, 65535],
		]);
		expect(state.lastUpdate).toEqual([7, 0, 0]);
		setWeights(state, { uid: 1, uids: [0], values: [9], asStored: true, keepLastUpdate: true }, 8);
		expect(state.weights[1]).toEqual([[0, 9]]);
		expect(state.lastUpdate).toEqual([7, 0, 0]);
		setWeights(state, { uid: 2, uids: [0], values: [0] }, 9);
		expect(state.weights[2]).toEqual([[0, 0]]);
	});

	it("void what a replaced uid had, and weights on it unless they are kept", () => {
		for (const keepWeightsToIt of [false, true]) {
			const state = initialState(parse(vector).vectors[0] ?? expect.fail());
			setWeights(state, { uid: 1, uids: [0], values: [1] }, 7);
			setWeights(state, { uid: 0, uids: [1], values: [1] }, 7);
			reregister(state, { uid: 0, atBlock: 9, stake: 5, keepWeightsToIt });
			expect(state.weights[0]).toEqual([]);
			expect(state.weights[1]).toEqual([[0, keepWeightsToIt ? 65535 : 0]]);
			expect(state.stakes[0]).toBe(5n);
			expect(state.registeredAt[0]).toBe(9);
		}
	});
});

describe("a run", () => {
	it("compares, repeats, and prints in every form", async () => {
		const document = await runYuma({ name: "file", file: parse(vector) }, engine);
		expect(document.vectors[0]?.differences).toEqual([]);
		expect(document.compared).toBe(6);
		expect(document.vectors[0]?.epochs.map(({ entry, run, block }) => [entry, run, block])).toEqual([
			[0, 0, 11],
			[0, 1, 11],
		]);
		const csv = toCsv(document).split("\n");
		expect(csv).toHaveLength(1 + 2 * 3);
		expect(csv[1]).toMatch(/^"two, ""and"" <three>",0,0,11,0,0,/);
		expect(renderYuma(document, { color: false })).toContain("1 vector, 6 values compared, 0 differ");
		const svg = plotYuma(document);
		expect(svg).toContain("two, &quot;and&quot; &lt;three&gt;");
		expect(svg.match(/<polyline/g)?.length).toBeGreaterThanOrEqual(3);
	});

	it("tells each difference with its place, and a NaN is one", async () => {
		const wrong = structuredClone(vector);
		wrong.epochs[0]?.expected.push({
			quantity: "dividends",
			unit: "u16",
			tolerance: 1,
			values: { 0: 7 },
		} as never);
		const document = await runYuma({ name: "file", file: parse(wrong) }, engine);
		expect(document.passed).toBe(false);
		expect(document.vectors[0]?.differences).toMatchObject([
			{ entry: 0, quantity: "dividends", uid: 0, expected: 7, tolerance: 1 },
		]);
		expect(renderYuma(document, { color: false })).toMatch(/epoch 0: dividends of 0 is \d+, expected 7 ± 1/);
		const compared = compareEpoch(
			{ quantity: "activeStake", unit: "proportion", tolerance: 1, values: { 0: 1 } },
			{ output: {} as never, activeStake: [Number.NaN], emission: 1, entry: 0 },
		);
		expect(compared.differences).toHaveLength(1);
	});
});
