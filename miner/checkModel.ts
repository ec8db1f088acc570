import type { Logger } from "pino";
import { verifyModelGraph } from "../subnets/index.js";
import type { MinerTask } from "./minerOptions.js";

/**
 * Refuses a task whose model file is not the pinned one, or one that must not be loaded; warns of a model that is
 * permitted more than others. Where other servers run the model its file need not be here. Weights in files beside it are
 * hashed by the engine process, which loads them.
 *
 * @throws {BundleFileHashError} {BundleUnusableError} {ModelRefusedError}
 */
export async function checkModel(
	{ bundle, upstream }: MinerTask,
	modules: { logger: Logger },
): Promise<void> {
	if (upstream === undefined) await verifyModelGraph(bundle);
	const { permits } = bundle.manifest.model;
	if (permits !== undefined)
		modules.logger.warn({ permits }, "the manifest lets its model use more than the usual operators");
}
