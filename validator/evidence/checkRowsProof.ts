import { parseReceipt, type VerifySignature, verifyReceipt } from "../../subnets/index.js";
import { parseRows } from "../asking/demandRows.js";
import type { DemandedRows, Evidence } from "./verdict.js";

/** A miner keeps rows for a minute; a demand within half of that must be met. Nanoseconds. */
const IN_TIME_NS = 30_000_000_000n;

/**
 * Whether the miner's own signature shows that it did not hand over what it had committed to.
 *
 * The receipt of the demand must be the same hotkey's, for the same caller, over a demand for rows of this very
 * answer, begun within half a minute after the answer was finished (before it there are no rows yet, later the miner
 * may have forgotten them). It then binds the miner to what it sent: that it has no such rows, or these rows.
 *
 * The caller has to know that the audit demands these very rows: an honest miner has no others, and says so.
 *
 * @returns what it shows, in words, or undefined where it proves nothing
 */
export function checkRowsProof(
	evidence: Evidence,
	expected: { readonly miner: string; readonly requestNonce: string },
	verifySignature: VerifySignature,
): string | undefined {
	const { demanded } = evidence;
	const proof = demanded?.proof;
	const answered = parseReceipt(evidence.receipt);
	const parsed = proof === undefined ? undefined : parseReceipt(proof.receipt);
	if (demanded === undefined || proof === undefined || !answered.ok || parsed?.ok !== true) return undefined;
	const { nonce, startedNs } = parsed.value;
	const since = startedNs - answered.value.finishedNs;
	if (since <= 0n || since > IN_TIME_NS || !isDemandFor(demanded, proof.requestBody, expected.requestNonce))
		return undefined;
	const signed = verifyReceipt(
		proof.receipt,
		{
			requestBody: proof.requestBody,
			response: proof.responseBody,
			status: proof.status,
			nonce,
			miner: expected.miner,
			caller: answered.value.caller,
			modelSha256: undefined,
		},
		verifySignature,
	);
	if (!signed.ok) return undefined;
	if (proof.status === 200) {
		const sent = parseRows(proof.responseBody, demanded.rows.length);
		if (sent === undefined) return "signed an answer to the demand that holds no rows";
		return sameRows(sent, demanded.received) ? "signed rows that it had not committed to" : undefined;
	}
	// Too busy is no refusal. Nor is any other status: a receipt does not name the path, and every other route
	// refuses a demand as malformed.
	return proof.status === 404 && codeOf(proof.responseBody) === "ROWS_UNKNOWN"
		? "signed that it does not have the rows (status 404)"
		: undefined;
}

function codeOf(body: Uint8Array): unknown {
	try {
		return (JSON.parse(Buffer.from(body).toString("utf8")) as { code?: unknown } | null)?.code;
	} catch {
		return undefined;
	}
}

function isDemandFor(demanded: DemandedRows, body: Uint8Array, requestNonce: string): boolean {
	const wanted = JSON.stringify({ nonce: requestNonce, tensor: demanded.tensor, rows: demanded.rows });
	return Buffer.from(body).toString("utf8") === wanted;
}

function sameRows(sent: readonly Uint8Array[], kept: readonly Uint8Array[] | undefined): boolean {
	return (
		kept !== undefined &&
		kept.length === sent.length &&
		sent.every((row, i) => Buffer.from(row).equals(kept[i] ?? Buffer.alloc(0)))
	);
}
