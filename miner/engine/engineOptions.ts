import { engineBehaviour } from "../adversaries/behaviours.js";
import type { MinerLimits } from "../minerLimits.js";
import type { MinerOptions } from "../minerOptions.js";
import type { EngineOptions } from "./startEngine.js";

/** What the engine is started with, from what the miner is started with. `miner` is its hotkey's address. */
export function engineOptions(
	{
		bundle,
		provider,
		behaviour,
		upstream,
	}: Pick<MinerOptions, "bundle" | "provider" | "behaviour" | "upstream">,
	limits: MinerLimits,
	miner: string,
): EngineOptions {
	const { manifest } = bundle;
	return {
		miner,
		bundle: bundle.folder,
		bundleHash: bundle.hash,
		behaviour: engineBehaviour(behaviour ?? "honest"),
		threads: limits.threads,
		memoryBytes: (limits.memoryMiB ?? manifest.limits.memoryMiB) * 2 ** 20,
		processes: limits.engines,
		heapMib: limits.heapMiB,
		timeoutMs: limits.timeoutMs ?? manifest.limits.timeoutMs,
		queueLength: limits.queueLength,
		startMs: limits.startMs,
		batchLength: limits.batchLength,
		batchMs: limits.batchMs,
		batchWaitMs: limits.batchWaitMs,
		provider: upstream === undefined ? (provider ?? "auto") : "cpu",
		upstream,
	};
}
