import { SubnetError } from "../errors.js";
import { loadBundle, readManifest, type TaskBundle, verifyModelFile } from "../manifest/loadBundle.js";
import { manifestHash, verifyManifestSignature } from "../manifest/manifestHash.js";
import type { VerifySignature } from "../protocol/signing.js";
import type { ModelSession } from "../task/task.js";
import { createCheckNotes } from "./checkNotes.js";
import type { CheckReport } from "./checkReport.js";
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
	const notes = createCheckNotes(options.signal);
	const { problems, warnings } = notes;
	const report = {
		folder: folderOrName,
		name: undefined,
		hash: undefined,
		author: undefined,
		problems,
		warnings,
		figures: undefined,
	};
	const note = (part: string, error: unknown): void => notes.problem(part, messageOf(error), remedyOf(error));

	const read = await readManifest(folderOrName).catch((error: unknown) => note("manifest", error));
	if (read === undefined) return report;
	const { folder, manifest } = read;
	const known = { ...report, folder, name: manifest.name, hash: manifestHash(manifest) };

	let author: string | undefined;
	if (manifest.signature === undefined)
		notes.warn("task.json is not signed; `ganglion subnet publish` signs it");
	else
		try {
			author = verifyManifestSignature(manifest, modules.verifySignature);
		} catch (error) {
			note("signature", error);
		}
	if (manifest.model.permits !== undefined)
		notes.warn(
			`the model may use ${manifest.model.permits.join(", ")}, which not everybody will want to run`,
		);
	await verifyModelFile(read).catch((error: unknown) => note("files", error));
	const bundle = await loadBundle(folderOrName).catch((error: unknown) => note("code", error));
	if (bundle === undefined || problems.some(({ part }) => part === "files")) return { ...known, author };
	const session = modules.session(bundle);
	const figures = await exerciseTask(bundle, options.challenges ?? 12, { session, notes });
	return { ...known, author, figures };
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function remedyOf(error: unknown): string {
	return error instanceof SubnetError ? error.remedy : "Correct the bundle's code.";
}
