import type { Logger } from "pino";
import {
	type AuditResult,
	type Challenge,
	createRandom,
	type Demand,
	type EndorsementBook,
	type ModelSession,
	type ReceivedAnswer,
	type TaskBundle,
	type VerifySignature,
	verifyReceipt,
} from "../../subnets/index.js";
import { type Asked, decodeAnswer, receiptHeaders } from "../asking/askMiner.js";
import type { RowDemand } from "../asking/demandRows.js";
import { ReexecutionFailedError } from "../errors.js";
import { framingOf } from "../evidence/framing.js";
import type { Evidence, RowsProof, Verdict, VerdictCode } from "../evidence/verdict.js";

export interface JudgeOptions {
	readonly bundle: TaskBundle;
	readonly challenge: Challenge;
	/** The validator's hotkey, which the receipt must name as its caller. */
	readonly caller: string;
	readonly audited: boolean;
	/** Draws the rows that are demanded. */
	readonly rowSeed: Uint8Array;
	readonly signal: AbortSignal;
}

export interface JudgeModules {
	readonly verifySignature: VerifySignature;
	/** Endorsements of miners' sessions that were checked before. */
	readonly endorsements?: EndorsementBook;
	readonly session: ModelSession;
	readonly rows: RowDemand;
	readonly logger: Logger;
}

/** What is to be said of one answer, before latency is counted. */
export interface Judgement {
	readonly verdict: Verdict;
	readonly code: VerdictCode;
	readonly reason: string;
	/** 0 to 1; 0 unless the verdict is `pass` or `unaudited`. */
	readonly quality: number;
	/** False where the validator's own trouble leaves nothing to count: neither for nor against the miner. */
	readonly counted: boolean;
	/** True where it was the audit that could not be held on this answer; {@link code} tells of the others. */
	readonly failedAudit?: boolean;
	readonly measured?: number;
	readonly tolerance?: number;
	readonly latencyMs?: number;
	readonly answer?: ReceivedAnswer;
	readonly evidence?: Evidence;
}

/**
 * Judges what came back for a request: did an answer come, is its receipt true, is it an answer to this task, and,
 * where it was drawn for an audit, is it what the pinned model says.
 *
 * Whatever a miner sends is data here: nothing in it makes this throw.
 */
export async function judgeAnswer(
	asked: Asked,
	options: JudgeOptions,
	modules: JudgeModules,
): Promise<Judgement> {
	const { ask, sent, result } = asked;
	const { bundle, challenge } = options;
	if (!result.ok)
		return {
			verdict: "none",
			code: result.code === "TOO_LARGE" ? "TOO_LARGE" : "NO_ANSWER",
			reason: result.reason,
			quality: 0,
			counted: result.code !== "ABORTED",
		};
	const latencyMs = result.finishedAtMs - result.sentAtMs;
	const evidence: Evidence = {
		receipt: receiptHeaders(result.headers),
		status: result.status,
		request: sent,
		// Not as they came: a receipt does not sign them, and whoever checks the evidence reads the body by itself.
		response: { headers: framingOf(result.body), body: result.body },
	};
	const failed = (code: VerdictCode, reason: string, atAudit = false): Judgement => ({
		verdict: "fail",
		code,
		reason,
		quality: 0,
		counted: true,
		latencyMs,
		evidence,
		...(atAudit ? { failedAudit: true } : {}),
	});
	if (result.status !== 200)
		return {
			verdict: "none",
			code: "REFUSED",
			reason: `it refused with status ${result.status}${refusalCode(result.body)}`,
			quality: 0,
			counted: true,
			latencyMs,
		};
	const receipt = verifyReceipt(
		result.headers,
		{
			requestBody: sent.body,
			response: result.body,
			status: result.status,
			nonce: ask.nonce,
			miner: ask.hotkey,
			caller: options.caller,
			modelSha256: bundle.manifest.kind === "reference" ? bundle.manifest.model.sha256 : undefined,
		},
		modules.verifySignature,
		modules.endorsements,
	);
	if (!receipt.ok) return failed("RECEIPT_FAULTY", receipt.message);
	const decoded = decodeAnswer(result.body, evidence.response.headers, bundle);
	if (!decoded.ok) return failed("ANSWER_MALFORMED", decoded.message);
	const answer: ReceivedAnswer = {
		outputs: decoded.value.outputs,
		...(decoded.value.parameters === undefined ? {} : { parameters: decoded.value.parameters }),
	};
	const quality = boundedQuality(() => bundle.task.score(challenge, answer));
	const unaudited: Judgement = {
		verdict: "unaudited",
		code: "NOT_AUDITED",
		reason: "the receipt is true; not drawn for an audit",
		quality,
		counted: true,
		latencyMs,
		answer,
		evidence,
	};
	if (!options.audited || bundle.manifest.verification.mode === "none") return unaudited;
	let refused = false;
	const demand: Demand = async (tensor, rows) => {
		const received = await modules.rows.demand(tensor, rows);
		refused ||= received === undefined;
		return received;
	};
	const audit = await runAudit(asked, answer, demand, options, modules);
	if (audit === "impossible" || audit === "unforeseen")
		return failed("ANSWER_MALFORMED", "the answer cannot be compared with the model", audit === "unforeseen");
	if (audit === "interrupted")
		return { ...unaudited, counted: false, reason: "the receipt is true; the audit was interrupted" };
	return {
		...unaudited,
		...afterAudit(audit, quality, evidence, { refused, proof: modules.rows.exchange() }),
	};
}

/**
 * An audit that throws is either the validator's own trouble (its process ended, it is stopping), or an answer
 * that the task's code did not foresee: that one counts as malformed, or it would be a way past every audit. Where
 * the code itself threw, rather than the model's run, the audit counts as failed.
 */
async function runAudit(
	{ ask }: Asked,
	answer: ReceivedAnswer,
	demand: Demand,
	options: JudgeOptions,
	modules: JudgeModules,
): Promise<AuditResult | "interrupted" | "impossible" | "unforeseen"> {
	try {
		return await options.bundle.task.audit(modules.session, ask.request, answer, demand, {
			miner: ask.hotkey,
			random: createRandom(options.rowSeed),
			signal: options.signal,
		});
	} catch (error) {
		if (options.signal.aborted) return "interrupted";
		modules.logger.error({ err: error, uid: ask.uid }, "an audit could not be run");
		if (!(error instanceof ReexecutionFailedError)) return "unforeseen";
		return error.fault === "process" ? "interrupted" : "impossible";
	}
}

function afterAudit(
	audit: AuditResult,
	quality: number,
	evidence: Evidence,
	rowDemand: { readonly refused: boolean; readonly proof: RowsProof | undefined },
): Partial<Judgement> & Pick<Judgement, "verdict"> {
	const { measured, tolerance, verdict, reason } = audit;
	const { tensor, rows, received, ownSha256 } = audit.evidence;
	// Only rows that prove nothing by themselves need the miner's signature beside them.
	const proof = verdict === "fail" && measured === Number.POSITIVE_INFINITY ? rowDemand.proof : undefined;
	const demanded =
		tensor === undefined || rows === undefined
			? undefined
			: {
					tensor,
					rows,
					...(received === undefined ? {} : { received }),
					...(proof === undefined ? {} : { proof }),
				};
	const kept: Evidence = { ...evidence, ...(demanded === undefined ? {} : { demanded }), ownSha256 };
	if (verdict === "pass")
		return { verdict: "pass", code: "AUDIT_PASSED", reason, measured, tolerance, quality, evidence: kept };
	return {
		verdict: "fail",
		code: rowDemand.refused ? "ROWS_REFUSED" : "AUDIT_FAILED",
		reason,
		measured,
		tolerance,
		quality: 0,
		evidence: kept,
	};
}

/** A scorer that throws or gives what is no quality counts as 0: its own fault must not become a miner's weight. */
function boundedQuality(score: () => number): number {
	let quality: number;
	try {
		quality = score();
	} catch {
		return 0;
	}
	return Number.isFinite(quality) ? Math.min(1, Math.max(0, quality)) : 0;
}

/** The code of a refusal in the protocol's shape, for the operator; nothing else of what the miner wrote. */
function refusalCode(body: Uint8Array): string {
	const code = /"code"\s*:\s*"([A-Z][A-Z0-9_]{2,40})"/.exec(
		Buffer.from(body.subarray(0, 2048)).toString("latin1"),
	)?.[1];
	return code === undefined ? "" : ` (${code})`;
}
