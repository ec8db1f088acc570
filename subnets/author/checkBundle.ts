import { SubnetError } from "../errors.js";
import { loadBundle, readManifest, type TaskBundle, verifyModelFile } from "../manifest/loadBundle.js";
import { manifestHash, verifyManifestSignature } from "../manifest/manifestHash.js";
import type { VerifySignature } from "../protocol/signing.js";
import type { ModelSession } from "../task/task.js";
import type { CheckProblem, CheckReport } from "./checkReport.js";
import { exerciseTask } from "./exerciseTask.js";

export interface CheckBundleOptions {
	/** Challenges to draw. Default 12. */
	readonly challenges?: number;
	readonly signal?: AbortSignal;
}

export interface CheckBundleModules {
	/** Runs the bundle's model; the validator's re-execution serves. */
	session(bundle: TaskBundle): ModelSession;
	readonly verifySignature: VerifySignature;
}

/**
 * Tries a bundle as its miners and validators will: manifest, pinned files, code, sampler, model, answers, scorer and
 * audit, honest and dishonest. What fails is a problem in the report; nothing is thrown for a faulty bundle.
 */
export async function checkBundle(
	folderOrName: string,
	options: CheckBundleOptions,
	modules: CheckBundleModules,
): Promise<CheckReport> {
	const problems: CheckProblem[] = [];
	const warnings: string[] = [];
	const report = {
		folder: folderOrName,
		name: undefined,
		hash: undefined,
		author: undefined,
		problems,
		warnings,
	};
	const note = (part: string, error: unknown): void => {
		problems.push({ part, message: messageOf(error), remedy: remedyOf(error) });
	};

	const read = await readManifest(folderOrName).catch((error: unknown) => note("manifest", error));
	if (read === undefined) return { ...report, figures: undefined };
	const { folder, manifest } = read;
	const known = { ...report, folder, name: manifest.name, hash: manifestHash(manifest) };

	let author: string | undefined;
	if (manifest.signature === undefined)
		warnings.push("task.json is not signed; `ganglion subnet publish` signs it");
	else
		try {
			author = verifyManifestSignature(manifest, modules.verifySignature);
		} catch (error) {
			note("signature", error);
		}
	await verifyModelFile(read).catch((error: unknown) => note("files", error));
	const bundle = await loadBundle(folderOrName).catch((error: unknown) => note("code", error));
	if (bundle === undefined || problems.some(({ part }) => part === "files"))
		return { ...known, author, figures: undefined };
	const exercised = await exerciseTask(
		bundle,
		{
			challenges: options.challenges ?? 12,
			...(options.signal === undefined ? {} : { signal: options.signal }),
		},
		{ session: modules.session(bundle) },
	);
	problems.push(...exercised.problems);
	warnings.push(...exercised.warnings);
	return { ...known, author, figures: exercised.figures };
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function remedyOf(error: unknown): string {
	return error instanceof SubnetError ? error.remedy : "Correct the bundle's code.";
}
