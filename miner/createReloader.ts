import { coalesce } from "./coalesce.js";
import type { MinerMetrics } from "./createMinerMetrics.js";
import type { ServedTasks } from "./createServedTasks.js";
import type { MinerTask } from "./minerOptions.js";
import type { MinerChain } from "./registration/minerChain.js";
import { checkPublishedTask } from "./registration/register.js";
import { within } from "./registration/within.js";
import type { ReloadResult } from "./reloadResult.js";
import { type ReloadModules, reloadTask } from "./reloadTask.js";

export interface Reloader {
	/** One at a time: whoever asks while one runs gets the one after it. Never rejects. */
	reload(): Promise<ReloadResult>;
	/** Resolves when none runs. */
	idle(): Promise<void>;
}

/**
 * Reloads a miner's task with the checks of its start.
 *
 * @param options.readMs - longest wait for the chain's word on the task it publishes
 * @param modules.reloaded - called when another task is in service
 * @param modules.signal - ends the one that runs, and every later one
 */
export function createReloader(
	options: { readonly netuid: number; readonly miner: string; readonly readMs: number },
	modules: Omit<ReloadModules, "check"> & {
		readonly chain: MinerChain | undefined;
		readonly tasks: ServedTasks;
		readonly metrics: MinerMetrics;
		readonly reloaded: () => void;
	},
): Reloader {
	const { netuid, readMs } = options;
	const { chain, metrics, reloaded, signal } = modules;
	const check = async (task: MinerTask): Promise<void> => {
		if (chain === undefined) return;
		const { manifest, hash } = task.bundle;
		await within(checkPublishedTask({ netuid, name: manifest.name, hash }, { chain }), readMs, signal);
	};
	const reloadOnce = coalesce(async () => {
		const result = await reloadTask(options, { ...modules, check });
		metrics.reload(result.ok ? "done" : "failed");
		if (result.ok) reloaded();
		return result;
	});
	let last: Promise<unknown> = Promise.resolve();
	return {
		reload() {
			const asked = reloadOnce();
			last = asked;
			return asked;
		},
		async idle() {
			await last;
		},
	};
}
