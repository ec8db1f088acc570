import { describe, expect, it } from "vitest";
import type { TransactionRefusedError } from "../../../chain/host/errors.js";
import { orderReady } from "../../../chain/host/pool/orderReady.js";
import { createEntry, nonceTag, type TransactionStatus } from "../../../chain/host/pool/poolEntry.js";
import { POOL_LIMITS } from "../../../chain/host/pool/poolIndex.js";
import { createTransactionPool } from "../../../chain/host/pool/transactionPool.js";
import type { ValidTransaction } from "../../../chain/host/scale/validity.js";
import type { Checked } from "../../../chain/host/workers/checked.js";
import { silentLogger } from "./silentLogger.js";

/** A transaction of an account with a nonce; the account is one letter, the next nonce on the chain is 0. */
interface Sample {
	readonly account: string;
	readonly nonce: number;
	readonly priority?: number;
	readonly longevity?: number;
	readonly salt?: number;
}

const account = (name: string) => name.repeat(32);

function encode({ account: name, nonce, priority = 1, longevity = 64, salt = 0 }: Sample): Uint8Array {
	return Uint8Array.of(6 << 2, name.charCodeAt(0), nonce, priority, longevity, salt, 0);
}

/** What CheckNonce would say while the chain's nonce of every account is `chainNonce`. */
function validityOf(bytes: Uint8Array, chainNonce: number): Checked {
	const name = account(String.fromCharCode(bytes[1] ?? 0));
	const [nonce = 0, priority = 0, longevity = 0] = [bytes[2], bytes[3], bytes[4]];
	if (nonce < chainNonce) return { valid: false, kind: "invalid", name: "Stale" };
	return {
		valid: true,
		priority: BigInt(priority),
		requires: nonce > chainNonce ? [nonceTag(name, nonce - 1)] : [],
		provides: [nonceTag(name, nonce)],
		longevity: BigInt(longevity),
		propagate: true,
	};
}

function createPool(limits: Partial<typeof POOL_LIMITS> = {}) {
	const world = { chainNonce: 0, head: 1, trap: undefined as string | undefined, now: 1_000_000 };
	const kept = new Map<string, { hash: Uint8Array; bytes: Uint8Array; order: number }>();
	const name = (hash: Uint8Array) => Buffer.from(hash).toString("hex");
	const pool = createTransactionPool(
		{ ...POOL_LIMITS, ...limits },
		{
			author: {
				validate: async (bytes) =>
					world.trap === undefined ? validityOf(bytes, world.chainNonce) : { trap: world.trap },
			},
			store: {
				get head() {
					return { number: world.head, hash: new Uint8Array(32) };
				},
				addWaiting: async (one) => void kept.set(name(one.hash), one),
				removeWaiting: async (hashes) => {
					for (const hash of hashes) kept.delete(name(hash));
				},
				waiting: () => [...kept.values()].sort((a, b) => a.order - b.order),
			},
			logger: silentLogger,
			clock: () => world.now,
		},
	);
	/** Takes the best transactions into a block and tells the pool. */
	const seal = () => {
		const offered = pool.best();
		world.head += 1;
		world.chainNonce = Math.max(world.chainNonce, ...offered.map((one) => (one.bytes[2] ?? 0) + 1));
		pool.onBlock({
			number: world.head,
			hash: `0x${world.head}`,
			offered,
			inherents: 1,
			applied: offered.map((_, index) => ({ index, outcome: Uint8Array.of(0, 0) })),
		});
		return offered;
	};
	return { pool, world, kept, seal };
}

const refusedWith = (rpcCode: number, data?: string) =>
	expect.objectContaining<Partial<TransactionRefusedError>>(
		data === undefined ? { rpcCode } : { rpcCode, data },
	);

describe("order of a block", () => {
	const entry = (order: number, validity: Partial<ValidTransaction>) =>
		createEntry(
			{ hash: `0x${order}`, bytes: new Uint8Array(1), order },
			{
				valid: true,
				priority: 0n,
				requires: [],
				provides: [],
				longevity: 1n,
				propagate: true,
				...validity,
			},
			0,
		);

	it("puts what others need before them, whatever their priority", () => {
		const first = entry(2, { provides: ["a"], priority: 1n });
		const second = entry(1, { requires: ["a"], provides: ["b"], priority: 9n });
		const third = entry(0, { requires: ["b"], priority: 99n });
		const rich = entry(3, { priority: 5n });
		expect(orderReady([third, second, first, rich])).toEqual([rich, first, second, third]);
	});

	it("goes by arrival at the same priority and leaves out what lacks a tag", () => {
		const list = Array.from({ length: 300 }, (_, index) => entry((index * 7) % 300, {}));
		const orphan = entry(999, { requires: ["nobody"] });
		expect(orderReady([orphan, ...list]).map((one) => one.order)).toEqual(list.map((_, index) => index));
	});
});

describe("pool", () => {
	it("keeps a transaction with a nonce gap until the gap is closed", async () => {
		const { pool } = createPool();
		const statuses: TransactionStatus[] = [];
		await pool.submit(encode({ account: "a", nonce: 1 }), (status) => statuses.push(status));
		expect(statuses).toEqual(["future"]);
		expect(pool.best()).toHaveLength(0);
		await pool.submit(encode({ account: "a", nonce: 0 }));
		expect(statuses).toEqual(["future", "ready"]);
		expect(pool.best().map((one) => one.bytes[2])).toEqual([0, 1]);
		expect(pool.nextNonce(account("a"), 0)).toBe(2);
	});

	it("acknowledges only what is on disk, and takes it off disk with the reason", async () => {
		const { pool, kept, world } = createPool();
		await pool.submit(encode({ account: "a", nonce: 0 }));
		expect(kept.size).toBe(1);
		world.chainNonce = 5;
		const block = async () => {
			world.head += 1;
			pool.onBlock({ number: world.head, hash: "0x", offered: [], inherents: 1, applied: [] });
			await new Promise((resolve) => setTimeout(resolve, 5));
		};
		// The author may have found it outdated by a block that is not on disk yet: it stays until one more is.
		await block();
		expect([pool.size, kept.size]).toEqual([1, 1]);
		await block();
		expect([pool.size, kept.size]).toEqual([0, 0]);
	});

	it("writes the next transaction while it is checked, and a refused one leaves nothing on disk", async () => {
		const { pool, kept } = createPool();
		const bad = { account: "b", nonce: 0, priority: 3 };
		await pool.submit(encode({ account: "a", nonce: 0 }));
		const next = pool.submit(encode(bad));
		expect(kept.size).toBe(2);
		await next;
		await expect(pool.submit(encode({ ...bad, priority: 2 }))).rejects.toEqual(refusedWith(1014));
		expect(kept.size).toBe(2);
		// Behind a refused one nothing is written before its check.
		const checked = pool.submit(encode({ account: "c", nonce: 0 }));
		expect(kept.size).toBe(2);
		await checked;
		expect(kept.size).toBe(3);
	});

	it("tells a watcher the block, its place, and that it is final", async () => {
		const { pool, seal } = createPool();
		const statuses: TransactionStatus[] = [];
		await pool.submit(encode({ account: "b", nonce: 0, priority: 9 }));
		await pool.submit(encode({ account: "a", nonce: 0 }), (status) => statuses.push(status));
		seal();
		expect(statuses).toEqual(["ready", { inBlock: "0x2", index: 2 }, { finalized: "0x2", index: 2 }]);
		expect(pool.size).toBe(0);
	});

	it("replaces a transaction by one of higher priority with the same nonce only", async () => {
		const { pool } = createPool();
		const statuses: TransactionStatus[] = [];
		await pool.submit(encode({ account: "a", nonce: 0, priority: 5 }), (status) => statuses.push(status));
		const weak = encode({ account: "a", nonce: 0, priority: 5, salt: 1 });
		await expect(pool.submit(weak)).rejects.toEqual(refusedWith(1014));
		const hash = await pool.submit(encode({ account: "a", nonce: 0, priority: 6 }));
		expect(statuses).toEqual(["ready", { usurped: hash }]);
		expect(pool.best()).toHaveLength(1);
	});

	it("names its refusals as clients know them", async () => {
		const { pool, world } = createPool();
		const good = encode({ account: "a", nonce: 0 });
		await pool.submit(good);
		await expect(pool.submit(good)).rejects.toEqual(refusedWith(1013));
		await expect(pool.submit(Uint8Array.of(9 << 2, 1))).rejects.toEqual(refusedWith(1001));
		await expect(pool.submit(Uint8Array.of(1 << 2, 1, 1))).rejects.toEqual(refusedWith(1001));
		world.chainNonce = 3;
		const stale = encode({ account: "a", nonce: 1, salt: 7 });
		await expect(pool.submit(stale)).rejects.toEqual(refusedWith(1010, "Transaction is outdated"));
	});

	it("bans what makes the runtime fail, for half an hour", async () => {
		const { pool, world } = createPool();
		world.trap = "unreachable";
		const bad = encode({ account: "a", nonce: 0 });
		await expect(pool.submit(bad)).rejects.toEqual(refusedWith(1002));
		world.trap = undefined;
		await expect(pool.submit(bad)).rejects.toEqual(refusedWith(1012));
		world.now += 31 * 60_000;
		await expect(pool.submit(bad)).resolves.toMatch(/^0x/);
	});

	it("drops the worst when it is full, and refuses what is worse than all", async () => {
		const { pool } = createPool({ count: 3 });
		const dropped: TransactionStatus[] = [];
		await pool.submit(encode({ account: "a", nonce: 0, priority: 5 }));
		await pool.submit(encode({ account: "b", nonce: 3, priority: 9 }), (status) => dropped.push(status));
		await pool.submit(encode({ account: "c", nonce: 0, priority: 4 }));
		// The one with a gap goes first, however high its priority.
		await pool.submit(encode({ account: "d", nonce: 0, priority: 6 }));
		expect(dropped).toEqual(["future", "dropped"]);
		await expect(pool.submit(encode({ account: "e", nonce: 0, priority: 4 }))).rejects.toEqual(
			refusedWith(1016),
		);
		expect(pool.size).toBe(3);
	});

	it("limits the transactions of one account", async () => {
		const { pool } = createPool({ perSender: 2 });
		await pool.submit(encode({ account: "a", nonce: 0 }));
		await pool.submit(encode({ account: "a", nonce: 1 }));
		await expect(pool.submit(encode({ account: "a", nonce: 2 }))).rejects.toEqual(refusedWith(1016));
		await pool.submit(encode({ account: "b", nonce: 0 }));
	});

	it("ends a transaction whose time has passed", async () => {
		const { pool, world } = createPool();
		const statuses: TransactionStatus[] = [];
		await pool.submit(encode({ account: "a", nonce: 1, longevity: 2 }), (status) => statuses.push(status));
		world.head += 3;
		pool.onBlock({ number: world.head, hash: "0x", offered: [], inherents: 1, applied: [] });
		expect(statuses).toEqual(["future", "invalid"]);
	});

	it("lets a transaction through whose predecessor went into a block", async () => {
		const { pool, seal } = createPool({ perBlock: 1 });
		await pool.submit(encode({ account: "a", nonce: 0 }));
		await pool.submit(encode({ account: "a", nonce: 1 }));
		expect(seal().map((one) => one.bytes[2])).toEqual([0]);
		expect(pool.best().map((one) => one.bytes[2])).toEqual([1]);
	});

	it("brings back what was waiting, in its order", async () => {
		const first = createPool();
		for (const nonce of [2, 0, 1]) await first.pool.submit(encode({ account: "a", nonce }));
		const second = createPool();
		for (const [hash, one] of first.kept) second.kept.set(hash, one);
		second.world.chainNonce = 1;
		await second.pool.reload();
		expect(second.pool.best().map((one) => one.bytes[2])).toEqual([1, 2]);
		expect(second.kept.size).toBe(2);
		await second.pool.submit(encode({ account: "b", nonce: 1 }));
		expect(Math.max(...[...second.kept.values()].map((one) => one.order))).toBe(3);
	});
});
