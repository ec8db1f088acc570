/**
 * What a validator says of one answer.
 *
 * - `pass`: re-executed, within the tolerance
 * - `fail`: shown to be wrong, or not delivered as asked
 * - `unaudited`: a true receipt over a well-formed answer that was not drawn for an audit
 * - `none`: no answer came; nobody signed anything, so this is the validator's word alone
 */
export type Verdict = "pass" | "fail" | "unaudited" | "none";

/** Why, for programs. Stable. */
export type VerdictCode =
	| "AUDIT_PASSED"
	| "AUDIT_FAILED"
	/** The rows that the answer committed to were not handed over. */
	| "ROWS_REFUSED"
	| "NOT_AUDITED"
	/** The receipt is missing, malformed, for something else, or not signed by the miner. */
	| "RECEIPT_FAULTY"
	| "ANSWER_MALFORMED"
	| "NO_ANSWER"
	/** The miner refused, by an HTTP status. */
	| "REFUSED"
	| "TOO_LARGE"
	/** Several hotkeys, one back end: found over many rounds, not in one answer. */
	| "SHARED_BACK_END";

/** A body as it went over the wire, with the headers that say how to read it. */
export interface WireMessage {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Uint8Array;
}

/** Rows that were demanded afterwards. `received` is absent where the miner did not hand them over. */
export interface DemandedRows {
	readonly tensor: string;
	readonly rows: readonly number[];
	readonly received?: readonly Uint8Array[];
	/** The miner's signed answer to the demand, where it is the fault: a refusal, or rows it never committed to. */
	readonly proof?: RowsProof;
}

/** A demand for rows and its answer, as they went over the wire. */
export interface RowsProof {
	/** The receipt's headers. */
	readonly receipt: Readonly<Record<string, string>>;
	readonly status: number;
	readonly requestBody: Uint8Array;
	readonly responseBody: Uint8Array;
}

/** Everything needed, beside bundle and model, to come to the verdict again. */
export interface Evidence {
	/** The receipt's headers as they came. */
	readonly receipt: Readonly<Record<string, string>>;
	readonly status: number;
	readonly request: WireMessage;
	readonly response: WireMessage;
	readonly demanded?: DemandedRows;
	/** sha256 of the validator's own execution. */
	readonly ownSha256?: string;
}

/** A verdict as it is kept. */
export interface VerdictRecord {
	readonly id: number;
	readonly netuid: number;
	readonly round: number;
	/** Block whose metagraph the round was held on; `uid` and `hotkey` belong together there. */
	readonly block: number;
	readonly uid: number;
	readonly hotkey: string;
	/** Unix time, ms. */
	readonly atMs: number;
	/** Nonce of the signed request, decimal; empty where there was none (SHARED_BACK_END). */
	readonly requestNonce: string;
	readonly verdict: Verdict;
	readonly code: VerdictCode;
	/** In words, such as "answer differs from the pinned model, 7e-2 > 5e-5". */
	readonly reason: string;
	/** Distance in the manifest's metric; Infinity where none could be taken, undefined where none was. */
	readonly measured: number | undefined;
	readonly tolerance: number | undefined;
	/** What the answer counted, 0 to 1. */
	readonly score: number;
	readonly quality: number | undefined;
	/** From sending to the last byte, by the validator's clock. */
	readonly latencyMs: number | undefined;
	/** Hash of the manifest that it was judged by. */
	readonly taskHash: string;
	readonly evidence: Evidence | undefined;
}

export type NewVerdict = Omit<VerdictRecord, "id">;
