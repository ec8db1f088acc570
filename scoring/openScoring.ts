import type { Backend } from "./backend.js";
import { type Crossover, describeCrossover, favoursTfjs } from "./crossover/crossover.js";
import { measureCrossover } from "./crossover/measureCrossover.js";
import type { Operation } from "./crossover/workloads.js";
import { BackendUnavailableError } from "./errors.js";
import { jsBackend } from "./js/jsBackend.js";
import { loadTfjs } from "./tfjs/loadTfjs.js";

export interface ScoringOptions {
	/**
	 * - `js`: plain JavaScript; TensorFlow is not loaded
	 * - `tfjs`: TensorFlow for everything
	 * - `auto`: TensorFlow where it loads and is the faster, by `crossover` or by measuring once now
	 */
	readonly backend: "auto" | "js" | "tfjs";
	/** Measured before on this machine, see {@link parseCrossover}; one of another library is not used. */
	readonly crossover?: Crossover | undefined;
	readonly signal?: AbortSignal | undefined;
}

/** Back ends, and which of them is to compute what. */
export interface Scoring {
	/** @param cells - see {@link Workload.cells} */
	backendFor(operation: Operation, cells: number): Backend;
	/** What `auto` goes by; absent where there was nothing to choose. */
	readonly crossover?: Crossover;
	/** Which back ends there are, from which size each is used, and why one is not there; a line each. */
	readonly report: readonly string[];
}

/**
 * Finds the back ends of this machine.
 *
 * @throws {BackendUnavailableError} where `tfjs` is asked for and does not load
 */
export async function openScoring(
	{ backend, crossover, signal }: ScoringOptions,
	{ clock }: { readonly clock: () => number },
): Promise<Scoring> {
	if (backend === "js") return only(jsBackend, []);
	if (backend === "tfjs") return only(await loadTfjs(), []);
	const tfjs = await loadTfjs().catch((error: unknown) => {
		if (error instanceof BackendUnavailableError) return error;
		throw error;
	});
	if (tfjs instanceof BackendUnavailableError) return only(jsBackend, [tfjs.message, tfjs.remedy]);
	const known =
		crossover?.library === tfjs.description
			? crossover
			: await measureCrossover({ js: jsBackend, tfjs, signal }, { clock });
	return {
		backendFor: (operation, cells) => (favoursTfjs(known, operation, cells) ? tfjs : jsBackend),
		crossover: known,
		report: describeCrossover(known),
	};
}

function only(backend: Backend, reasons: readonly string[]): Scoring {
	return { backendFor: () => backend, report: [`${backend.description} for everything`, ...reasons] };
}
