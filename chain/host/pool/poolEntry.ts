import type { ValidTransaction } from "../scale/validity.js";

/** What a client that watches a transaction is told, in the words of the `author` family. */
export type TransactionStatus =
	| "future"
	| "ready"
	| "dropped"
	| "invalid"
	| { readonly inBlock: string; readonly index: number }
	| { readonly finalized: string; readonly index: number }
	| { readonly usurped: string };

export type StatusListener = (status: TransactionStatus) => void;

/** A transaction that waits. */
export interface PoolEntry {
	/** `0x…`, blake2b-256 of the bytes. */
	readonly hash: string;
	readonly bytes: Uint8Array;
	/** Order of arrival. */
	readonly order: number;
	readonly listeners: Set<StatusListener>;
	/** Account (latin1) that its nonce tag names; undefined for unsigned ones. */
	readonly sender: string | undefined;
	priority: bigint;
	provides: readonly string[];
	/** Tags still missing, those on the chain already taken out. */
	requires: Set<string>;
	/** Block from which on the runtime's answer does not hold. */
	validUntil: number;
	checkedAt: number;
	/** Best block on disk when a later check found it invalid; undefined while the last check found it valid. */
	doubtedAt: number | undefined;
	ready: boolean;
}

/** Length of a nonce tag: account (32 bytes) and nonce (u32), as frame_system's CheckNonce makes it. */
const NONCE_TAG_LENGTH = 36;

export function createEntry(
	fields: Pick<PoolEntry, "hash" | "bytes" | "order">,
	validity: ValidTransaction,
	checkedAt: number,
): PoolEntry {
	const tag = validity.provides.find((candidate) => candidate.length === NONCE_TAG_LENGTH);
	const entry: PoolEntry = {
		...fields,
		listeners: new Set(),
		sender: tag?.slice(0, 32),
		priority: 0n,
		provides: [],
		requires: new Set(),
		validUntil: 0,
		checkedAt,
		doubtedAt: undefined,
		ready: false,
	};
	renewEntry(entry, validity, checkedAt);
	return entry;
}

/** Takes over what the runtime says now. */
export function renewEntry(entry: PoolEntry, validity: ValidTransaction, checkedAt: number): void {
	entry.priority = validity.priority;
	entry.provides = validity.provides;
	entry.requires = new Set(validity.requires);
	entry.checkedAt = checkedAt;
	entry.doubtedAt = undefined;
	const most = BigInt(Number.MAX_SAFE_INTEGER - checkedAt);
	entry.validUntil = checkedAt + Number(validity.longevity < most ? validity.longevity : most);
}

export function nonceTag(account: string, nonce: number): string {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(nonce);
	return account + bytes.toString("latin1");
}
