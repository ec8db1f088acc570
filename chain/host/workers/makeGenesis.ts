import { Worker } from "node:worker_threads";
import { entryPoint, GanglionError } from "../../wallet/index.js";
import type { Genesis } from "../blocks/genesis.js";
import { GenesisError } from "../errors.js";

export interface GenesisRequest {
	readonly preset: string;
	readonly patches: readonly object[];
	/** Runtime blob; the package's own where undefined. */
	readonly artifact: string | undefined;
}

export type GenesisAnswer =
	| { readonly kind: "genesis"; readonly genesis: Genesis }
	| { readonly kind: "refused"; readonly code: string; readonly message: string; readonly remedy: string };

/**
 * Builds block 0 in a thread that ends with it, so that what it took to unpack and compile the runtime is free
 * again.
 * @throws GenesisError, RuntimeCodeError
 */
export function makeGenesis(request: GenesisRequest): Promise<Genesis> {
	return new Promise((resolve, reject) => {
		const worker = new Worker(entryPoint(import.meta.url, "./genesisWorker.js"), {
			name: "genesis",
			workerData: request,
		});
		worker.once("error", reject);
		worker.once("exit", (code) => reject(new Error(`the genesis thread ended with code ${code}`)));
		worker.once("message", (answer: GenesisAnswer) => {
			if (answer.kind === "genesis") resolve(answer.genesis);
			else reject(toError(answer));
			void worker.terminate();
		});
	});
}

function toError({ code, message, remedy }: Extract<GenesisAnswer, { kind: "refused" }>): GanglionError {
	return code === "GENESIS" ? new GenesisError(message, remedy) : new GanglionError(code, message, remedy);
}
