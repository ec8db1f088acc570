import type { Logger } from "pino";
import type { Applied } from "../blocks/buildBlock.js";
import { blake2b256 } from "../runtime/hashing.js";
import { fromHex, toHex } from "../scale/bytes.js";
import type { ChainStore } from "../store/chainStore.js";
import type { Author } from "../workers/author.js";
import { createBans } from "./bans.js";
import { checkForm } from "./checkForm.js";
import { createEntry, type PoolEntry, renewEntry, type StatusListener } from "./poolEntry.js";
import { createPoolIndex, type PoolLimits } from "./poolIndex.js";
import { refusals } from "./refusals.js";

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
	/** @returns false when it does not wait here */
	remove(hash: string): boolean;
	/** Brings back what was waiting when the host ended. */
	reload(): Promise<void>;
	/** Told when something can go into a block. */
	onReady(listener: () => void): void;
}

export interface PoolModules {
	readonly author: Pick<Author, "validate">;
	readonly store: Pick<ChainStore, "head" | "addWaiting" | "removeWaiting" | "waiting">;
	readonly logger: Logger;
	readonly clock: () => number;
}

export function createTransactionPool(limits: PoolLimits, modules: PoolModules): TransactionPool {
	const { author, store, logger, clock } = modules;
	const index = createPoolIndex(limits);
	const bans = createBans(clock);
	/** Transactions that are being checked. */
	const entering = new Set<string>();
	const readyListeners: (() => void)[] = [];
	let order = 0;
	/**
	 * Whether the last transaction was a good one. Then the next one is written to disk while it is checked, which hides
	 * the check behind the flush; a row of bad ones costs no writes.
	 */
	let writeAhead = false;

	const tell = (entry: PoolEntry, status: Parameters<StatusListener>[0]) => {
		for (const listener of entry.listeners) listener(status);
	};
	const tellReadiness = (changed: readonly PoolEntry[]) => {
		for (const entry of changed) tell(entry, entry.ready ? "ready" : "future");
		if (changed.some((entry) => entry.ready)) for (const listener of readyListeners) listener();
	};
	const removeFromDisk = (hashes: readonly string[]) => {
		if (hashes.length === 0) return;
		store
			.removeWaiting(hashes.map((hash) => fromHex(hash)))
			.catch((error) => logger.error({ err: error }, "dropped transactions were not removed from disk"));
	};
	/** Takes entries out, here and on disk, and tells their watchers why. */
	const drop = (gone: readonly PoolEntry[], status: Parameters<StatusListener>[0]) => {
		const here = gone.filter((entry) => index.remove(entry));
		for (const entry of here) tell(entry, status);
		removeFromDisk(here.map((entry) => entry.hash));
	};
	const check = async (hash: string, bytes: Uint8Array, arrived: number): Promise<PoolEntry> => {
		const checked = await author.validate(bytes);
		if ("trap" in checked) {
			bans.add(hash);
			throw refusals.verification(checked.trap);
		}
		if (!checked.valid) throw refusals.invalid(checked);
		return createEntry({ hash, bytes, order: arrived }, checked, store.head.number);
	};
	/** Puts a checked transaction in where its rivals and the limits let it. */
	const admit = (entry: PoolEntry): void => {
		const rivals = index.rivals(entry);
		const stronger = rivals.find((rival) => rival.priority >= entry.priority);
		if (stronger !== undefined) throw refusals.lowPriority(stronger.priority, entry.priority);
		if (rivals.length === 0) {
			const going = index.makeRoom(entry);
			if (going === undefined) throw refusals.full();
			drop(going, "dropped");
		}
		drop(rivals, { usurped: entry.hash });
		index.add(entry);
	};
	/** Checks those again whose last check is oldest; the state that they were checked on has moved on. */
	const recheck = async (number: number): Promise<void> => {
		const oldest = index
			.all()
			.filter((entry) => entry.checkedAt < number)
			.sort((a, b) => a.checkedAt - b.checkedAt || a.order - b.order)
			.slice(0, limits.recheckedPerBlock);
		const gone: PoolEntry[] = [];
		await Promise.all(
			oldest.map(async (entry) => {
				const checked = await author.validate(entry.bytes);
				if ("trap" in checked) {
					bans.add(entry.hash);
					gone.push(entry);
				} else if (!checked.valid) {
					// The author may be a block ahead of the disk, and that block may hold this very transaction: were it
					// forgotten now, a kill in between would lose both. So it goes once a later block on disk left it waiting.
					if (entry.doubtedAt !== undefined && entry.doubtedAt < store.head.number) gone.push(entry);
					else entry.doubtedAt ??= store.head.number;
				} else if (index.remove(entry)) {
					renewEntry(entry, checked, Math.max(number, store.head.number));
					index.add(entry);
				}
			}),
		);
		drop(gone, "invalid");
		if (oldest.length > 0) tellReadiness(index.refresh());
	};
	return {
		get size() {
			return index.size;
		},
		async submit(bytes, listener) {
			checkForm(bytes);
			const hash = toHex(blake2b256(bytes));
			if (bans.has(hash)) throw refusals.banned();
			if (index.get(hash) !== undefined || entering.has(hash)) throw refusals.known(hash);
			entering.add(hash);
			const arrived = order++;
			const write = () => store.addWaiting({ hash: fromHex(hash), bytes, order: arrived });
			const ahead = writeAhead ? write() : undefined;
			// It is awaited below, unless the check fails first.
			ahead?.catch(() => {});
			try {
				const entry = await check(hash, bytes, arrived);
				if (listener !== undefined) entry.listeners.add(listener);
				admit(entry);
				writeAhead = true;
				const written = ahead ?? write();
				tellReadiness(index.refreshNew(entry));
				await written.catch((error) => {
					index.remove(entry);
					throw error;
				});
			} catch (error) {
				writeAhead = false;
				if (ahead !== undefined && index.get(hash) === undefined) removeFromDisk([hash]);
				throw error;
			} finally {
				entering.delete(hash);
			}
			return hash;
		},
		best: () => index.ordered().slice(0, limits.perBlock),
		pending() {
			const all = index.all().sort((a, b) => a.order - b.order);
			return [...all.filter((entry) => entry.ready), ...all.filter((entry) => !entry.ready)].map(
				(entry) => entry.bytes,
			);
		},
		nextNonce: index.nextNonce,
		onBlock({ number, hash, offered, inherents, applied }) {
			const onChain = new Set<string>();
			const refused: PoolEntry[] = [];
			let moved = false;
			let place = inherents;
			for (const result of applied) {
				const entry = offered[result.index];
				if (entry === undefined) continue;
				if (!("outcome" in result) && "name" in result.refused && result.refused.name === "Future") continue;
				moved = true;
				if ("outcome" in result) {
					index.remove(entry);
					for (const tag of entry.provides) onChain.add(tag);
					const at = place++;
					tell(entry, { inBlock: hash, index: at });
					tell(entry, { finalized: hash, index: at });
				} else {
					bans.add(entry.hash);
					refused.push(entry);
				}
			}
			for (const entry of index.all()) {
				for (const tag of entry.requires) if (onChain.has(tag)) entry.requires.delete(tag);
				if (entry.validUntil < number) refused.push(entry);
			}
			drop(refused, "invalid");
			if (index.size === 0) return;
			tellReadiness(index.refresh());
			recheck(number).catch((error) => logger.warn({ err: error }, "waiting transactions were not checked"));
			// Whoever seals at once goes on with the rest, but only while something moves.
			if (moved && index.ordered().length > 0) for (const listener of readyListeners) listener();
		},
		ban(entry, reason) {
			logger.warn({ hash: entry.hash, reason }, "transaction banned");
			bans.add(entry.hash);
			drop([entry], "invalid");
		},
		remove(hash) {
			const entry = index.get(hash);
			if (entry !== undefined) drop([entry], "dropped");
			return entry !== undefined;
		},
		async reload() {
			const waiting = store.waiting();
			order = (waiting.at(-1)?.order ?? -1) + 1;
			const refused: Uint8Array[] = [];
			for (const checked of await Promise.allSettled(
				waiting.map(({ hash, bytes, order: arrived }) => check(toHex(hash), bytes, arrived)),
			)) {
				if (checked.status === "fulfilled") index.add(checked.value);
				else logger.info({ reason: String(checked.reason) }, "a waiting transaction was dropped");
			}
			for (const { hash } of waiting) if (index.get(toHex(hash)) === undefined) refused.push(hash);
			index.refresh();
			if (refused.length > 0) await store.removeWaiting(refused);
		},
		onReady: (listener) => void readyListeners.push(listener),
	};
}
