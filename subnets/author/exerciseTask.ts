import type { TaskBundle } from "../manifest/loadBundle.js";
import type { ModelSession } from "../task/task.js";
import { answerChallenges, type Trial } from "./answerChallenges.js";
import { auditTrials } from "./auditTrials.js";
import { type CheckNotes, StepFailed } from "./checkNotes.js";
import type { CheckFigures } from "./checkReport.js";
import { drawChallenges } from "./drawChallenges.js";
import { scoreTrials } from "./scoreTrials.js";

/**
 * Runs a loaded task through everything that a round asks of it: draw, answer, score, audit.
 * @returns what was measured; undefined where a step failed, which `notes` tells
 */
export async function exerciseTask(
	bundle: TaskBundle,
	challengeCount: number,
	modules: { readonly session: ModelSession; readonly notes: CheckNotes },
): Promise<CheckFigures | undefined> {
	const { session, notes } = modules;
	try {
		const { challenges, sampleMs, requestBytes } = await drawChallenges(bundle, challengeCount, notes);
		const { trials, answerMs, responseBytes } = await answerChallenges(bundle, challenges, session, notes);
		const some = trials as readonly [Trial, ...Trial[]];
		const scores = await scoreTrials(bundle, some, notes);
		const isAudited = bundle.manifest.verification.mode === "audit";
		const audits = isAudited ? await auditTrials(bundle, some, session, notes) : undefined;
		return {
			challenges: challengeCount,
			sampleMs: median(sampleMs),
			answerMs: median(answerMs),
			...(audits === undefined ? {} : { auditMs: median(audits.auditMs), tolerance: audits.tolerance }),
			requestBytes,
			responseBytes,
			...scores,
			...(audits !== undefined && Number.isFinite(audits.measured) ? { measured: audits.measured } : {}),
		};
	} catch (error) {
		if (!(error instanceof StepFailed)) throw error;
		return undefined;
	}
}

/** In ms, to a tenth. */
function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return Math.round((sorted[sorted.length >> 1] ?? 0) * 10) / 10;
}
