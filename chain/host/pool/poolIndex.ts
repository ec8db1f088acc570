import { orderReady } from "./orderReady.js";
import { nonceTag, type PoolEntry } from "./poolEntry.js";

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

/** The waiting transactions by hash, tag and sender. Knows nothing of disks or clients. */
export interface PoolIndex {
	readonly size: number;
	/** Whether all that waits could go into a block. */
	readonly allReady: boolean;
	get(hash: string): PoolEntry | undefined;
	all(): PoolEntry[];
	add(entry: PoolEntry): void;
	/** @returns false when it was not there (any more) */
	remove(entry: PoolEntry): boolean;
	/** Those that provide a tag that `entry` provides: only one of them can be included. */
	rivals(entry: PoolEntry): PoolEntry[];
	/** What must go so that `entry` fits; undefined when it is the one that does not fit. */
	makeRoom(entry: PoolEntry): PoolEntry[] | undefined;
	/** Those that could go into a block, best first. */
	ordered(): PoolEntry[];
	/** Brings `ready` up to date; returns those that it changed. */
	refresh(): PoolEntry[];
	/** The same for one that was just added. */
	refreshNew(entry: PoolEntry): PoolEntry[];
	nextNonce(account: string, nonce: number): number;
}

export function createPoolIndex(limits: PoolLimits): PoolIndex {
	const entries = new Map<string, PoolEntry>();
	const byTag = new Map<string, PoolEntry>();
	const perSender = new Map<string, number>();
	let bytes = 0;
	let waiting = 0;

	const setReady = (entry: PoolEntry, ready: boolean) => {
		waiting += Number(entry.ready) - Number(ready);
		entry.ready = ready;
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
	const refresh = (): PoolEntry[] => {
		const ready = new Set(orderReady(entries.values()));
		const changed: PoolEntry[] = [];
		for (const entry of entries.values()) {
			if (entry.ready === ready.has(entry)) continue;
			setReady(entry, !entry.ready);
			changed.push(entry);
		}
		return changed;
	};
	return {
		get size() {
			return entries.size;
		},
		get allReady() {
			return waiting === 0;
		},
		get: (hash) => entries.get(hash),
		all: () => [...entries.values()],
		add(entry) {
			entries.set(entry.hash, entry);
			for (const tag of entry.provides) byTag.set(tag, entry);
			bytes += entry.bytes.length;
			waiting += Number(!entry.ready);
			if (entry.sender !== undefined) perSender.set(entry.sender, (perSender.get(entry.sender) ?? 0) + 1);
		},
		remove(entry) {
			if (entries.get(entry.hash) !== entry) return false;
			entries.delete(entry.hash);
			for (const tag of entry.provides) if (byTag.get(tag) === entry) byTag.delete(tag);
			bytes -= entry.bytes.length;
			waiting -= Number(!entry.ready);
			if (entry.sender === undefined) return true;
			const left = (perSender.get(entry.sender) ?? 1) - 1;
			if (left === 0) perSender.delete(entry.sender);
			else perSender.set(entry.sender, left);
			return true;
		},
		rivals: (entry) => [
			...new Set(entry.provides.flatMap((tag) => byTag.get(tag) ?? []).filter((other) => other !== entry)),
		],
		makeRoom(entry) {
			if (entry.sender !== undefined && (perSender.get(entry.sender) ?? 0) >= limits.perSender)
				return undefined;
			let surplus = entries.size + 1 - limits.count;
			let surplusBytes = bytes + entry.bytes.length - limits.bytes;
			if (surplus <= 0 && surplusBytes <= 0) return [];
			const going: PoolEntry[] = [];
			for (const worst of [...entries.values()].sort(worstFirst)) {
				if (surplus <= 0 && surplusBytes <= 0) return going;
				if (worst.ready && worst.priority >= entry.priority) return undefined;
				going.push(worst);
				surplus -= 1;
				surplusBytes -= worst.bytes.length;
			}
			return surplus <= 0 && surplusBytes <= 0 ? going : undefined;
		},
		ordered: () => orderReady(entries.values()),
		refresh,
		refreshNew(entry) {
			setReady(entry, isReady(entry));
			// One that closes a gap may make others ready too.
			return entry.ready && waiting > 0 ? [entry, ...refresh().filter((other) => other !== entry)] : [entry];
		},
		nextNonce(account, nonce) {
			let next = nonce;
			while (byTag.has(nonceTag(account, next))) next += 1;
			return next;
		},
	};
}

/** Those with a gap before them first, then those of lowest priority, then the youngest. */
function worstFirst(a: PoolEntry, b: PoolEntry): number {
	if (a.ready !== b.ready) return a.ready ? 1 : -1;
	if (a.priority !== b.priority) return a.priority < b.priority ? -1 : 1;
	return b.order - a.order;
}
