import { Worker } from "node:worker_threads";
import { entryPoint, GanglionError } from "../../wallet/index.js";
import type { Genesis } from "../blocks/genesis.js";
import { GenesisError } from "../errors.js";
import type { KnownRuntime } from "./protocol.js";

export interface GenesisRequest {
	readonly preset: string;
	readonly patches: readonly object[];
	/** Runtime blob; the package's own where undefined. */
	readonly artifact: string | undefined;
}

/** Block 0 and its runtime, compiled, for the threads that go on with it. */
export interface MadeGenesis {
	readonly genesis: Genesis;
	readonly runtime: KnownRuntime;
}

export type GenesisAnswer =
	| { readonly kind: "genesis"; readonly made: MadeGenesis }
	| { readonly kind: "refused"; readonly code: string; readonly message: string; readonly remedy: string };

/**
 * Builds block 0 in a thread that ends with it, so that what it took to unpack and compile the runtime is free
 * again.
 * @throws GenesisError, RuntimeCodeError
 */
export function makeGenesis(request: GenesisRequest): Promise<MadeGenesis> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(entryPoint(import.meta.url, "./genesisWorker.js"), {
			name: "genesis",
			workerData: request,
		});
		worker.once("error", reject);
		worker.once("exit", (code) => reject(new Error(`the genesis thread ended with code ${code}`)));
		worker.once("message", (answer: GenesisAnswer) => {
			if (answer.kind === "genesis") resolve(answer.made);
			else reject(toError(answer));
			void worker.terminate();
		});
	});
}

function toError({ code, message, remedy }: Extract<GenesisAnswer, { kind: "refused" }>): GanglionError {
	return code === "GENESIS" ? new GenesisError(message, remedy) : new GanglionError(code, message, remedy);
}
