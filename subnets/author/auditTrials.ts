import type { TaskBundle } from "../manifest/loadBundle.js";
import type { Answer, ReceivedAnswer } from "../task/answer.js";
import { createRandom } from "../task/random.js";
import type { AuditResult, Demand, ModelSession } from "../task/task.js";
import { type Trial, trialMiner } from "./answerChallenges.js";
import type { CheckNotes } from "./checkNotes.js";

export interface TrialAudits {
	readonly auditMs: readonly number[];
	/** Largest distance of two own executions; Infinity where one could not be taken. */
	readonly measured: number;
	readonly tolerance: number;
}

/** The address of a hotkey that answered nothing. */
const otherMiner = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

/** Audits honest answers, which must pass, and dishonest ones, which must fail. */
export async function auditTrials(
	bundle: TaskBundle,
	trials: readonly [Trial, ...Trial[]],
	session: ModelSession,
	notes: CheckNotes,
): Promise<TrialAudits> {
	const auditMs: number[] = [];
	const audit = (
		{ challenge }: Trial,
		answer: ReceivedAnswer,
		demand: Demand,
		ms?: number[],
		miner = trialMiner,
	): Promise<AuditResult> =>
		notes.step(
			"audit",
			"audit",
			() =>
				bundle.task.audit(session, challenge.request, answer, demand, {
					miner,
					random: createRandom("check"),
				}),
			ms,
		);

	let measured = 0;
	let tolerance = 0;
	for (const trial of trials) {
		const result = await audit(trial, trial.received, demandOf(trial.answer), auditMs);
		measured = Math.max(measured, result.measured);
		tolerance = Math.max(tolerance, result.tolerance);
		if (result.verdict !== "pass")
			notes.problem(
				"audit",
				`the pinned model's own answer fails: ${result.reason}`,
				"Raise the tolerance or correct audit.",
			);
	}

	const [first] = trials;
	const last = trials.at(-1) as Trial;
	const silent: Demand = async () => undefined;
	const fails = async (answer: ReceivedAnswer, demand: Demand) =>
		(await audit(last, answer, demand)).verdict === "fail";
	if (last !== first && !(await fails(first.received, demandOf(first.answer))))
		notes.problem(
			"audit",
			"another challenge's answer passes the audit",
			"Compare the answer with the model's own tensor.",
		);
	if (!(await fails({ outputs: [] }, silent)))
		notes.problem(
			"audit",
			"an answer without any tensor passes the audit",
			"Fail where the compared tensor is missing.",
		);
	if (last.answer.withheld !== undefined && !(await fails(last.received, silent)))
		notes.problem(
			"audit",
			"an answer passes though the miner withholds its rows",
			"Fail where `demand` gives undefined.",
		);
	if (last.answer.withheld !== undefined) {
		const another = await audit(last, last.received, demandOf(last.answer), undefined, otherMiner);
		if (another.verdict !== "fail")
			notes.problem(
				"audit",
				"an answer passes as that of another hotkey",
				"Give commitRows and auditRows the `miner` of the options.",
			);
	}
	return { auditMs, measured, tolerance };
}

/** A miner that hands out what it kept. */
function demandOf(answer: Answer): Demand {
	return async (tensor, rows) => {
		const kept = answer.withheld?.[tensor]?.rows;
		const found = rows.map((row) => kept?.[row]);
		return found.every((row) => row !== undefined) ? (found as Uint8Array[]) : undefined;
	};
}
