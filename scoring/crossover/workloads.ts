import type { Backend } from "../backend.js";
import type { EpochInput } from "../epoch/epochInput.js";
import { yumaEpoch } from "../epoch/yumaEpoch.js";
import { matrix, type NdArray, vector } from "../ndArray.js";

/** What is worth a device of its own; each has its own crossover. */
export const OPERATIONS = ["epoch", "errorNorms", "editDistances", "softmax"] as const;
export type Operation = (typeof OPERATIONS)[number];

/** One operation on made-up numbers of one size. */
export interface Workload {
	readonly operation: Operation;
	/** As the operation's users count it, such as "64 × 256". */
	readonly shape: string;
	/** What the time grows with: validators × uids, rows × columns, pairs × truth length × answer length. */
	readonly cells: number;
	run(backend: Backend): void;
}

/** The sides that are measured for each operation; beyond the last its result is taken to hold. */
const SIDES: Readonly<Record<Operation, readonly (readonly [number, number])[]>> = {
	epoch: [
		[16, 64],
		[64, 256],
		[128, 1_024],
		[256, 4_096],
	],
	errorNorms: [
		[1, 1_024],
		[8, 8_192],
		[32, 65_536],
	],
	editDistances: [
		[16, 32],
		[512, 32],
		[8_192, 32],
	],
	softmax: [
		[1, 1_024],
		[32, 8_192],
		[128, 32_768],
	],
};

/** The workloads of an operation, smallest first; each is made when it is its turn, for some fill much memory. */
export function* workloads(operation: Operation): Generator<Workload> {
	for (const [rows, columns] of SIDES[operation]) yield makers[operation](rows, columns);
}

const makers: Readonly<Record<Operation, (rows: number, columns: number) => Workload>> = {
	epoch(validators, uids) {
		const input = madeUpSubnet(validators, uids);
		return workload("epoch", `${validators} × ${uids}`, validators * uids, (backend) =>
			yumaEpoch(input, { backend }),
		);
	},
	errorNorms(rows, columns) {
		const reference = madeUpNumbers(rows, columns, 1);
		const answers = madeUpNumbers(rows, columns, 2);
		return workload("errorNorms", `${rows} × ${columns}`, rows * columns, ({ kernels }) =>
			kernels.errorNorms(answers, reference),
		);
	},
	editDistances(pairs, length) {
		const truths = letters(pairs, length, 1);
		const answers = letters(pairs, length, 2);
		const full = vector(new Float64Array(pairs).fill(length));
		const cells = pairs * length * length;
		return workload("editDistances", `${pairs} pairs of ${length}`, cells, ({ kernels }) =>
			kernels.editDistances(truths, full, answers, full),
		);
	},
	softmax(rows, columns) {
		const logits = madeUpNumbers(rows, columns, 1);
		return workload("softmax", `${rows} × ${columns}`, rows * columns, ({ kernels }) =>
			kernels.softmax(logits),
		);
	},
};

function workload(
	operation: Operation,
	shape: string,
	cells: number,
	run: (backend: Backend) => unknown,
): Workload {
	return { operation, shape, cells, run: (backend) => void run(backend) };
}

/** A subnet whose first uids are its validators, each with an opinion of its own on four of five miners. */
export function madeUpSubnet(validators: number, uids: number): EpochInput {
	const random = madeUpRandom(7);
	const merit = Array.from({ length: uids }, () => random() ** 4);
	const row = (i: number) =>
		merit.flatMap((worth, j): [number, number][] => {
			if (i === j || random() < 0.2) return [];
			return [[j, Math.round(65_535 * worth * (0.5 + random() / 2))]];
		});
	const all = Array.from({ length: uids }, (_, uid) => uid);
	const voting = all.map((uid) => uid < validators);
	return {
		block: 1_000,
		tempo: 360,
		lastStepBlock: 639,
		stakes: all.map((uid) => (voting[uid] ? BigInt(Math.round(-1e12 * Math.log(1 - random()))) : 0n)),
		lastUpdate: all.map(() => 900),
		registeredAt: all.map(() => 1),
		validatorPermit: voting,
		weights: all.map((uid) => (voting[uid] ? row(uid) : [])),
		bonds: all.map((uid) => (voting[uid] ? row(uid) : [])),
		emission: 1_000_000_000n,
		params: {
			kappa: 32_767,
			bondsPenalty: 65_535,
			bondsMovingAverage: 900_000,
			yuma3: true,
			liquidAlpha: false,
			alphaLow: 45_875,
			alphaHigh: 58_982,
			alphaSigmoidSteepness: 1_000,
			maxAllowedValidators: validators,
			activityCutoff: 5_000,
			commitReveal: false,
		},
	};
}

function madeUpNumbers(rows: number, columns: number, seed: number): NdArray {
	const random = madeUpRandom(seed);
	return matrix(
		Float32Array.from({ length: rows * columns }, () => 20 * random() - 10),
		rows,
		columns,
	);
}

function letters(rows: number, columns: number, seed: number): NdArray {
	const random = madeUpRandom(seed);
	return matrix(
		Float32Array.from({ length: rows * columns }, () => 97 + Math.floor(26 * random())),
		rows,
		columns,
	);
}

/** The same numbers in [0, 1) each time: a linear congruence modulo 2³², its high bits. */
function madeUpRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}
