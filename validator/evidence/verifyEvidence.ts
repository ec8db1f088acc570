import {
	type AuditResult,
	type Demand,
	decodeInferRequest,
	type InferRequest,
	InputRefusedError,
	type ModelSession,
	parseReceipt,
	type ReceivedAnswer,
	type TaskBundle,
	type VerifySignature,
	verifyReceipt,
} from "../../subnets/index.js";
import { decodeAnswer } from "../asking/askMiner.js";
import { checkRowsProof } from "./checkRowsProof.js";
import { type ExportedVerdict, importEvidence } from "./exportedVerdict.js";
import { framingOf } from "./framing.js";
import type { Evidence } from "./verdict.js";

/**
 * What checking a verdict anew gave.
 *
 * - `confirmed`: receipt, rows and model alone lead to the same verdict
 * - `refuted`: they do not; `detail` says where
 * - `unproven`: there is nothing signed to check, only the validator's word
 */
export interface EvidenceCheck {
	readonly netuid: number;
	readonly uid: number;
	readonly hotkey: string;
	readonly requestNonce: string;
	readonly verdict: string;
	readonly result: "confirmed" | "refuted" | "unproven";
	readonly detail: string;
	/** Measured anew; null where nothing was. */
	readonly measured: number | null;
}

export interface VerifyEvidenceModules {
	readonly bundle: TaskBundle;
	/** The bundle's model. */
	readonly session: ModelSession;
	readonly verifySignature: VerifySignature;
}

type Done = (result: EvidenceCheck["result"], detail: string, measured?: number | null) => EvidenceCheck;

/** Verdicts that rest on what the miner did not do: nobody can sign an absence. */
const WORDS = new Set(["NO_ANSWER", "REFUSED", "TOO_LARGE", "NOT_AUDITED", "SHARED_BACK_END"]);

/**
 * Comes to a verdict again, from its evidence, the bundle and its model, without asking anybody.
 *
 * What is proven: that the hotkey signed this answer to this request, naming the pinned model, and that the model
 * says something else (or the same). What is not: that the hotkey had this uid (the chain knows, at `block`), what
 * the miner left undone, and how long it took.
 */
export async function verifyEvidence(
	verdict: ExportedVerdict,
	modules: VerifyEvidenceModules,
): Promise<EvidenceCheck> {
	const { bundle } = modules;
	const done = (
		result: EvidenceCheck["result"],
		detail: string,
		measured: number | null = null,
	): EvidenceCheck => ({
		netuid: verdict.netuid,
		uid: verdict.uid,
		hotkey: verdict.hotkey,
		requestNonce: verdict.requestNonce,
		verdict: verdict.verdict,
		result,
		detail,
		measured,
	});
	if (verdict.taskHash !== bundle.hash)
		return done("refuted", `it was judged by the task ${verdict.taskHash}, this bundle is ${bundle.hash}`);
	if (verdict.receipt === null || WORDS.has(verdict.code))
		return done("unproven", `${verdict.code}: the validator's word; no signed answer shows it`);
	const evidence = importEvidence(verdict.receipt);
	const signed = checkReceipt(verdict, evidence, modules);
	if (verdict.code === "RECEIPT_FAULTY")
		return signed === undefined
			? done("refuted", "the receipt is in order, the verdict says it is faulty")
			: done("unproven", `the receipt is faulty (${signed}); a faulty receipt binds nobody`);
	if (signed !== undefined) return done("refuted", signed);
	// A refusal is signed too, and a receipt does not name the path: neither may pass for an answer.
	if (evidence.status !== 200)
		return done("refuted", `the miner refused with status ${evidence.status}; that is no answer to judge`);
	const request = decodeInferRequest(evidence.request.body, framingOf(evidence.request.body));
	if (!request.ok) return done("refuted", `the request cannot be read: ${request.message}`);
	const unfit = bundle.task.check(request.value);
	if (unfit !== undefined) return done("refuted", `the request is none of this task: ${unfit.message}`);
	if (request.value.outputs !== undefined)
		return done("refuted", "the request asked for some outputs only; a validator asks for all");
	const response = decodeAnswer(evidence.response.body, framingOf(evidence.response.body), bundle);
	if (!response.ok)
		return saysMalformed(verdict)
			? done("confirmed", `the answer is malformed: ${response.message}`)
			: done("refuted", `the answer cannot be read: ${response.message}`);
	const answer: ReceivedAnswer = {
		outputs: response.value.outputs,
		...(response.value.parameters === undefined ? {} : { parameters: response.value.parameters }),
	};
	const { audit, demanded } = await auditAgain(
		{ request: request.value, miner: verdict.hotkey },
		answer,
		evidence,
		modules,
	);
	// Rows that the signed answer committed to prove what they show, and give a figure. Others prove something only
	// together with the miner's signature under them.
	if (
		!(audit instanceof Error) &&
		demanded &&
		audit.verdict === "fail" &&
		audit.measured === Number.POSITIVE_INFINITY
	)
		return withoutRows(verdict, evidence, audit, modules, done);
	return compare(verdict, audit, done);
}

function withoutRows(
	verdict: ExportedVerdict,
	evidence: Evidence,
	audit: AuditResult,
	{ verifySignature }: VerifyEvidenceModules,
	done: Done,
): EvidenceCheck {
	if (verdict.verdict !== "fail") return done("refuted", `said ${verdict.verdict}: ${audit.reason}`);
	if (verdict.measured !== null)
		return done("refuted", `said measured ${verdict.measured}, but nothing can be measured: ${audit.reason}`);
	const shown = checkRowsProof(
		evidence,
		{ miner: verdict.hotkey, requestNonce: verdict.requestNonce },
		verifySignature,
	);
	return shown === undefined
		? done("unproven", `the validator's word: ${audit.reason}`)
		: done("confirmed", `the miner ${shown}`);
}

/** Undefined where the receipt binds the hotkey to this answer, else what is wrong. */
function checkReceipt(
	verdict: ExportedVerdict,
	evidence: Evidence,
	{ bundle, verifySignature }: VerifyEvidenceModules,
): string | undefined {
	const parsed = parseReceipt(evidence.receipt);
	if (!parsed.ok) return parsed.message;
	if (verdict.requestNonce === "") return "it names no request";
	const checked = verifyReceipt(
		evidence.receipt,
		{
			requestBody: evidence.request.body,
			response: evidence.response.body,
			status: evidence.status,
			nonce: BigInt(verdict.requestNonce),
			miner: verdict.hotkey,
			caller: parsed.value.caller,
			modelSha256: bundle.manifest.kind === "reference" ? bundle.manifest.model.sha256 : undefined,
		},
		verifySignature,
	);
	return checked.ok ? undefined : checked.message;
}

async function auditAgain(
	{ request, miner }: { readonly request: InferRequest; readonly miner: string },
	answer: ReceivedAnswer,
	{ demanded: kept }: Evidence,
	{ bundle, session }: VerifyEvidenceModules,
): Promise<{ audit: AuditResult | Error; demanded: boolean }> {
	let demanded = false;
	const demand: Demand = async (tensor, rows) => {
		demanded = true;
		if (kept === undefined) return undefined;
		if (kept.tensor !== tensor || !sameNumbers(kept.rows, rows))
			throw new InputRefusedError({
				status: 400,
				code: "ROWS_NOT_DRAWN",
				message: `the rows kept are not those of ${tensor} that the audit demands`,
				remedy: "Ask the validator for the verdict as it kept it.",
			});
		return kept.received;
	};
	try {
		const audit = await bundle.task.audit(session, request, answer, demand, {
			miner,
			...(kept === undefined ? {} : { rows: kept.rows }),
		});
		return { audit, demanded };
	} catch (error) {
		return { audit: error instanceof Error ? error : new Error(String(error)), demanded };
	}
}

function compare(verdict: ExportedVerdict, audit: AuditResult | Error, done: Done): EvidenceCheck {
	if (audit instanceof InputRefusedError) return done("refuted", `no audit asks so: ${audit.message}`);
	if (audit instanceof Error)
		return saysMalformed(verdict)
			? done("confirmed", `the answer cannot be compared with the model: ${audit.message}`)
			: done("refuted", `the answer cannot be compared with the model: ${audit.message}`);
	const measured = Number.isFinite(audit.measured) ? audit.measured : null;
	if (audit.verdict !== verdict.verdict)
		return done(
			"refuted",
			`said ${verdict.verdict}, the model says ${audit.verdict}: ${audit.reason}`,
			measured,
		);
	if (!agree(verdict.measured, measured, audit.tolerance))
		return done("refuted", `said measured ${verdict.measured}, measured again ${measured}`, measured);
	return done("confirmed", audit.reason, measured);
}

function saysMalformed({ verdict, code, measured }: ExportedVerdict): boolean {
	return verdict === "fail" && code === "ANSWER_MALFORMED" && measured === null;
}

/** Equal up to what another computer may measure differently: one tolerance, or a thousandth of the figure. */
function agree(said: number | null, measured: number | null, tolerance: number): boolean {
	if (said === null || measured === null) return said === measured;
	return Math.abs(said - measured) <= Math.max(tolerance, 1e-3 * Math.abs(measured));
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
	return a.length === b.length && a.every((value, i) => value === b[i]);
}
