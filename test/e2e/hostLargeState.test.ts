import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { calls, connectChain } from "../../chain/client/index.js";
import { exportSnapshot, type Host, importSnapshot, startHost } from "../../chain/host/index.js";
import { blake2b256 } from "../../chain/host/runtime/hashing.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc } from "./callRpc.js";
import { executeEveryBlock } from "./executeEveryBlock.js";

/** A state that is larger than what is read in full at a start; `npm run bench -- long` does it with a million keys. */

const KEYS = 12_000;
const A_BLOCK = 4000;
const PREFIX = "0x6c61726765207374617465";

let folder: string;
let host: Host;
let http: string;

/** Keys longer than the store's own may be, the first one the beginning of the second. */
const LONG = [`${PREFIX}${"cd".repeat(2000)}`, `${PREFIX}${"cd".repeat(2000)}00`];

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const keyOf = (index: number) => `${PREFIX}${hex(blake2b256(Buffer.from(`key ${index}`)))}`;
/** Empty values, values in the node, and values that the trie holds by their hash. */
const valueAt = (index: number) => `0x${"ab".repeat(index % 41)}`;

async function start(name: string): Promise<void> {
	host = await startHost({
		dataDir: join(folder, name),
		port: 0,
		seal: "instant",
		logger: silentLogger,
		keepStates: 1000,
		rpcCallMs: 30_000,
	});
	http = host.endpoint.replace("ws", "http");
}

async function root(hash?: string): Promise<string> {
	return (await callRpc(http, "chain_getHeader", hash === undefined ? [] : [hash])).stateRoot;
}

async function keysFound(): Promise<string[]> {
	const found: string[] = [];
	for (;;) {
		const page = await callRpc(http, "state_getKeysPaged", [PREFIX, 1000, found.at(-1) ?? null]);
		found.push(...page);
		if (page.length < 1000) return found;
	}
}

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-large-state-"));
	await start("chain");
	const client = await connectChain({ endpoint: host.endpoint });
	const alice = keypairFromUri("//Alice");
	for (let at = 0; at < KEYS; at += A_BLOCK) {
		const items = Array.from({ length: A_BLOCK }, (_, index) => [keyOf(at + index), valueAt(at + index)]);
		const call = { pallet: "System", call: "set_storage", args: [items] };
		await client.submit(calls.sudoUncheckedWeight(call), alice);
	}
	const long = {
		pallet: "System",
		call: "set_storage",
		args: [LONG.map((key, index) => [key, valueAt(index + 1)])],
	};
	await client.submit(calls.sudoUncheckedWeight(long), alice);
	// Some go again, so that branches vanish and others move.
	const gone = Array.from({ length: 1000 }, (_, index) => keyOf(index * 3));
	await client.submit(
		calls.sudoUncheckedWeight({ pallet: "System", call: "kill_storage", args: [gone] }),
		alice,
	);
	await client.close();
}, 120_000);

afterAll(async () => {
	await host.stop();
	rmSync(folder, { recursive: true, force: true });
});

describe("a large state", () => {
	const left = Array.from({ length: KEYS }, (_, index) => index).filter(
		(index) => index % 3 !== 0 || index >= 3000,
	);

	it("is found by its prefix, page by page, every key with its value", async () => {
		expect(await keysFound()).toEqual([...left.map(keyOf), ...LONG].sort());
		for (const index of [1, 41, 3000, 11_999])
			expect(await callRpc(http, "state_getStorage", [keyOf(index)])).toBe(valueAt(index));
		expect(await callRpc(http, "state_getStorage", [keyOf(3)])).toBeNull();
		for (const [index, key] of LONG.entries())
			expect(await callRpc(http, "state_getStorage", [key])).toBe(valueAt(index + 1));
	});

	it("goes through a restart, with every state and proof of before", async () => {
		const head = host.head();
		const [before, proof] = [
			await root(),
			await callRpc(http, "state_getReadProof", [[keyOf(1)], head.hash]),
		];
		await host.stop();
		await start("chain");
		expect(host.head()).toEqual(head);
		await host.sealBlock();
		expect(await root(head.hash)).toBe(before);
		expect(await callRpc(http, "state_getReadProof", [[keyOf(1)], head.hash])).toEqual(proof);
		expect(await executeEveryBlock(http)).toBe(head.number + 1);
	}, 120_000);

	it("goes into a snapshot and comes out of it", async () => {
		const [head, before] = [host.head(), await root()];
		await host.stop();
		await exportSnapshot(join(folder, "chain"), join(folder, "snapshot"));
		await importSnapshot(join(folder, "snapshot"), join(folder, "copy"));
		await start("copy");
		expect(host.head()).toEqual(head);
		expect(await root()).toBe(before);
		expect(await keysFound()).toEqual([...left.map(keyOf), ...LONG].sort());
		await host.sealBlock();
		expect(await executeEveryBlock(http, head.number + 1)).toBe(1);
	}, 60_000);
});
