import { setTimeout as delay } from "node:timers/promises";
import type { RunningNode } from "./nodeProcess.js";

const LOOK_MS = 500;

export interface Progress {
	readonly best: number;
	readonly finalized: number;
}

interface Header {
	readonly number: string;
	readonly parentHash: string;
	readonly digest: { readonly logs: readonly string[] };
}

export async function progressOf(node: RunningNode): Promise<Progress> {
	const header = (hash?: string): Promise<Header> =>
		node.rpc("chain_getHeader", hash === undefined ? [] : [hash]);
	const [best, finalized] = await Promise.all([
		header(),
		node.rpc("chain_getFinalizedHead").then((hash: string) => header(hash)),
	]);
	return { best: Number(best.number), finalized: Number(finalized.number) };
}

/** Waits until `done` says so of a node's progress. @throws Error with what was seen last after `withinMs` */
export async function until(
	what: string,
	node: RunningNode,
	done: (progress: Progress) => boolean | Promise<boolean>,
	withinMs = 60_000,
): Promise<Progress> {
	let seen: Progress | undefined;
	for (const deadline = Date.now() + withinMs; Date.now() < deadline; await delay(LOOK_MS)) {
		seen = await progressOf(node);
		if (await done(seen)) return seen;
	}
	throw new Error(
		`${what}: not in ${withinMs / 1000} s; ${node.name} is at ${JSON.stringify(seen)}, its log ends\n${node.log().slice(-2000)}`,
	);
}

/** The hash that each node gives a block. */
export function hashesAt(nodes: Iterable<RunningNode>, number: number): Promise<string[]> {
	return Promise.all([...nodes].map((node) => node.rpc("chain_getBlockHash", [number])));
}

/** How far finality was behind, by looks in between: blocks at most and in the mean. */
export interface Lag {
	readonly most: number;
	readonly mean: number;
}

/** Looks at a node while `work` runs. */
export async function lagDuring<T>(
	node: RunningNode,
	work: () => Promise<T>,
): Promise<{ lag: Lag; result: T }> {
	const lags: number[] = [];
	let working = true;
	const watching = (async () => {
		for (; working; await delay(LOOK_MS)) {
			const { best, finalized } = await progressOf(node);
			lags.push(best - finalized);
		}
	})();
	try {
		const result = await work();
		return { lag: { most: Math.max(...lags), mean: lags.reduce((a, b) => a + b, 0) / lags.length }, result };
	} finally {
		working = false;
		await watching;
	}
}

/** Slots between two blocks of the chain, and in how many of them nobody made a block of it. */
export async function missedBlocks(
	node: RunningNode,
	from: number,
	to: number,
): Promise<{ slots: number; missed: number }> {
	const slots = (await slotOf(node, to)) - (await slotOf(node, from));
	return { slots, missed: slots - (to - from) };
}

async function slotOf(node: RunningNode, number: number): Promise<number> {
	const hash: string = await node.rpc("chain_getBlockHash", [number]);
	const header: Header = await node.rpc("chain_getHeader", [hash]);
	// Digest item 6 (pre-runtime) of the engine "aura": its engine, 4 bytes, then a length and the slot in 8
	const log = header.digest.logs.find((item) => item.startsWith("0x0661757261"));
	if (log === undefined) throw new Error(`block ${number} names no slot`);
	return Number(Buffer.from(log.slice(-16), "hex").readBigUInt64LE());
}
