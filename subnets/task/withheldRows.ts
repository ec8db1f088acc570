import { createHash, hash, randomInt } from "node:crypto";
import { errorNorm } from "../../scoring/index.js";
import { InputRefusedError } from "../errors.js";
import { type Tensor, tensorBytes } from "../protocol/tensor.js";
import type { WithheldTensor } from "./answer.js";
import type { AuditOptions, AuditResult, Demand } from "./task.js";

/**
 * Commitment to a large tensor row by row: the answer carries one sha256 a row, and a validator demands a few rows
 * afterwards. So an answer stays small, and a miner cannot know at answering time what will be looked at.
 *
 * Each hash is bound to the hotkey that answers, so that an answer passed on from another miner fails an audit: its
 * rows are right, its commitment is another's. (Two miners that plan together can commit for each other; that one
 * machine serves both then shows in its queue alone.)
 */

const ROW_DOMAIN = "ganglion/withheld-row/1";
/** Bytes of a row. */
const HASHED_IN_PARTS = 16 * 1024;

/**
 * Hashes rows for a miner's hotkey: sha256(domain | 0 | length of the address, u8 | SS58 address | index of the row, u32 LE |
 * the row's bytes).
 */
function rowHasher(miner: string): (index: number, row: Uint8Array) => Buffer {
	const address = Buffer.from(miner, "utf8");
	const begin = Buffer.concat([
		Buffer.from(`${ROW_DOMAIN}\0`, "utf8"),
		Uint8Array.of(address.length),
		address,
		Buffer.alloc(4),
	]);
	let message = begin;
	return (index, row) => {
		begin.writeUInt32LE(index, begin.length - 4);
		if (row.length > HASHED_IN_PARTS) return createHash("sha256").update(begin).update(row).digest();
		// To copy a short row costs less than an object that hashes in parts.
		const length = begin.length + row.length;
		if (message.length !== length) message = Buffer.alloc(length);
		message.set(begin);
		message.set(row, begin.length);
		return hash("sha256", message, "buffer");
	};
}

/** Splits a tensor of shape [1, rows, columns] or [rows, columns] into its rows' bytes, which share its memory. */
function splitRows(tensor: Tensor): Uint8Array[] {
	const columns = tensor.shape.at(-1) ?? 1;
	const bytes = tensorBytes(tensor);
	const rowBytes = (bytes.length / Math.max(tensor.data.length, 1)) * columns;
	const count = rowBytes === 0 ? 0 : bytes.length / rowBytes;
	return Array.from({ length: count }, (_, row) => bytes.subarray(row * rowBytes, (row + 1) * rowBytes));
}

/**
 * The commitment as a tensor UINT8 [rows, 32], and the rows to keep.
 *
 * @param miner - SS58 address of the hotkey that answers
 */
export function commitRows(
	name: string,
	tensor: Tensor,
	miner: string,
): { commitment: Tensor; withheld: WithheldTensor } {
	const rows = splitRows(tensor);
	const hashes = new Uint8Array(rows.length * 32);
	const rowHash = rowHasher(miner);
	rows.forEach((row, i) => {
		hashes.set(rowHash(i, row), i * 32);
	});
	return {
		commitment: { name, datatype: "UINT8", shape: [rows.length, 32], data: hashes },
		withheld: { rows },
	};
}

export interface RowAudit {
	/** The tensor's name in the model, as the manifest gives it. */
	readonly tensor: string;
	/** What the miner committed to; undefined where the answer lacks it. */
	readonly commitment: Tensor | undefined;
	/** The validator's own execution, FP32. */
	readonly own: Tensor;
	/** How many rows to demand. */
	readonly count: number;
	readonly tolerance: number;
}

/**
 * Demands rows of a committed tensor and compares them with the own execution by `max|Δ| / rms`.
 * Anything short of that comparison (no commitment, a refusal, bytes of another hash, another hotkey's commitment) is a failed audit, measured
 * as Infinity.
 *
 * @throws InputRefusedError where `options.rows` are none that this audit could have drawn
 */
export async function auditRows(
	audit: RowAudit,
	demand: Demand,
	options: AuditOptions,
): Promise<AuditResult> {
	const { tensor, commitment, own, tolerance } = audit;
	const ownRows = splitRows(own);
	const rows = options.rows ?? drawRows(ownRows.length, audit.count, options.random);
	if (!isDraw(rows, ownRows.length, audit.count))
		throw new InputRefusedError({
			status: 400,
			code: "ROWS_NOT_DRAWN",
			message: `expected ${Math.min(audit.count, ownRows.length)} rows of ${tensor}, ascending, each below ${ownRows.length}`,
			remedy: "Repeat an audit with the rows that it drew.",
		});
	const ownBytes = Buffer.concat(rows.map((row) => ownRows[row] ?? new Uint8Array(0)));
	const ownSha256 = createHash("sha256").update(ownBytes).digest("hex");
	const fail = (reason: string, received?: readonly Uint8Array[]): AuditResult => ({
		measured: Number.POSITIVE_INFINITY,
		tolerance,
		verdict: "fail",
		reason,
		evidence: { tensor, rows, ownSha256, ...(received === undefined ? {} : { received }) },
	});

	const hashes = commitment?.data;
	if (!(hashes instanceof Uint8Array) || hashes.length % 32 !== 0)
		return fail(`answer commits to no rows of ${tensor}`);
	if (hashes.length !== ownRows.length * 32)
		return fail(
			`answer commits to ${hashes.length / 32} rows of ${tensor}, the pinned model gives ${ownRows.length}`,
		);
	const received = await demand(tensor, rows);
	if (received === undefined)
		return fail(`miner did not hand out the rows of ${tensor} that its answer commits to`);
	if (received.length !== rows.length)
		return fail(`miner handed out ${received.length} of ${rows.length} rows`, received);
	const rowHash = rowHasher(options.miner);
	for (const [i, row] of rows.entries()) {
		const expected = hashes.subarray(row * 32, row * 32 + 32);
		if (!rowHash(row, received[i] as Uint8Array).equals(expected))
			return fail(
				`row ${row} of ${tensor} is not the one that the answer commits to for this hotkey`,
				received,
			);
	}
	const receivedBytes = Buffer.concat(received);
	if (receivedBytes.length !== ownBytes.length)
		return fail(`the rows of ${tensor} have another length`, received);
	const measured = errorNorm(asFloats(receivedBytes), asFloats(ownBytes));
	const verdict = measured <= tolerance ? "pass" : "fail";
	return {
		measured,
		tolerance,
		verdict,
		reason: describeDistance(measured, tolerance),
		evidence: { tensor, rows, received, ownSha256 },
	};
}

/** "answer agrees with the pinned model, 2e-6 <= 5e-5" or "answer differs …". */
export function describeDistance(measured: number, tolerance: number): string {
	return measured <= tolerance
		? `answer agrees with the pinned model, ${formatDistance(measured)} <= ${formatDistance(tolerance)}`
		: `answer differs from the pinned model, ${formatDistance(measured)} > ${formatDistance(tolerance)}`;
}

function formatDistance(value: number): string {
	if (value === 0) return "0";
	return Number.isFinite(value) ? value.toExponential(1).replace(".0e", "e") : "infinity";
}

/** Distinct rows in ascending order. */
function drawRows(available: number, count: number, random: AuditOptions["random"]): number[] {
	const rows = Array.from({ length: available }, (_, row) => row);
	for (let i = 0; i < Math.min(count, available); i++) {
		const left = available - i;
		const j = i + (random === undefined ? randomInt(left) : random.integer(left));
		[rows[i], rows[j]] = [rows[j] as number, rows[i] as number];
	}
	return rows.slice(0, count).sort((a, b) => a - b);
}

/** Whether {@link drawRows} could have given these. */
function isDraw(rows: readonly number[], available: number, count: number): boolean {
	return (
		rows.length === Math.min(count, available) &&
		rows.every((row, i) => Number.isSafeInteger(row) && row > (rows[i - 1] ?? -1) && row < available)
	);
}

function asFloats(bytes: Uint8Array): Float32Array {
	return new Float32Array(new Uint8Array(bytes).buffer);
}
