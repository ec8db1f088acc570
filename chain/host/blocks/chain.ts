import type { Logger } from "pino";
import { NotAuthorityError } from "../errors.js";
import type { PoolEntry } from "../pool/poolEntry.js";
import type { TransactionPool } from "../pool/transactionPool.js";
import { fromHex, toHex } from "../scale/bytes.js";
import { decodeHeader, type HeaderJson, headerToJson } from "../scale/header.js";
import type { BlockRecord } from "../store/blockRecord.js";
import type { ChainStore } from "../store/chainStore.js";
import type { Author } from "../workers/author.js";
import type { AuthoredBlock } from "../workers/protocol.js";
import { WorkerLostError } from "../workers/workerHandle.js";
import { type Authorship, ownSlotFrom, sameAuthorship } from "./authorship.js";
import type { ChainClock } from "./chainClock.js";

/** A block that is on disk, as listeners are told of it. */
export interface SealedBlock {
	readonly number: number;
	/** `0x…` */
	readonly hash: string;
	readonly header: HeaderJson;
	/** Keys (latin1) that it wrote, with their new values. */
	readonly changes: ReadonlyMap<string, Uint8Array | undefined>;
	readonly codeChanged: boolean;
	readonly extrinsics: number;
}

export type BlockListener = (block: SealedBlock) => void;

/** The growing chain: builds one block after the other, each on disk before anyone hears of it. */
export interface Chain {
	/**
	 * Seals one block, in the next slot that is this node's. Calls made meanwhile wait their turn.
	 * @throws NotAuthorityError
	 */
	seal(options?: { readonly keepPace?: boolean }): Promise<SealedBlock>;
	/** Slot of the best block; 0 at genesis. */
	readonly slot: number;
	/** The first slot from `slot` on in which this node may make a block; undefined where it may make none. */
	ownSlotFrom(slot: number): number | undefined;
	onBlock(listener: BlockListener): () => void;
	/** Resolves when no block is being built. */
	settled(): Promise<void>;
}

/** Times that a block is begun anew when a transaction made the author fail. */
const MOST_ATTEMPTS = 8;
/** Share of a slot that is spent on filling the block, and the bounds (ms) of that time. */
const FILL_SHARE = 0.5;
const FILL_LEAST_MS = 100;
const FILL_MOST_MS = 5_000;

export function createChain(
	options: { readonly slot: number; readonly authorship: Authorship },
	modules: {
		readonly store: ChainStore;
		readonly author: Author;
		readonly pool: TransactionPool;
		readonly time: ChainClock;
		readonly logger: Logger;
	},
): Chain {
	const { store, author, pool, time, logger } = modules;
	const listeners = new Set<BlockListener>();
	const fillMs = Math.min(FILL_MOST_MS, Math.max(FILL_LEAST_MS, time.slotDurationMs * FILL_SHARE));
	let { slot, authorship } = options;
	let turn: Promise<unknown> = Promise.resolve();

	const sayWhoAuthors = (): void => {
		const { authorities, place, own } = authorship;
		if (place === undefined)
			logger.error({ err: new NotAuthorityError(own, authorities) }, "no block follows");
		else logger.info({ authorities, place }, "this node is one of the chain's authorities");
	};
	if (authorship.place === undefined) sayWhoAuthors();

	const attempt = async (next: number, offered: readonly PoolEntry[]): Promise<AuthoredBlock> =>
		author.build({
			parentHash: store.head.hash,
			number: store.head.number + 1,
			slot: next,
			timestampMs: next * time.slotDurationMs,
			transactions: offered.map((entry) => entry.bytes),
			fillMs,
		});
	const build = async (next: number): Promise<{ built: AuthoredBlock; offered: PoolEntry[] }> => {
		for (let attempts = 1; ; attempts++) {
			const offered = attempts < MOST_ATTEMPTS ? pool.best() : [];
			try {
				return { built: await attempt(next, offered), offered };
			} catch (error) {
				if (!(error instanceof WorkerLostError) || attempts > MOST_ATTEMPTS) throw error;
				const culprit = offered[error.subject];
				if (culprit !== undefined) pool.ban(culprit, error.what);
				else if (error.subject === -1 && attempts > 1) throw error;
			}
		}
	};
	const sealNow = async (keepPace: boolean): Promise<SealedBlock> => {
		const next = ownSlotFrom(authorship, Math.max(time.slot(), slot + 1));
		if (next === undefined) throw new NotAuthorityError(authorship.own, authorship.authorities);
		const started = performance.now();
		const { built, offered } = await build(next);
		const included = includedIn(built, offered);
		const changes = new Map(built.changes);
		await store.writeBlock(
			toRecord(built, included),
			{ values: changes, nodes: built.nodes },
			included.map(({ hash }) => hash),
		);
		slot = next;
		if (!sameAuthorship(authorship, built.authorship)) {
			authorship = built.authorship;
			sayWhoAuthors();
		}
		// Sealing faster than time passes moves chain time ahead; interval sealing then keeps that distance.
		if (keepPace && time.untilSlot(next) > 0) time.setTime(next * time.slotDurationMs);
		const header = decodeHeader(built.header);
		const block: SealedBlock = {
			number: built.number,
			hash: toHex(built.hash),
			header: headerToJson(header),
			changes,
			codeChanged: changes.has(":code"),
			extrinsics: built.inherents.length + included.length,
		};
		for (const listener of listeners) listener(block);
		pool.onBlock({
			number: built.number,
			hash: block.hash,
			offered,
			inherents: built.inherents.length,
			applied: built.applied,
		});
		const ms = Math.round(performance.now() - started);
		logger.debug(
			{ number: block.number, hash: block.hash, extrinsics: block.extrinsics, ms },
			"sealed a block",
		);
		return block;
	};
	return {
		get slot() {
			return slot;
		},
		ownSlotFrom: (from) => ownSlotFrom(authorship, from),
		seal({ keepPace = false } = {}) {
			const sealed = turn.then(() => sealNow(keepPace));
			turn = sealed.catch(() => {});
			return sealed;
		},
		onBlock(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		async settled() {
			await turn;
		},
	};
}

/** A transaction in a block. */
interface Included {
	readonly hash: Uint8Array;
	readonly bytes: Uint8Array;
	readonly outcome: Uint8Array;
}

function includedIn(built: AuthoredBlock, offered: readonly PoolEntry[]): Included[] {
	const included: Included[] = [];
	for (const result of built.applied) {
		if (!("outcome" in result)) continue;
		const entry = offered[result.index];
		if (entry === undefined)
			throw new Error(`the author included transaction ${result.index} of ${offered.length}`);
		included.push({ hash: fromHex(entry.hash), bytes: entry.bytes, outcome: result.outcome });
	}
	return included;
}

function toRecord(built: AuthoredBlock, included: readonly Included[]): BlockRecord {
	const { number, hash, header, inherents } = built;
	return {
		number,
		hash,
		header,
		extrinsics: [...inherents, ...included.map(({ bytes }) => bytes)],
		receipts: [
			...inherents.map(() => undefined),
			...included.map(({ hash, outcome }) => ({ hash, outcome })),
		],
	};
}
