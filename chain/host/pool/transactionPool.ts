import type { Logger } from "pino";
import type { Applied } from "../blocks/buildBlock.js";
import { blake2b256 } from "../runtime/hashing.js";
import { fromHex, toHex } from "../scale/bytes.js";
import { ScaleReader } from "../scale/scaleReader.js";
import type { ChainStore } from "../store/chainStore.js";
import type { Author } from "../workers/author.js";
import { createBans } from "./bans.js";
import { orderReady } from "./orderReady.js";
import { createEntry, nonceTag, type PoolEntry, renewEntry, type StatusListener } from "./poolEntry.js";
import { refusals } from "./refusals.js";

export interface PoolLimits {
	readonly count: number;
	readonly bytes: number;
	/** Transactions of one account. */
	readonly perSender: number;
	/** Transactions checked anew after each block. */
	readonly recheckedPerBlock: number;
	/** Transactions handed to the author for one block. */
	readonly perBlock: number;
}

export const POOL_LIMITS: PoolLimits = {
	count: 8192,
	bytes: 64 * 1024 * 1024,
	perSender: 2048,
	recheckedPerBlock: 64,
	perBlock: 4096,
};

/** Largest transaction: more than a block takes. */
const MOST_TRANSACTION_BYTES = 5 * 1024 * 1024;

/** What became of the transactions of a block. */
export interface BlockNews {
	readonly number: number;
	readonly hash: string;
	readonly offered: readonly PoolEntry[];
	/** Extrinsics of the block that no transaction stands for. */
	readonly inherents: number;
	readonly applied: readonly Applied[];
}

/**
 * Transactions that wait for a block. One that is acknowledged is on disk, and stays until it is in a block on
 * disk or the runtime refuses it.
 */
export interface TransactionPool {
	readonly size: number;
	/**
	 * Checks, keeps and writes a transaction; resolves with its hash once it is on disk.
	 * @throws TransactionRefusedError
	 */
	submit(bytes: Uint8Array, listener?: StatusListener): Promise<string>;
	watch(hash: string, listener: StatusListener): () => void;
	/** What the next block should hold, best first. */
	best(): PoolEntry[];
	/** All that wait, those that could go into a block first. */
	pending(): Uint8Array[];
	/** The nonce after those of `account` that wait in an unbroken row from `nonce` on. */
	nextNonce(account: string, nonce: number): number;
	/** Takes a block's transactions out, then checks others anew. */
	onBlock(news: BlockNews): void;
	/** Throws out a transaction that made the author fail. */
	ban(entry: PoolEntry, reason: string): void;
	remove(hash: string): boolean;
	/** Brings back what was waiting when the host ended. */
	reload(): Promise<void>;
	onReady(listener: () => void): void;
}

export function createTransactionPool(
	limits: PoolLimits,
	modules: {
		readonly author: Pick<Author, "validate">;
		readonly store: Pick<ChainStore, "head" | "addWaiting" | "removeWaiting" | "waiting">;
		readonly logger: Logger;
		readonly clock: () => number;
	},
): TransactionPool {
	const { author, store, logger, clock } = modules;
	const entries = new Map<string, PoolEntry>();
	const byTag = new Map<string, PoolEntry>();
	const bySender = new Map<string, number>();
	const entering = new Set<string>();
	const bans = createBans(clock);
	const readyListeners: (() => void)[] = [];
	let bytes = 0;
	let order = 0;

	const tell = (entry: PoolEntry, status: Parameters<StatusListener>[0]) => {
		for (const listener of entry.listeners) listener(status);
	};
	const takeOut = (entry: PoolEntry) => {
		if (!entries.delete(entry.hash)) return;
		for (const tag of entry.provides) if (byTag.get(tag) === entry) byTag.delete(tag);
		bytes -= entry.bytes.length;
		if (entry.sender === undefined) return;
		const left = (bySender.get(entry.sender) ?? 1) - 1;
		if (left === 0) bySender.delete(entry.sender);
		else bySender.set(entry.sender, left);
	};
	const putIn = (entry: PoolEntry) => {
		entries.set(entry.hash, entry);
		for (const tag of entry.provides) byTag.set(tag, entry);
		bytes += entry.bytes.length;
		if (entry.sender !== undefined) bySender.set(entry.sender, (bySender.get(entry.sender) ?? 0) + 1);
	};
	const forget = (gone: readonly PoolEntry[]) => {
		if (gone.length === 0) return;
		store
			.removeWaiting(gone.map((entry) => fromHex(entry.hash)))
			.catch((error) => logger.error({ err: error }, "dropped transactions were not removed from disk"));
	};
	/** Whether each tag that it needs is provided, all the way down to the chain. */
	const isReady = (entry: PoolEntry): boolean => {
		const seen = new Set<PoolEntry>();
		const stack = [entry];
		for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
			if (seen.has(next) || next.ready) continue;
			seen.add(next);
			for (const tag of next.requires) {
				const provider = byTag.get(tag);
				if (provider === undefined) return false;
				stack.push(provider);
			}
		}
		return true;
	};
	/** Marks what has become ready, or is ready no more, and tells the watchers. */
	const refresh = () => {
		const ready = new Set(orderReady(entries.values()));
		for (const entry of entries.values()) {
			if (entry.ready === ready.has(entry)) continue;
			entry.ready = !entry.ready;
			tell(entry, entry.ready ? "ready" : "future");
		}
		if (ready.size > 0) for (const listener of readyListeners) listener();
	};
	const markNew = (entry: PoolEntry) => {
		entry.ready = isReady(entry);
		tell(entry, entry.ready ? "ready" : "future");
		if (!entry.ready) return;
		if ([...entries.values()].some((other) => !other.ready)) refresh();
		else for (const listener of readyListeners) listener();
	};
	/** Makes room by throwing out the worst; false when the newcomer is the worst itself. */
	const makeRoom = (entry: PoolEntry): boolean => {
		if (entry.sender !== undefined && (bySender.get(entry.sender) ?? 0) >= limits.perSender) return false;
		while (entries.size >= limits.count || bytes + entry.bytes.length > limits.bytes) {
			let worst: PoolEntry | undefined;
			for (const other of entries.values())
				if (
					worst === undefined ||
					(worst.ready && !other.ready) ||
					(worst.ready === other.ready && other.priority <= worst.priority)
				)
					worst = other;
			if (worst === undefined || (worst.ready && worst.priority >= entry.priority)) return false;
			takeOut(worst);
			tell(worst, "dropped");
			forget([worst]);
		}
		return true;
	};
	const admit = async (
		hash: string,
		transaction: Uint8Array,
		listener: StatusListener | undefined,
		kept: number | undefined,
	): Promise<void> => {
		const checked = await author.validate(transaction);
		if ("trap" in checked) {
			bans.add(hash);
			throw refusals.verification(checked.trap);
		}
		if (!checked.valid) throw refusals.invalid(checked);
		const fields = { hash, bytes: transaction, order: kept ?? order++ };
		const entry = createEntry(fields, checked, store.head.number);
		const rivals = new Set<PoolEntry>();
		for (const tag of entry.provides) {
			const rival = byTag.get(tag);
			if (rival !== undefined) rivals.add(rival);
		}
		for (const rival of rivals)
			if (rival.priority >= entry.priority) throw refusals.lowPriority(rival.priority, entry.priority);
		for (const rival of rivals) takeOut(rival);
		if (!makeRoom(entry)) {
			for (const rival of rivals) putIn(rival);
			throw refusals.full();
		}
		for (const rival of rivals) tell(rival, { usurped: hash });
		forget([...rivals]);
		if (listener !== undefined) entry.listeners.add(listener);
		putIn(entry);
		const written =
			kept === undefined
				? store.addWaiting({ hash: fromHex(hash), bytes: transaction, order: fields.order })
				: undefined;
		markNew(entry);
		try {
			await written;
		} catch (error) {
			takeOut(entry);
			throw error;
		}
	};
	const enter = async (
		hash: string,
		transaction: Uint8Array,
		listener?: StatusListener,
		kept?: number,
	): Promise<void> => {
		entering.add(hash);
		try {
			await admit(hash, transaction, listener, kept);
		} finally {
			entering.delete(hash);
		}
	};
	/** Checks those again whose last check is oldest; the state that they were checked on has moved on. */
	const recheck = async (number: number): Promise<void> => {
		const oldest = [...entries.values()]
			.filter((entry) => entry.checkedAt < number)
			.sort((a, b) => a.checkedAt - b.checkedAt)
			.slice(0, limits.recheckedPerBlock);
		const gone: PoolEntry[] = [];
		await Promise.all(
			oldest.map(async (entry) => {
				const checked = await author.validate(entry.bytes);
				if (entries.get(entry.hash) !== entry) return;
				if ("trap" in checked || !checked.valid) {
					takeOut(entry);
					if ("trap" in checked) bans.add(entry.hash);
					gone.push(entry);
				} else renewEntry(entry, checked, Math.max(number, store.head.number));
			}),
		);
		for (const entry of gone) tell(entry, "invalid");
		forget(gone);
		if (oldest.length > 0) refresh();
	};
	const byArrival = () => [...entries.values()].sort((a, b) => a.order - b.order);

	return {
		get size() {
			return entries.size;
		},
		async submit(transaction, listener) {
			checkForm(transaction);
			const hash = toHex(blake2b256(transaction));
			if (bans.has(hash)) throw refusals.banned();
			if (entries.has(hash) || entering.has(hash)) throw refusals.known(hash);
			await enter(hash, transaction, listener);
			return hash;
		},
		watch(hash, listener) {
			const entry = entries.get(hash);
			entry?.listeners.add(listener);
			return () => entry?.listeners.delete(listener);
		},
		best: () => orderReady(entries.values()).slice(0, limits.perBlock),
		pending: () => {
			const all = byArrival();
			return [...all.filter((entry) => entry.ready), ...all.filter((entry) => !entry.ready)].map(
				(entry) => entry.bytes,
			);
		},
		nextNonce(account, nonce) {
			let next = nonce;
			while (byTag.has(nonceTag(account, next))) next += 1;
			return next;
		},
		onBlock({ number, hash, offered, inherents, applied }) {
			const gone: PoolEntry[] = [];
			let place = inherents;
			for (const result of applied) {
				const entry = offered[result.index];
				if (entry === undefined) continue;
				if ("outcome" in result) {
					takeOut(entry);
					for (const tag of entry.provides) for (const other of entries.values()) other.requires.delete(tag);
					const index = place++;
					tell(entry, { inBlock: hash, index });
					tell(entry, { finalized: hash, index });
				} else if (!("name" in result.refused) || result.refused.name !== "Future") {
					takeOut(entry);
					bans.add(entry.hash);
					gone.push(entry);
					tell(entry, "invalid");
				}
			}
			for (const entry of [...entries.values()])
				if (entry.validUntil < number) {
					takeOut(entry);
					gone.push(entry);
					tell(entry, "invalid");
				}
			forget(gone);
			if (entries.size === 0) return;
			refresh();
			recheck(number).catch((error) => logger.warn({ err: error }, "waiting transactions were not checked"));
		},
		ban(entry, reason) {
			logger.warn({ hash: entry.hash, reason }, "transaction banned");
			bans.add(entry.hash);
			takeOut(entry);
			tell(entry, "invalid");
			forget([entry]);
		},
		remove(hash) {
			const entry = entries.get(hash);
			if (entry === undefined) return false;
			takeOut(entry);
			tell(entry, "dropped");
			forget([entry]);
			return true;
		},
		async reload() {
			const waiting = store.waiting();
			order = (waiting.at(-1)?.order ?? -1) + 1;
			const refused: Uint8Array[] = [];
			await Promise.all(
				waiting.map(async ({ hash, bytes: kept, order: arrived }) => {
					await enter(toHex(hash), kept, undefined, arrived).catch((error: Error) => {
						logger.info({ hash: toHex(hash), reason: error.message }, "waiting transaction dropped");
						refused.push(hash);
					});
				}),
			);
			if (refused.length > 0) await store.removeWaiting(refused);
		},
		onReady: (listener) => void readyListeners.push(listener),
	};
}

/** An extrinsic carries its own length and a version byte; anything else is refused before the runtime sees it. */
function checkForm(transaction: Uint8Array): void {
	if (transaction.length > MOST_TRANSACTION_BYTES)
		throw refusals.badFormat(`${transaction.length} bytes, ${MOST_TRANSACTION_BYTES} are the most`);
	let body: Uint8Array;
	try {
		const reader = new ScaleReader(transaction);
		body = reader.vector();
		if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes follow the extrinsic`);
		if (body.length === 0) throw new Error("the extrinsic is empty");
	} catch (error) {
		throw refusals.badFormat(error instanceof Error ? error.message : String(error));
	}
}
