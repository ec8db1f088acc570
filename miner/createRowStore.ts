import type { Logger } from "pino";
import type { Clock } from "../subnets/index.js";
import {
	type AnswerKey,
	type GivenAnswer,
	type HeldAnswer,
	keyOf,
	lengthsOf,
	type RowLengths,
	sizeOf,
	type WithheldRows,
} from "./heldAnswer.js";
import type { RowFiles } from "./rowFiles.js";

export interface RowStoreOptions {
	/** How long an answer's rows can be demanded, ms. */
	readonly keepMs: number;
	/** Bytes held in all, in memory or on disk; past it the oldest answer goes of the caller that holds the most. */
	readonly maxBytes: number;
}

/** Rows that answers committed to by hash and that their caller may demand for a while. */
export interface RowStore {
	/** A file that an engine process may write an answer's rows to; undefined where rows are kept in memory. */
	newFile(): string | undefined;
	/** Keeps rows that were written to a file of {@link newFile}; they are removed where they cannot be kept. */
	adopt(given: GivenAnswer, file: string, lengths: RowLengths): void;
	/** Removes what may have been written to a file of {@link newFile}. */
	discard(file: string): void;
	/** Keeps rows that are in memory: they go to the disk behind the answers of this turn of the event loop, all at once. */
	put(given: GivenAnswer, withheld: WithheldRows): void;
	/** The rows in the order asked, or why there are none. */
	take(
		answer: AnswerKey,
		tensor: string,
		rows: readonly number[],
	): readonly Uint8Array[] | "unknown-answer" | "unknown-tensor" | "no-such-row";
	/** Names of the tasks that gave the answers whose rows are held. */
	tasks(): ReadonlySet<string>;
	readonly bytes: number;
}

interface Entry extends HeldAnswer {
	readonly bytes: number;
	/** Where the rows are not on disk, or not yet. */
	inMemory: WithheldRows | undefined;
}

/**
 * A row store: on a bounded part of the disk where `files` are given, so that a restart in the minute between
 * an answer and its audit costs an honest miner nothing, else in as much memory. Rows go only to the caller whose request they answer, and nobody's requests push out
 * the rows of one that holds fewer: without them an honest miner fails an audit.
 */
export function createRowStore(
	options: RowStoreOptions,
	modules: { clock: Clock; logger?: Logger; files?: RowFiles | undefined },
): RowStore {
	const { files } = modules;
	let isDiskGood = true;
	const entries = new Map<string, Entry>();
	/** Bytes of each caller that holds some. */
	const shares = new Map<string, number>();
	let held = 0;

	const count = (caller: string, bytes: number): void => {
		const share = (shares.get(caller) ?? 0) + bytes;
		if (share === 0) shares.delete(caller);
		else shares.set(caller, share);
		held += bytes;
	};
	/** False where the disk fails: said once until it works again. */
	const onDisk = (act: (disk: RowFiles) => void): boolean => {
		if (files === undefined) return false;
		try {
			act(files);
			isDiskGood = true;
		} catch (error) {
			if (isDiskGood)
				modules.logger?.warn({ err: error }, "withheld rows cannot be kept on disk: a restart loses them");
			isDiskGood = false;
		}
		return isDiskGood;
	};
	const drop = (key: string, entry: Entry): void => {
		entries.delete(key);
		count(entry.caller, -entry.bytes);
		if (entry.inMemory === undefined) onDisk((disk) => disk.remove(entry));
	};
	const largestHolder = (): string | undefined =>
		[...shares].reduce<readonly [string | undefined, number]>(
			(most, share) => (share[1] > most[1] ? share : most),
			[undefined, 0],
		)[0];
	const shrink = (): void => {
		const now = modules.clock.nowNs();
		for (const [key, entry] of entries) {
			if (entry.until > now) break;
			drop(key, entry);
		}
		while (held > options.maxBytes) {
			const caller = largestHolder();
			const oldest = [...entries].find(([, entry]) => entry.caller === caller);
			if (oldest === undefined) return;
			drop(...oldest);
		}
	};

	const hold = (held: HeldAnswer, inMemory?: WithheldRows): Entry => {
		const entry = { ...held, bytes: sizeOf(held.lengths), inMemory };
		entries.set(keyOf(held), entry);
		count(held.caller, entry.bytes);
		return entry;
	};
	/** Held in memory until the answers of this turn have gone out: nobody waits for the disk. */
	let unwritten: Entry[] = [];
	const write = (): void => {
		const byCaller = new Map<string, { held: Entry; rows: WithheldRows }[]>();
		for (const held of unwritten) {
			const { caller, inMemory: rows } = held;
			if (rows === undefined || entries.get(keyOf(held)) !== held) continue;
			byCaller.set(caller, [...(byCaller.get(caller) ?? []), { held, rows }]);
		}
		unwritten = [];
		for (const answers of byCaller.values())
			if (onDisk((disk) => disk.write(answers))) for (const { held } of answers) held.inMemory = undefined;
	};
	const isHoldable = ({ lengths }: HeldAnswer): boolean => {
		const bytes = sizeOf(lengths);
		return bytes > 0 && bytes <= options.maxBytes;
	};
	const heldFor = ({ task, caller, nonce }: GivenAnswer, lengths: RowLengths): HeldAnswer => {
		const until = modules.clock.nowNs() + BigInt(options.keepMs) * 1_000_000n;
		return { task, caller, nonce, until, lengths };
	};

	onDisk((disk) => {
		for (const held of disk.load()) {
			if (isHoldable(held)) hold(held);
			else disk.remove(held);
		}
	});
	shrink();

	return {
		newFile: () => files?.newFile(),
		adopt(given, file, lengths) {
			const held = heldFor(given, lengths);
			if (!onDisk((disk) => disk.adopt(file, held))) return;
			if (!isHoldable(held)) {
				onDisk((disk) => disk.remove(held));
				return;
			}
			hold(held);
			shrink();
		},
		discard: (file) => void onDisk((disk) => disk.discard(file)),
		put(given, withheld) {
			const held = heldFor(given, lengthsOf(withheld));
			if (!isHoldable(held)) return;
			const entry = hold(held, withheld);
			shrink();
			if (files === undefined) return;
			if (unwritten.length === 0) setImmediate(write);
			unwritten.push(entry);
		},
		take(answer, tensor, rows) {
			shrink();
			const entry = entries.get(keyOf(answer));
			if (entry === undefined) return "unknown-answer";
			if (!Object.hasOwn(entry.lengths, tensor)) return "unknown-tensor";
			const available = entry.lengths[tensor]?.length ?? 0;
			if (rows.some((row) => !(row >= 0 && row < available))) return "no-such-row";
			if (entry.inMemory !== undefined) {
				const all = entry.inMemory[tensor]?.rows ?? [];
				return rows.map((row) => all[row] as Uint8Array);
			}
			let found: readonly Uint8Array[] | undefined;
			onDisk((disk) => {
				found = disk.read(entry, tensor, rows);
			});
			return found ?? "unknown-answer";
		},
		tasks() {
			shrink();
			return new Set(Array.from(entries.values(), ({ task }) => task));
		},
		get bytes() {
			return held;
		},
	};
}
