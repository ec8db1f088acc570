import { loadBundle, shippedTaskNames, type TaskBundle } from "../subnets/index.js";
import type { ValidatorChain } from "./chainAccess.js";
import { TaskNotFoundError } from "./errors.js";

/** Bundles that the operator named, by netuid: a shipped task's name or a folder. */
export type TaskChoice = ReadonlyMap<number, string>;

/**
 * The bundle of a subnet's task: the one named for it, else the shipped one whose hash the subnet publishes.
 * Either is held against the published hash.
 *
 * @throws {TaskNotFoundError} when none is named and none that ships is published
 * @throws {BundleHashMismatchError} when the one named is not the published one
 */
export async function findTask(
	netuid: number,
	choice: TaskChoice,
	chain: Pick<ValidatorChain, "publishedTask">,
): Promise<TaskBundle> {
	const expectedHash = (await chain.publishedTask(netuid))?.hash.replace(/^0x/, "");
	const named = choice.get(netuid);
	if (named !== undefined) return loadBundle(named, expectedHash === undefined ? {} : { expectedHash });
	for (const name of expectedHash === undefined ? [] : shippedTaskNames) {
		const bundle = await loadBundle(name);
		if (bundle.hash === expectedHash) return bundle;
	}
	throw new TaskNotFoundError(netuid, expectedHash);
}
