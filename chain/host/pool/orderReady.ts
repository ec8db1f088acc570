import type { PoolEntry } from "./poolEntry.js";

/**
 * Transactions in the order in which they should go into a block: each after those whose tags it needs, and
 * among those that could be next the one of highest priority, then the one that came first.
 *
 * Those whose tags nobody provides (a gap in the nonces) are left out. O(n log n).
 */
export function orderReady(entries: Iterable<PoolEntry>): PoolEntry[] {
	const missing = new Map<PoolEntry, number>();
	const waitingFor = new Map<string, PoolEntry[]>();
	const heap: PoolEntry[] = [];
	for (const entry of entries) {
		missing.set(entry, entry.requires.size);
		if (entry.requires.size === 0) push(heap, entry);
		for (const tag of entry.requires) {
			const list = waitingFor.get(tag);
			if (list === undefined) waitingFor.set(tag, [entry]);
			else list.push(entry);
		}
	}
	const ordered: PoolEntry[] = [];
	for (let best = pop(heap); best !== undefined; best = pop(heap)) {
		ordered.push(best);
		for (const tag of best.provides) {
			for (const entry of waitingFor.get(tag) ?? []) {
				const left = (missing.get(entry) ?? 0) - 1;
				missing.set(entry, left);
				if (left === 0) push(heap, entry);
			}
			waitingFor.delete(tag);
		}
	}
	return ordered;
}

function before(a: PoolEntry, b: PoolEntry): boolean {
	return a.priority === b.priority ? a.order < b.order : a.priority > b.priority;
}

/** Binary heap, best on top. */
function push(heap: PoolEntry[], entry: PoolEntry): void {
	let at = heap.length;
	heap.push(entry);
	while (at > 0) {
		const above = (at - 1) >> 1;
		const parent = heap[above];
		if (parent === undefined || !before(entry, parent)) break;
		heap[at] = parent;
		at = above;
	}
	heap[at] = entry;
}

function pop(heap: PoolEntry[]): PoolEntry | undefined {
	const top = heap[0];
	const last = heap.pop();
	if (last === undefined || top === undefined || heap.length === 0) return top;
	let at = 0;
	for (;;) {
		let child = 2 * at + 1;
		const left = heap[child];
		if (left === undefined) break;
		const right = heap[child + 1];
		if (right !== undefined && before(right, left)) child += 1;
		const better = heap[child];
		if (better === undefined || !before(better, last)) break;
		heap[at] = better;
		at = child;
	}
	heap[at] = last;
	return top;
}
