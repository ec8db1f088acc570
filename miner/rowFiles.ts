import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../chain/wallet/index.js";
import {
	type AnswerKey,
	fileNameOf,
	footLength,
	footOf,
	type HeldAnswer,
	parseFoot,
	type RowsToWrite,
	readRows,
	sizeOf,
} from "./heldAnswer.js";
import { openRowSegments } from "./rowSegments.js";

/** Rows of answers on disk: what a miner that was killed hands out when it is up again. */
export interface RowFiles {
	/** A file for the rows of an answer that is being made, in this folder; nothing is written yet. */
	newFile(): string;
	/** Takes over a file of {@link newFile} that now holds the rows, one behind the other. It is removed if that fails. */
	adopt(file: string, held: HeldAnswer): void;
	/** Removes a file of {@link newFile}, if anything was written to it. */
	discard(file: string): void;
	/** Writes rows of one caller's answers that are in memory: all of them or, where this throws, none. */
	write(answers: readonly RowsToWrite[]): void;
	/** The named rows of one tensor, or undefined where the file does not have them. */
	read(held: HeldAnswer, tensor: string, rows: readonly number[]): Uint8Array[] | undefined;
	remove(held: AnswerKey): void;
	/** What a process before this one left, oldest first. A file that it did not finish is deleted. */
	load(): HeldAnswer[];
}

const SUFFIX = ".rows";
const UNFINISHED = ".part";

/**
 * Many rows in a file of their answer's own: the rows in their order, a JSON foot, and the foot's length (u32 LE). So an
 * engine process can write them by itself, megabytes that need not pass through this one, and the foot is added when the
 * answer goes out. Few rows, which come with their answer, behind those of other answers ({@link openRowSegments}).
 *
 * Like the replay log it is written without a flush: it survives this process, and when the machine is up again
 * nobody may demand the rows any more. Who bounds them is the row store, which removes what it drops.
 *
 * @param folder - of this hotkey's rows; created if absent
 */
export function openRowFiles(folder: string): RowFiles {
	makeFolder(folder, 0o700);
	const segments = openRowSegments(folder);
	let made = 0;
	const fileOf = (held: AnswerKey): string => join(folder, fileNameOf(held, SUFFIX));
	return {
		newFile: () => join(folder, `${process.pid}-${made++}${UNFINISHED}`),
		adopt(file, held) {
			try {
				if (statSync(file).size !== sizeOf(held.lengths))
					throw new RangeError("the file does not hold the rows of its answer");
				appendFileSync(file, endOf(held));
				renameSync(file, fileOf(held));
			} catch (error) {
				rmSync(file, { force: true });
				throw error;
			}
		},
		discard: (file) => rmSync(file, { force: true }),
		write: (answers) => segments.write(answers),
		read: (held, tensor, rows) =>
			segments.has(held)
				? segments.read(held, tensor, rows)
				: readRows(fileOf(held), 0, held.lengths, tensor, rows),
		remove(held) {
			if (!segments.remove(held)) rmSync(fileOf(held), { force: true });
		},
		load() {
			const found = segments.load();
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

/** What stands behind the rows: the foot and its length. */
function endOf(held: HeldAnswer): Buffer {
	const foot = footOf(held);
	return Buffer.concat([foot, footLength(foot)]);
}

/** Undefined for a file that was cut off. */
function parse(bytes: Buffer): HeldAnswer | undefined {
	if (bytes.length < 4) return undefined;
	const end = bytes.length - 4;
	const start = end - bytes.readUInt32LE(end);
	if (start < 0) return undefined;
	const held = parseFoot(bytes.subarray(start, end));
	return held !== undefined && sizeOf(held.lengths) === start ? held : undefined;
}
