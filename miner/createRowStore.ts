import type { Logger } from "pino";
import type { Clock } from "../subnets/index.js";
import type { HeldRows, RowFiles, WithheldRows } from "./rowFiles.js";

export interface RowStoreOptions {
	/** How long an answer's rows can be demanded, ms. */
	readonly keepMs: number;
	/** Bytes held in all; past it the oldest answer goes of the caller that holds the most. */
	readonly maxBytes: number;
}

/** Rows that answers committed to by hash and that their caller may demand for a while. */
export interface RowStore {
	put(caller: string, nonce: bigint, withheld: WithheldRows): void;
	/** The rows in the order asked, or why there are none. */
	take(
		caller: string,
		nonce: bigint,
		tensor: string,
		rows: readonly number[],
	): readonly Uint8Array[] | "unknown-answer" | "unknown-tensor" | "no-such-row";
	readonly bytes: number;
}

interface Entry extends HeldRows {
	readonly bytes: number;
}

/**
 * A row store in bounded memory, and on as much disk where `files` are given, so that a restart in the minute between
 * an answer and its audit costs an honest miner nothing. Rows go only to the caller whose request they answer, and nobody's requests push out
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
	/** A disk that fails costs the rows after a restart, never the answer now. Said once until it works again. */
	const onDisk = (act: (disk: RowFiles) => void): void => {
		if (files === undefined) return;
		try {
			act(files);
			isDiskGood = true;
		} catch (error) {
			if (isDiskGood)
				modules.logger?.warn({ err: error }, "withheld rows cannot be kept on disk: a restart loses them");
			isDiskGood = false;
		}
	};
	const drop = (key: string, entry: Entry): void => {
		entries.delete(key);
		count(entry.caller, -entry.bytes);
		onDisk((disk) => disk.remove(entry));
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

	const hold = (held: HeldRows): boolean => {
		let bytes = 0;
		for (const { rows } of Object.values(held.withheld)) for (const row of rows) bytes += row.byteLength;
		if (bytes === 0 || bytes > options.maxBytes) return false;
		entries.set(`${held.caller}:${held.nonce}`, { ...held, bytes });
		count(held.caller, bytes);
		return true;
	};

	onDisk((disk) => {
		for (const held of disk.load()) if (!hold(held)) disk.remove(held);
	});
	shrink();

	return {
		put(caller, nonce, withheld) {
			const until = modules.clock.nowNs() + BigInt(options.keepMs) * 1_000_000n;
			const held = { caller, nonce, withheld, until };
			if (!hold(held)) return;
			onDisk((disk) => disk.write(held));
			shrink();
		},
		take(caller, nonce, tensor, rows) {
			shrink();
			const entry = entries.get(`${caller}:${nonce}`);
			if (entry === undefined) return "unknown-answer";
			if (!Object.hasOwn(entry.withheld, tensor)) return "unknown-tensor";
			const all = entry.withheld[tensor]?.rows ?? [];
			const found: Uint8Array[] = [];
			for (const index of rows) {
				const row = all[index];
				if (row === undefined) return "no-such-row";
				found.push(row);
			}
			return found;
		},
		get bytes() {
			return held;
		},
	};
}
