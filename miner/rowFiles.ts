import {
	appendFileSync,
	closeSync,
	openSync,
	readdirSync,
	readFileSync,
	readSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../chain/wallet/index.js";

/** Withheld tensors of one answer: for each name its rows as raw bytes. */
export type WithheldRows = Readonly<Record<string, { readonly rows: readonly Uint8Array[] }>>;

/** For each withheld tensor the lengths of its rows, in the order in which they lie in a file. */
export type RowLengths = Readonly<Record<string, readonly number[]>>;

/** What is held of one answer. */
export interface HeldAnswer {
	readonly caller: string;
	readonly nonce: bigint;
	/** When it is forgotten: Unix time, ns. */
	readonly until: bigint;
	readonly lengths: RowLengths;
}

/** Rows of answers on disk: what a miner that was killed hands out when it is up again. */
export interface RowFiles {
	/** A file for the rows of an answer that is being made, in this folder; nothing is written yet. */
	newFile(): string;
	/** Takes over a file of {@link newFile} that now holds the rows, one behind the other. It is removed if that fails. */
	adopt(file: string, held: HeldAnswer): void;
	/** Removes a file of {@link newFile}, if anything was written to it. */
	discard(file: string): void;
	/** Writes rows that are in memory. */
	write(held: HeldAnswer, rows: WithheldRows): void;
	/** The named rows of one tensor, or undefined where the file does not have them. */
	read(held: HeldAnswer, tensor: string, rows: readonly number[]): Uint8Array[] | undefined;
	remove(held: Pick<HeldAnswer, "caller" | "nonce">): void;
	/** What a process before this one left, oldest first. A file that it did not finish is deleted. */
	load(): HeldAnswer[];
}

interface Foot {
	readonly caller: string;
	readonly nonce: string;
	readonly until: string;
	readonly lengths: RowLengths;
}

const SUFFIX = ".rows";
const UNFINISHED = ".part";

/**
 * One file an answer: the rows in their order, a JSON foot, and the foot's length (u32 LE). So an engine process can
 * write the rows by itself, megabytes that need not pass through this one, and the foot is added when the answer goes
 * out.
 *
 * Like the replay log it is written without a flush: it survives this process, and when the machine is up again
 * nobody may demand the rows any more. Who bounds them is the row store, which removes what it drops.
 *
 * @param folder - of this hotkey's rows; created if absent
 */
export function openRowFiles(folder: string): RowFiles {
	makeFolder(folder, 0o700);
	let made = 0;
	const fileOf = ({ caller, nonce }: Pick<HeldAnswer, "caller" | "nonce">): string =>
		join(folder, `${caller.replace(/[^A-Za-z0-9]/g, "_")}-${nonce}${SUFFIX}`);
	return {
		newFile: () => join(folder, `${process.pid}-${made++}${UNFINISHED}`),
		adopt(file, held) {
			try {
				if (statSync(file).size !== sizeOf(held.lengths))
					throw new RangeError("the file does not hold the rows of its answer");
				appendFileSync(file, footOf(held));
				renameSync(file, fileOf(held));
			} catch (error) {
				rmSync(file, { force: true });
				throw error;
			}
		},
		discard: (file) => rmSync(file, { force: true }),
		write(held, rows) {
			const parts = Object.values(rows).flatMap((tensor) => tensor.rows);
			writeFileSync(fileOf(held), Buffer.concat([...parts, footOf(held)]), { mode: 0o600 });
		},
		read(held, tensor, rows) {
			const places = placesOf(held.lengths, tensor);
			const descriptor = openSync(fileOf(held), "r");
			try {
				const found: Uint8Array[] = [];
				for (const row of rows) {
					const place = places[row];
					if (place === undefined) return undefined;
					const bytes = new Uint8Array(place.length);
					if (readSync(descriptor, bytes, 0, place.length, place.start) !== place.length) return undefined;
					found.push(bytes);
				}
				return found;
			} finally {
				closeSync(descriptor);
			}
		},
		remove: (held) => rmSync(fileOf(held), { force: true }),
		load() {
			const found: HeldAnswer[] = [];
			for (const name of readdirSync(folder)) {
				const path = join(folder, name);
				if (name.endsWith(UNFINISHED)) rmSync(path, { force: true });
				if (!name.endsWith(SUFFIX)) continue;
				const held = parse(readFileSync(path));
				if (held === undefined) rmSync(path, { force: true });
				else found.push(held);
			}
			return found.sort((a, b) => Number(a.until - b.until));
		},
	};
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

function footOf({ caller, nonce, until, lengths }: HeldAnswer): Buffer {
	const foot: Foot = { caller, nonce: nonce.toString(), until: until.toString(), lengths };
	const json = Buffer.from(JSON.stringify(foot), "utf8");
	const length = Buffer.alloc(4);
	length.writeUInt32LE(json.length);
	return Buffer.concat([json, length]);
}

/** Undefined for a file that was cut off. */
function parse(bytes: Buffer): HeldAnswer | undefined {
	if (bytes.length < 4) return undefined;
	const end = bytes.length - 4;
	const start = end - bytes.readUInt32LE(end);
	if (start < 0) return undefined;
	try {
		const { caller, nonce, until, lengths } = JSON.parse(bytes.toString("utf8", start, end)) as Foot;
		if (sizeOf(lengths) !== start) return undefined;
		return { caller, nonce: BigInt(nonce), until: BigInt(until), lengths };
	} catch {
		return undefined;
	}
}
