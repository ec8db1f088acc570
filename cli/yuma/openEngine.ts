import { createArtifactEngine } from "./artifactEngine.js";
import type { EpochEngine } from "./playVector.js";
import { openScoringEngine } from "./scoringEngine.js";

/** An engine that is ready, and what it is. */
export interface OpenEngine {
	readonly name: "chain" | "scoring";
	readonly run: EpochEngine;
	/** Floats only: the exact engine, to tell the distance from. */
	readonly exact?: EpochEngine;
	/** Floats only: what they are computed on. */
	readonly backends?: readonly string[];
}

/** Opens the engine that `--engine` names. */
export async function openEngine(options: {
	readonly engine: "chain" | "scoring";
	readonly artifact: string | undefined;
	readonly backend: "auto" | "js" | "tfjs";
	readonly signal: AbortSignal;
}): Promise<OpenEngine> {
	const { openRuntime } = await import("../../chain/host/index.js");
	const exact = createArtifactEngine(openRuntime(options.artifact));
	if (options.engine === "chain") return { name: "chain", run: exact };
	const { run, report } = await openScoringEngine(options.backend, options.signal);
	return { name: "scoring", run, exact, backends: report };
}
