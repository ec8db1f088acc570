import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { playVector } from "../../../cli/yuma/playVector.js";
import type { Expectation, YumaVector } from "../../../cli/yuma/yumaVector.js";
import { madeUpSubnet } from "../../../scoring/crossover/workloads.js";
import {
	type Backend,
	type EpochInput,
	epochDistance,
	jsBackend,
	storedEpoch,
	yumaEpoch,
} from "../../../scoring/index.js";
import { backends, need } from "./loadedBackends.js";

/** The most that a float epoch may differ from the exact one over the vectors: docs/scoring.md states the same. */
const TOLERANCE = {
	js: { bonds: 5, others: 2, emission: 2e-5 },
	tfjs: { bonds: 6, others: 2, emission: 2e-5 },
};

const files = ["yuma.json", "yuma-runtime293.json"].map((name) => {
	const path = new URL(`../../vectors/${name}`, import.meta.url);
	const file: { totalEmissionPerEpoch: number; vectors: YumaVector[] } = JSON.parse(
		readFileSync(path, "utf8"),
	);
	return { name, emission: file.totalEmissionPerEpoch, vectors: file.vectors };
});

/** The vector with its tolerances widened to what floats may miss. */
function widened(vector: YumaVector, name: Backend["name"], emission: number): YumaVector {
	const { bonds, others, emission: share } = TOLERANCE[name];
	const allowed = ({ quantity, unit }: Expectation): number => {
		if (unit === "bool") return 0;
		if (quantity === "emission") return unit === "rao" ? share * emission : share;
		const units = quantity === "bonds" ? bonds : others;
		return unit === "u16" ? units : units / 65_535;
	};
	const epochs = vector.epochs.map((entry) => ({
		...entry,
		expected: (entry.expected ?? []).map((one) => ({ ...one, tolerance: one.tolerance + allowed(one) })),
	}));
	return { ...vector, epochs };
}

/** One validator, one miner. */
const small: EpochInput = {
	block: 10,
	tempo: 5,
	lastStepBlock: 4,
	stakes: [100n, 0n],
	lastUpdate: [9, 9],
	registeredAt: [1, 1],
	validatorPermit: [true, false],
	weights: [[[1, 65_535]], []],
	bonds: [[], []],
	emission: 1_000n,
	params: {
		kappa: 32_767,
		bondsPenalty: 65_535,
		bondsMovingAverage: 900_000,
		yuma3: true,
		liquidAlpha: false,
		alphaLow: 45_875,
		alphaHigh: 58_982,
		alphaSigmoidSteepness: 1_000,
		maxAllowedValidators: 64,
		activityCutoff: 100,
		commitReveal: false,
	},
};

/** Two validators with 40 % and 60 % of the stake who each name another miner. */
const divided: EpochInput = {
	...small,
	stakes: [40n, 60n, 0n, 0n],
	lastUpdate: [9, 9, 9, 9],
	registeredAt: [1, 1, 1, 1],
	validatorPermit: [true, true, false, false],
	weights: [[[2, 65_535]], [[3, 65_535]], [], []],
	bonds: [[], [], [], []],
};

describe.each(backends)("the float epoch on $name", (loaded) => {
	const run = (input: EpochInput, backend: Backend) =>
		storedEpoch(yumaEpoch(input, { backend }), input.emission);

	for (const { name, emission, vectors } of files)
		it(`stays within its tolerance of all ${vectors.length} vectors of ${name}`, async ({ skip }) => {
			const backend = need(loaded, skip);
			let compared = 0;
			for (const vector of vectors) {
				const played = await playVector(widened(vector, loaded.name, emission), { emission }, async (input) =>
					run(input, backend),
				);
				expect(played.differences, vector.name).toEqual([]);
				compared += played.compared;
			}
			expect(compared).toBeGreaterThan(2_000);
			// hundreds of small epochs, each a hundred calls of TensorFlow: half a minute on a busy machine
		}, 240_000);

	it("is the same on a large subnet as in 64-bit floats", ({ skip }) => {
		const backend = need(loaded, skip);
		const input = madeUpSubnet(64, 256);
		for (const params of [
			input.params,
			{ ...input.params, yuma3: false, bondsPenalty: 20_000 },
			{ ...input.params, liquidAlpha: true, bondsPenalty: 0 },
		]) {
			const distance = epochDistance(
				run({ ...input, params }, backend),
				run({ ...input, params }, jsBackend),
			);
			const { emission, ...proportions } = distance;
			expect(Math.max(...Object.values(proportions)), JSON.stringify(distance)).toBeLessThanOrEqual(1);
			expect(emission / Number(input.emission)).toBeLessThan(1e-6);
		}
	});

	it("shares equally between one validator and one miner", ({ skip }) => {
		const found = run(small, need(loaded, skip));
		expect([found.serverEmission, found.validatorEmission]).toEqual([
			[0n, 500n],
			[500n, 0n],
		]);
		expect(found.bonds).toEqual([[[1, 6_553]], []]);
	});

	it("pays stake where nobody earned, and nobody where there is no stake", ({ skip }) => {
		const backend = need(loaded, skip);
		const paid = (change: Partial<EpochInput>) => run({ ...small, ...change }, backend).emission;
		expect(paid({ weights: [[], []] })).toEqual([1_000n, 0n]);
		expect(paid({ stakes: [75n, 25n], lastUpdate: [0, 0], block: 200 })).toEqual([750n, 250n]);
		expect(paid({ stakes: [0n, 0n] })).toEqual([0n, 0n]);
		expect(paid({ validatorPermit: [false, false] })).toEqual([1_000n, 0n]);
	});

	it("falls off the cliff of kappa where the chain does", ({ skip }) => {
		const backend = need(loaded, skip);
		const consensus = (kappa: number) =>
			run({ ...divided, params: { ...divided.params, kappa } }, backend).consensus[2];
		// 26214 / 65535 is 40 % exactly. Just below, 40 % of the stake carries the miner; just above, it does not
		expect(consensus(26_213)).toBe(65_535);
		expect(consensus(26_215)).toBe(0);
	});

	it("drops a bond at once whose weight is absent, and lets one with a weight of 0 decay", ({ skip }) => {
		const backend = need(loaded, skip);
		const held: EpochInput = {
			...divided,
			bonds: [[[3, 65_535]], [], [], []],
			params: { ...divided.params, liquidAlpha: true, alphaLow: 6_553, alphaHigh: 6_553 },
		};
		const bondOn3 = (weights: EpochInput["weights"]) =>
			run({ ...held, weights }, backend).bonds[0]?.find(([uid]) => uid === 3)?.[1];
		expect(bondOn3(held.weights)).toBeUndefined();
		const withZero = bondOn3([
			[
				[2, 65_535],
				[3, 0],
			],
			...held.weights.slice(1),
		]);
		// nine tenths of the bond, to the unit that rounding may cost
		expect(Math.abs((withZero ?? 0) - 58_982)).toBeLessThanOrEqual(1);
	});

	it("holds nothing on the device afterwards", ({ skip }) => {
		const backend = need(loaded, skip);
		const before = backend.heldTensors();
		for (const yuma3 of [true, false])
			for (const liquidAlpha of [true, false])
				yumaEpoch({ ...divided, params: { ...divided.params, yuma3, liquidAlpha } }, { backend });
		expect(backend.heldTensors()).toBe(before);
	});
});

describe("the door of the float epoch", () => {
	const refused = (change: Partial<EpochInput>) => () =>
		yumaEpoch({ ...small, ...change }, { backend: jsBackend });

	it("refuses an input that describes no subnet, and names the part", () => {
		for (const [change, part] of [
			[{ lastUpdate: [9] }, "lastUpdate"],
			[{ registeredAt: [] }, "registeredAt"],
			[{ validatorPermit: [true] }, "validatorPermit"],
			[{ commitBlock: [1] }, "commitBlock"],
			[{ ownerUid: 2 }, "ownerUid"],
			[{ weights: [[[2, 1]], []] }, "weights of uid 0"],
			[{ weights: [[[1, 65_536]], []] }, "weights of uid 0"],
			[
				{
					bonds: [
						[],
						[
							[1, 1],
							[0, 1],
						],
					],
				},
				"bonds of uid 1",
			],
		] as [Partial<EpochInput>, string][])
			expect(refused(change), part).toThrow(expect.objectContaining({ code: "EPOCH_INPUT", part }));
	});

	it("takes an empty subnet", () => {
		const none = {
			stakes: [],
			lastUpdate: [],
			registeredAt: [],
			validatorPermit: [],
			weights: [],
			bonds: [],
		};
		const found = yumaEpoch({ ...small, ...none }, { backend: jsBackend });
		expect(storedEpoch(found, 1_000n).emission).toEqual([]);
	});
});
