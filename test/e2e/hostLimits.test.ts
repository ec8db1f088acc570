import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Host, startHost } from "../../chain/host/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc } from "./callRpc.js";
import { writeLoopingRuntime } from "./patchedRuntime.js";

/**
 * A runtime that loops forever, in an RPC call, in the check of a transaction and in a block: the call is ended
 * at its limit and the chain goes on.
 */

/** `Core_version` takes no argument, so any length can stand for the call that loops. */
const LOOPING_CALL = 77;
/** Bytes of `system.remark` in the transactions that loop; their extrinsics have lengths of their own. */
const LOOPS_IN_CHECK = 1001;
const LOOPS_IN_BLOCK = 1201;
const CALL_MS = 1500;

let folder: string;
let host: Host;
let endpoint: string;
let api: ApiPromise;
let socket: WsProvider;
const alice = new Keyring({ type: "sr25519" }).addFromUri("//Alice");

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-host-limits-"));
	const artifact = join(folder, "looping.wasm");
	const overhead = await measureOverhead();
	writeLoopingRuntime(artifact, {
		Core_version: LOOPING_CALL,
		// Checks get a source byte before the extrinsic and a block hash behind it.
		TaggedTransactionQueue_validate_transaction: 1 + overhead + LOOPS_IN_CHECK + 32,
		BlockBuilder_apply_extrinsic: overhead + LOOPS_IN_BLOCK,
	});
	host = await startHost({
		dataDir: join(folder, "chain"),
		port: 0,
		seal: "manual",
		artifact,
		authorCallMs: CALL_MS,
		rpcCallMs: CALL_MS,
		callMemoryMb: 64,
		logger: silentLogger,
	});
	endpoint = host.endpoint.replace("ws", "http");
	socket = new WsProvider(host.endpoint);
	api = await ApiPromise.create({ provider: socket as never, noInitWarn: true });
});

afterAll(async () => {
	await api?.disconnect();
	await host?.stop();
	rmSync(folder, { recursive: true, force: true });
});

describe("a call that never returns", () => {
	it("is ended for an RPC client; others are answered meanwhile, and both threads afterwards", async () => {
		const looping = callRpc(endpoint, "state_call", ["Core_version", `0x${"00".repeat(LOOPING_CALL)}`]);
		const ended = expect(looping).rejects.toThrow(`longer than ${CALL_MS} ms`);
		const other = await callRpc(endpoint, "state_call", ["Core_version", "0x"]);
		expect(other).toMatch(/^0x/);
		expect((await host.sealBlock()).number).toBeGreaterThan(0);
		await ended;
		const both = [1, 2].map(() => callRpc(endpoint, "state_call", ["Core_version", "0x"]));
		expect(await Promise.all(both)).toEqual([other, other]);
	});

	it("is ended in a transaction's check, which is refused and banned", async () => {
		const head = host.head();
		const bad = await remark(LOOPS_IN_CHECK, 0);
		await expect(socket.send("author_submitExtrinsic", [bad])).rejects.toThrow(
			/1002: Verification Error: it ran longer/,
		);
		const good = await remark(10, 0);
		await socket.send("author_submitExtrinsic", [good]);
		await expect(socket.send("author_submitExtrinsic", [bad])).rejects.toThrow("1012");
		expect((await host.sealBlock()).number).toBe(head.number + 1);
		expect(await extrinsics()).toContain(good);
	});

	it("is ended in a block, which is built without the transaction that did it", async () => {
		const head = host.head();
		const before = await remark(20, 1);
		const bad = await remark(LOOPS_IN_BLOCK, 2);
		const after = await remark(20, 3);
		const statuses: unknown[] = [];
		await socket.send("author_submitExtrinsic", [before]);
		await socket.subscribe(
			"author_extrinsicUpdate",
			"author_submitAndWatchExtrinsic",
			[bad],
			(_error, status) => void statuses.push(status),
		);
		await socket.send("author_submitExtrinsic", [after]);
		const sealed = await host.sealBlock();
		expect(sealed.number).toBe(head.number + 1);
		expect(await extrinsics()).toContain(before);
		expect(await extrinsics()).not.toContain(bad);
		await expect.poll(() => statuses).toContain("invalid");
		// The one behind it waits for the nonce that is missing now.
		expect(await socket.send("author_pendingExtrinsics", [])).toEqual([after]);
		await socket.send("author_submitExtrinsic", [await remark(30, 2)]);
		await host.sealBlock();
		expect(await extrinsics()).toContain(after);
	});

	it("is ended among many checks in flight, which all come through, and so does the block asked for meanwhile", async () => {
		const head = host.head();
		const first = await callRpc(endpoint, "system_accountNextIndex", [alice.address]);
		const good = await Promise.all(Array.from({ length: 40 }, (_, index) => remark(40, first + index)));
		const bad = await remark(LOOPS_IN_CHECK, first + 20);
		const offered = [...good.slice(0, 20), bad, ...good.slice(20)];
		const submitted = Promise.allSettled(offered.map((one) => socket.send("author_submitExtrinsic", [one])));
		const sealed = await host.sealBlock();
		expect(sealed.number).toBe(head.number + 1);
		const included = await extrinsics();
		const outcomes = await submitted;
		const refused = outcomes.flatMap((outcome, index) => (outcome.status === "rejected" ? [index] : []));
		expect(refused).toEqual([20]);
		expect(String((outcomes[20] as PromiseRejectedResult).reason)).toMatch(/1002.*ran longer/);
		await host.sealBlock();
		expect([...included, ...(await extrinsics())]).toEqual(expect.arrayContaining(good));
		expect(await callRpc(endpoint, "author_pendingExtrinsics", [])).toEqual([]);
	});

	it("leaves a chain that a fresh host goes on with", async () => {
		const head = host.head();
		await host.stop();
		host = await startHost({ dataDir: join(folder, "chain"), port: 0, seal: "manual", logger: silentLogger });
		expect(host.head()).toEqual(head);
		expect((await host.sealBlock()).number).toBe(head.number + 1);
	});
});

async function extrinsics(): Promise<string[]> {
	return (await callRpc(endpoint, "chain_getBlock", [])).block.extrinsics;
}

async function remark(length: number, nonce: number): Promise<string> {
	const call = api.tx.system?.remark?.(`0x${nonce.toString(16).padStart(2, "0").repeat(length)}`);
	return (await call?.signAsync(alice, { nonce, era: 0 }))?.toHex() ?? "0x";
}

/** Bytes of such an extrinsic around its remark, seen on a chain with the package's own runtime. */
async function measureOverhead(): Promise<number> {
	const plain = await startHost({ dataDir: undefined, port: 0, seal: "manual", logger: silentLogger });
	socket = new WsProvider(plain.endpoint);
	api = await ApiPromise.create({ provider: socket as never, noInitWarn: true });
	const length = (await remark(LOOPS_IN_CHECK, 0)).length / 2 - 1;
	await api.disconnect();
	await plain.stop();
	return length - LOOPS_IN_CHECK;
}
