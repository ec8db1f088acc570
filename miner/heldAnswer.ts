import { closeSync, openSync, readSync } from "node:fs";
import { NAME_PATTERN } from "../subnets/index.js";

/** Withheld tensors of one answer: for each name its rows as raw bytes. */
export type WithheldRows = Readonly<Record<string, { readonly rows: readonly Uint8Array[] }>>;

/** For each withheld tensor the lengths of its rows, in the order in which they lie in a file. */
export type RowLengths = Readonly<Record<string, readonly number[]>>;

/** Which answer it is. */
export interface AnswerKey {
	readonly caller: string;
	readonly nonce: bigint;
}

/** An answer as it went out. */
export interface GivenAnswer extends AnswerKey {
	/** Name of the task that gave it, by which its rows are demanded. */
	readonly task: string;
}

/** What is held of one answer. */
export interface HeldAnswer extends GivenAnswer {
	/** When it is forgotten: Unix time, ns. */
	readonly until: bigint;
	readonly lengths: RowLengths;
}

/** An answer whose rows are in memory. */
export interface RowsToWrite {
	readonly held: HeldAnswer;
	readonly rows: WithheldRows;
}

/** An answer's key in a map: one caller's nonce is no other's. */
export function keyOf({ caller, nonce }: AnswerKey): string {
	return `${caller}:${nonce}`;
}

/** An answer's name as a file. */
export function fileNameOf({ caller, nonce }: AnswerKey, suffix: string): string {
	return `${caller.replace(/[^A-Za-z0-9]/g, "_")}-${nonce}${suffix}`;
}

interface Foot {
	readonly task: string;
	readonly caller: string;
	readonly nonce: string;
	readonly until: string;
	readonly lengths: RowLengths;
}

/** Bytes of all rows. */
export function sizeOf(lengths: RowLengths): number {
	return Object.values(lengths)
		.flat()
		.reduce((sum, length) => sum + length, 0);
}

/** Lengths of rows that are in memory. */
export function lengthsOf(rows: WithheldRows): RowLengths {
	return Object.fromEntries(
		Object.entries(rows).map(([name, tensor]) => [name, tensor.rows.map(({ byteLength }) => byteLength)]),
	);
}

/** The named rows of one tensor, of an answer whose rows begin at `start` of a file; undefined where they are not there. */
export function readRows(
	path: string,
	start: number,
	lengths: RowLengths,
	tensor: string,
	rows: readonly number[],
): Uint8Array[] | undefined {
	const places = placesOf(lengths, tensor);
	const descriptor = openSync(path, "r");
	try {
		const found: Uint8Array[] = [];
		for (const row of rows) {
			const place = places[row];
			if (place === undefined) return undefined;
			const bytes = new Uint8Array(place.length);
			if (readSync(descriptor, bytes, 0, place.length, start + place.start) !== place.length)
				return undefined;
			found.push(bytes);
		}
		return found;
	} finally {
		closeSync(descriptor);
	}
}

function placesOf(lengths: RowLengths, tensor: string): { start: number; length: number }[] {
	let start = 0;
	for (const [name, rows] of Object.entries(lengths)) {
		const places = rows.map((length) => {
			start += length;
			return { start: start - length, length };
		});
		if (name === tensor) return places;
	}
	return [];
}

/** An answer as a file says of it, JSON. */
export function footOf({ task, caller, nonce, until, lengths }: HeldAnswer): Buffer {
	const foot: Foot = { task, caller, nonce: nonce.toString(), until: until.toString(), lengths };
	return Buffer.from(JSON.stringify(foot), "utf8");
}

/** The foot's length as it stands beside it: u32, little endian. */
export function footLength(foot: Uint8Array): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32LE(foot.length);
	return length;
}

const TASK_NAME = new RegExp(NAME_PATTERN);

/** Undefined for bytes that {@link footOf} did not give, such as of a file that was cut off. */
export function parseFoot(bytes: Buffer): HeldAnswer | undefined {
	try {
		const { task, caller, nonce, until, lengths } = JSON.parse(bytes.toString("utf8")) as Foot;
		// A route is made of it.
		if (!TASK_NAME.test(task)) return undefined;
		return { task, caller, nonce: BigInt(nonce), until: BigInt(until), lengths };
	} catch {
		return undefined;
	}
}
