import { setImmediate } from "node:timers/promises";
import type { Backend } from "../backend.js";
import type { Crossover, CrossoverPoint, OperationCrossover } from "./crossover.js";
import { OPERATIONS, type Operation, type Workload, workloads } from "./workloads.js";

/** Runs that are timed of each workload; the median counts. One more, not timed, comes first. */
const RUNS = 3;

export interface MeasureOptions {
	readonly js: Backend;
	readonly tfjs: Backend;
	/** Milliseconds after which no larger workload of an operation is begun. */
	readonly budgetMs?: number;
	readonly operations?: readonly Operation[];
	readonly signal?: AbortSignal | undefined;
}

/**
 * Times both back ends on made-up numbers of growing size, and finds from which size TensorFlow is the faster on
 * this machine, as loaded as it now is. Takes a few seconds.
 */
export async function measureCrossover(
	{ js, tfjs, budgetMs = 1_500, operations = OPERATIONS, signal }: MeasureOptions,
	{ clock }: { readonly clock: () => number },
): Promise<Crossover> {
	const found: Partial<Record<Operation, OperationCrossover>> = {};
	for (const operation of operations) {
		const points: CrossoverPoint[] = [];
		const began = clock();
		for (const workload of workloads(operation)) {
			if (points.length > 0 && clock() - began > budgetMs) break;
			// lets a server answer, and an abort arrive, between two sizes
			await setImmediate(undefined, signal === undefined ? {} : { signal });
			const { shape, cells } = workload;
			points.push({ shape, cells, jsMs: time(workload, js, clock), tfjsMs: time(workload, tfjs, clock) });
		}
		found[operation] = { tfjsFrom: tfjsFrom(points), points };
	}
	return { library: tfjs.description, operations: found };
}

function time(workload: Workload, backend: Backend, clock: () => number): number {
	workload.run(backend);
	const times = Array.from({ length: RUNS }, () => {
		const began = clock();
		workload.run(backend);
		return clock() - began;
	}).sort((a, b) => a - b);
	return times[RUNS >> 1] as number;
}

/** The smallest size from which TensorFlow was the faster at every size measured; null if at the largest it was not. */
function tfjsFrom(points: readonly CrossoverPoint[]): number | null {
	let from: number | null = null;
	for (const { cells, jsMs, tfjsMs } of points.toReversed()) {
		if (tfjsMs >= jsMs) break;
		from = cells;
	}
	return from;
}
