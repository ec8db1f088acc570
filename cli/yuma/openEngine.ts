import { createArtifactEngine } from "./artifactEngine.js";
import type { EpochEngine } from "./playVector.js";

/** An engine that is ready, and what it is. */
export interface OpenEngine {
	readonly name: string;
	readonly run: EpochEngine;
}

/** Opens the engine that `--engine` names. */
export async function openEngine(
	kind: "chain" | "scoring",
	artifact: string | undefined,
): Promise<OpenEngine> {
	const { openRuntime } = await import("../../chain/host/index.js");
	const runtime = await openRuntime(artifact);
	const exact = createArtifactEngine(runtime);
	return { name: kind, run: exact };
}
