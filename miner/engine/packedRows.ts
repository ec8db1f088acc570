import type { Answer } from "../../subnets/index.js";

type Withheld = NonNullable<Answer["withheld"]>;

/** Withheld rows on their way from one process to another: an array of bytes for each row would cost several times as much. */
export interface PackedRows {
	/** For each tensor, in this order, the lengths of its rows in bytes. */
	readonly tensors: Readonly<Record<string, readonly number[]>>;
	/** All rows, one behind the other. */
	readonly bytes: Uint8Array;
}

export function packRows(withheld: Withheld): PackedRows {
	const bytes = Buffer.concat(Object.values(withheld).flatMap(({ rows }) => rows));
	return { tensors: lengthsOf(withheld), bytes };
}

/** The rows again, which share the memory of `bytes`. */
export function unpackRows({ tensors, bytes }: PackedRows): Withheld {
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

/** For each tensor the lengths of its rows in bytes. */
export function lengthsOf(withheld: Withheld): PackedRows["tensors"] {
	return Object.fromEntries(
		Object.entries(withheld).map(([name, { rows }]) => [name, rows.map(({ byteLength }) => byteLength)]),
	);
}
