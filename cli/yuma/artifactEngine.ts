import { decodeEpochResult, encodeEpochInput } from "../../chain/client/index.js";
import { YumaInputError } from "./errors.js";
import type { EpochEngine } from "./playVector.js";

/** A runtime that calls can be made on without a chain, such as chain/host's `openRuntime` gives. */
export interface RuntimeCaller {
	call(method: string, data: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** The exact epoch: the runtime artifact's own consensus. */
export function createArtifactEngine(runtime: RuntimeCaller): EpochEngine {
	return async (input, { vector, entry }) => {
		const result = decodeEpochResult(await runtime.call("GanglionApi_run_epoch", encodeEpochInput(input)));
		if (!result.ok) throw new YumaInputError(vector, entry, result.reason);
		return result.output;
	};
}
