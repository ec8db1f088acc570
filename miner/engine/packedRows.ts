import { lengthsOf, type RowLengths, type WithheldRows } from "../heldAnswer.js";

/** Withheld rows on their way from one process to another: an array of bytes for each row would cost several times as much. */
export interface PackedRows {
	readonly tensors: RowLengths;
	/** All rows, one behind the other. */
	readonly bytes: Uint8Array;
}

export function packRows(withheld: WithheldRows): PackedRows {
	const bytes = Buffer.concat(Object.values(withheld).flatMap(({ rows }) => rows));
	return { tensors: lengthsOf(withheld), bytes };
}

/** The rows again, which share the memory of `bytes`. */
export function unpackRows({ tensors, bytes }: PackedRows): WithheldRows {
	let end = 0;
	return Object.fromEntries(
		Object.entries(tensors).map(([name, lengths]) => {
			const rows = lengths.map((length) => {
				end += length;
				return bytes.subarray(end - length, end);
			});
			return [name, { rows }];
		}),
	);
}
