import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
	type AnswerKey,
	fileNameOf,
	footLength,
	footOf,
	type HeldAnswer,
	keyOf,
	parseFoot,
	type RowsToWrite,
	readRows,
	sizeOf,
} from "./heldAnswer.js";

/** Rows of many answers in few files. */
export interface RowSegments {
	/** Writes answers of one caller: all of them or, where this throws, none. */
	write(answers: readonly RowsToWrite[]): void;
	has(held: HeldAnswer): boolean;
	/** The named rows of one tensor; undefined where no segment has them. */
	read(held: HeldAnswer, tensor: string, rows: readonly number[]): Uint8Array[] | undefined;
	/** False for an answer that is in no segment. */
	remove(held: AnswerKey): boolean;
	/** What a process before this one left. A segment without a whole answer is deleted. */
	load(): HeldAnswer[];
}

interface Segment {
	readonly path: string;
	readonly begunMs: number;
	bytes: number;
	/** Answers in it that are not removed. */
	answers: number;
}

const SUFFIX = ".segment";
/** A segment is deleted with its last answer: past this it takes no more, so that none outlives many. */
const MOST_BYTES = 2 ** 20;
const MOST_MS = 10_000;

/**
 * Each caller's answers, one behind the other: the foot's length (u32 LE), a JSON foot, the rows. To create a file costs
 * this process, and who waits for it, many times what it costs to write behind the last answer. What one caller's segments
 * hold beyond its answers is less than {@link MOST_BYTES} and the answers of one write.
 *
 * @param folder - exists
 */
export function openRowSegments(folder: string): RowSegments {
	/** Of each caller the one that takes more. */
	const open = new Map<string, Segment>();
	const places = new Map<string, { readonly segment: Segment; readonly start: number }>();

	const segmentFor = (held: HeldAnswer): Segment => {
		const known = open.get(held.caller);
		if (known !== undefined && known.bytes < MOST_BYTES && performance.now() - known.begunMs < MOST_MS)
			return known;
		const path = join(folder, fileNameOf(held, SUFFIX));
		const begun = { path, begunMs: performance.now(), bytes: 0, answers: 0 };
		open.set(held.caller, begun);
		return begun;
	};

	const hold = (held: HeldAnswer, segment: Segment, start: number): void => {
		places.set(keyOf(held), { segment, start });
		segment.answers++;
	};

	const readSegment = (path: string): HeldAnswer[] => {
		const bytes = readFileSync(path);
		const segment: Segment = { path, begunMs: 0, bytes: bytes.length, answers: 0 };
		const found: HeldAnswer[] = [];
		for (let at = 0; at + 4 <= bytes.length; ) {
			const start = at + 4 + bytes.readUInt32LE(at);
			const held = start > bytes.length ? undefined : parseFoot(bytes.subarray(at + 4, start));
			// What a kill or a full disk cut off is the last of its segment.
			if (held === undefined || start + sizeOf(held.lengths) > bytes.length) break;
			hold(held, segment, start);
			found.push(held);
			at = start + sizeOf(held.lengths);
		}
		if (segment.answers === 0) rmSync(path, { force: true });
		return found;
	};

	return {
		write(answers) {
			const [first] = answers;
			if (first === undefined) return;
			const segment = segmentFor(first.held);
			const starts: number[] = [];
			const parts: Uint8Array[] = [];
			let end = segment.bytes;
			for (const { held, rows } of answers) {
				const foot = footOf(held);
				const length = footLength(foot);
				starts.push(end + length.length + foot.length);
				end += length.length + foot.length + sizeOf(held.lengths);
				parts.push(length, foot, ...Object.values(rows).flatMap((tensor) => tensor.rows));
			}
			try {
				appendFileSync(segment.path, Buffer.concat(parts), { mode: 0o600 });
			} catch (error) {
				// Nothing can be found behind half an answer.
				open.delete(first.held.caller);
				if (segment.answers === 0) rmSync(segment.path, { force: true });
				throw error;
			}
			for (const [i, { held }] of answers.entries()) hold(held, segment, starts[i] as number);
			segment.bytes = end;
		},
		has: (held) => places.has(keyOf(held)),
		read(held, tensor, rows) {
			const place = places.get(keyOf(held));
			return place && readRows(place.segment.path, place.start, held.lengths, tensor, rows);
		},
		remove(held) {
			const key = keyOf(held);
			const segment = places.get(key)?.segment;
			if (segment === undefined) return false;
			places.delete(key);
			if (--segment.answers > 0) return true;
			if (open.get(held.caller) === segment) open.delete(held.caller);
			rmSync(segment.path, { force: true });
			return true;
		},
		load: () =>
			readdirSync(folder)
				.filter((name) => name.endsWith(SUFFIX))
				.flatMap((name) => readSegment(join(folder, name))),
	};
}
