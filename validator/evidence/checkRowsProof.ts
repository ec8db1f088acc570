import { parseReceipt, type VerifySignature, verifyReceipt } from "../../subnets/index.js";
import { parseRows } from "../asking/demandRows.js";
import type { DemandedRows, Evidence } from "./verdict.js";

/** A miner keeps rows for two minutes; a demand within half of that must be met. Nanoseconds. */
const IN_TIME_NS = 60_000_000_000n;

/**
 * Whether the miner's own signature shows that it did not hand over what it had committed to.
 *
 * The receipt of the demand must be the same hotkey's, for the same caller, over a demand for rows of this very
 * answer, begun within a minute after the answer was finished (later the miner may have forgotten the rows). It
 * then binds the miner to what it sent: a refusal, or these rows.
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
	if (
		since < -IN_TIME_NS ||
		since > IN_TIME_NS ||
		!isDemandFor(demanded, proof.requestBody, expected.requestNonce)
	)
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
	// Too busy is no refusal, and a fault of the server's own is none either.
	const refused = proof.status >= 400 && proof.status < 500 && proof.status !== 408 && proof.status !== 429;
	return refused ? `signed its refusal to hand out the rows (status ${proof.status})` : undefined;
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
