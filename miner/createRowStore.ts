import type { Clock } from "../subnets/index.js";

/** Withheld tensors of one answer: for each name its rows as raw bytes. */
type WithheldRows = Readonly<Record<string, { readonly rows: readonly Uint8Array[] }>>;

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

interface Entry {
	readonly caller: string;
	readonly withheld: WithheldRows;
	readonly bytes: number;
	readonly until: bigint;
}

/**
 * A row store in bounded memory. Rows go only to the caller whose request they answer, and nobody's requests push out
 * the rows of one that holds fewer: without them an honest miner fails an audit.
 */
export function createRowStore(options: RowStoreOptions, modules: { clock: Clock }): RowStore {
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
	const drop = (key: string, entry: Entry): void => {
		entries.delete(key);
		count(entry.caller, -entry.bytes);
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

	return {
		put(caller, nonce, withheld) {
			let bytes = 0;
			for (const { rows } of Object.values(withheld)) for (const row of rows) bytes += row.byteLength;
			if (bytes === 0 || bytes > options.maxBytes) return;
			const until = modules.clock.nowNs() + BigInt(options.keepMs) * 1_000_000n;
			entries.set(`${caller}:${nonce}`, { caller, withheld, bytes, until });
			count(caller, bytes);
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
