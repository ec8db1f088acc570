import type { Clock } from "../subnets/index.js";

/** Withheld tensors of one answer: for each name its rows as raw bytes. */
type WithheldRows = Readonly<Record<string, { readonly rows: readonly Uint8Array[] }>>;

export interface RowStoreOptions {
	/** How long an answer's rows can be demanded, ms. */
	readonly keepMs: number;
	/** Bytes held in all; the oldest answers go first. */
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
	readonly withheld: WithheldRows;
	readonly bytes: number;
	readonly until: bigint;
}

/** A row store in bounded memory. Rows go only to the caller whose request they answer. */
export function createRowStore(options: RowStoreOptions, modules: { clock: Clock }): RowStore {
	const entries = new Map<string, Entry>();
	let held = 0;

	const drop = (key: string, entry: Entry): void => {
		entries.delete(key);
		held -= entry.bytes;
	};
	const shrink = (): void => {
		const now = modules.clock.nowNs();
		for (const [key, entry] of entries) {
			if (entry.until > now && held <= options.maxBytes) return;
			drop(key, entry);
		}
	};

	return {
		put(caller, nonce, withheld) {
			let bytes = 0;
			for (const { rows } of Object.values(withheld)) for (const row of rows) bytes += row.byteLength;
			if (bytes === 0 || bytes > options.maxBytes) return;
			const until = modules.clock.nowNs() + BigInt(options.keepMs) * 1_000_000n;
			entries.set(`${caller}:${nonce}`, { withheld, bytes, until });
			held += bytes;
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
