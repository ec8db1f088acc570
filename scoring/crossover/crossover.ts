import { CrossoverInvalidError } from "../errors.js";
import { OPERATIONS, type Operation } from "./workloads.js";

/** One size, measured: medians in milliseconds, transfers to the device and back included. */
export interface CrossoverPoint {
	readonly shape: string;
	readonly cells: number;
	readonly jsMs: number;
	readonly tfjsMs: number;
}

export interface OperationCrossover {
	/** Cells from which TensorFlow was the faster; null if it was not at the largest size measured. */
	readonly tfjsFrom: number | null;
	readonly points: readonly CrossoverPoint[];
}

/** From which size TensorFlow is the faster here. Plain data: may be kept as JSON, and read by {@link parseCrossover}. */
export interface Crossover {
	/** What was measured against plain JavaScript: "TensorFlow 2.21.0 on the CPU". */
	readonly library: string;
	readonly operations: Readonly<Partial<Record<Operation, OperationCrossover>>>;
}

/** Whether an operation of this size belongs on TensorFlow. Not where nothing was measured. */
export function favoursTfjs(crossover: Crossover | undefined, operation: Operation, cells: number): boolean {
	const from = crossover?.operations[operation]?.tfjsFrom;
	return from !== undefined && from !== null && cells >= from;
}

/** The crossover in words, a line for each operation. */
export function describeCrossover({ library, operations }: Crossover): string[] {
	return OPERATIONS.flatMap((operation) => {
		const found = operations[operation];
		const largest = found?.points.at(-1);
		if (found === undefined || largest === undefined) return [];
		const at = found.points.find(({ cells }) => cells === found.tfjsFrom) ?? largest;
		const times = `${at.shape}: ${milliseconds(at.jsMs)} in JavaScript, ${milliseconds(at.tfjsMs)} on TensorFlow`;
		return found.tfjsFrom === null
			? [`${operation}: plain JavaScript at every size measured (${times})`]
			: [`${operation}: ${library} from ${found.tfjsFrom} cells (${times})`];
	});
}

/**
 * A crossover that was kept as JSON.
 *
 * @param library - what is loaded now: numbers of another library do not count
 * @throws {CrossoverInvalidError} where the text is no crossover, or one of another library
 */
export function parseCrossover(text: string, library: string): Crossover {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new CrossoverInvalidError("expected JSON");
	}
	if (!isCrossover(value)) throw new CrossoverInvalidError("expected {library, operations}");
	if (value.library !== library)
		throw new CrossoverInvalidError(`expected one of ${library}, got one of ${value.library}`);
	return value;
}

function isCrossover(value: unknown): value is Crossover {
	if (!isRecord(value) || typeof value.library !== "string" || !isRecord(value.operations)) return false;
	return Object.entries(value.operations).every(
		([name, found]) =>
			OPERATIONS.some((operation) => operation === name) &&
			isRecord(found) &&
			(found.tfjsFrom === null || typeof found.tfjsFrom === "number") &&
			Array.isArray(found.points) &&
			found.points.every(isPoint),
	);
}

function isPoint(value: unknown): boolean {
	return (
		isRecord(value) &&
		typeof value.shape === "string" &&
		["cells", "jsMs", "tfjsMs"].every((name) => Number.isFinite(value[name]))
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function milliseconds(value: number): string {
	return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}
