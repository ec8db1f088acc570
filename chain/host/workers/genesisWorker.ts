import { parentPort, workerData } from "node:worker_threads";
import { buildGenesis } from "../blocks/genesis.js";
import { GenesisError, RuntimeCallError, RuntimeCodeError } from "../errors.js";
import { openRuntime } from "../runtime/openRuntime.js";
import type { GenesisAnswer, GenesisRequest } from "./makeGenesis.js";

const request = workerData as GenesisRequest;
const answer = (message: GenesisAnswer) => parentPort?.postMessage(message);
try {
	const runtime = openRuntime(request.artifact);
	const genesis = buildGenesis(request, runtime);
	answer({ kind: "genesis", made: { genesis, runtime: { codeBlock: 0, compiled: runtime.compiled } } });
} catch (error) {
	const known =
		error instanceof GenesisError || error instanceof RuntimeCodeError || error instanceof RuntimeCallError;
	if (!known) throw error;
	answer({ kind: "refused", code: error.code, message: error.message, remedy: error.remedy });
}
