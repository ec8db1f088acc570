import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Host, startHost } from "../../chain/host/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc } from "./callRpc.js";
import { executeEveryBlock } from "./executeEveryBlock.js";
import { writeLoopingRuntime } from "./patchedRuntime.js";

/** A runtime upgrade by sudo, seen by subscribers, by calls at old and new blocks, and after a restart. */

let folder: string;
let host: Host;
let api: ApiPromise;
let socket: WsProvider;
/** The same runtime with a call that can be told from the old one's: with one byte it never returns. */
let upgraded: Uint8Array;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-host-upgrade-"));
	writeLoopingRuntime(join(folder, "new.wasm"), { Core_version: 1 });
	upgraded = new Uint8Array(readFileSync(join(folder, "new.wasm")));
	host = await start();
	socket = new WsProvider(host.endpoint);
	api = await ApiPromise.create({ provider: socket as never, noInitWarn: true });
});

afterAll(async () => {
	await api?.disconnect();
	await host?.stop();
	rmSync(folder, { recursive: true, force: true });
});

function start(): Promise<Host> {
	return startHost({
		dataDir: join(folder, "chain"),
		port: 0,
		seal: "manual",
		rpcCallMs: 1500,
		logger: silentLogger,
	});
}

const http = () => host.endpoint.replace("ws", "http");
const newCall = (hash: string) => callRpc(http(), "state_call", ["Core_version", "0x00", hash]);

describe("runtime upgrade", () => {
	it("takes effect behind the block that wrote it, and is announced", async () => {
		const versions: unknown[] = [];
		await socket.subscribe("state_runtimeVersion", "state_subscribeRuntimeVersion", [], (_error, version) => {
			versions.push(version);
		});
		await expect.poll(() => versions.length).toBe(1);
		await host.sealBlock();
		const before = host.head().hash;
		const alice = new Keyring({ type: "sr25519" }).addFromUri("//Alice");
		const code = `0x${Buffer.from(upgraded).toString("hex")}`;
		const call = api.tx.system?.setCodeWithoutChecks?.(code);
		const signed = await api.tx.sudo
			?.sudoUncheckedWeight?.(call as never, { refTime: 0, proofSize: 0 })
			.signAsync(alice);
		await socket.send("author_submitExtrinsic", [signed?.toHex()]);
		await host.sealBlock();
		const after = host.head().hash;
		await expect.poll(() => versions.length).toBe(2);
		expect(await callRpc(http(), "state_getStorageSize", ["0x3a636f6465", after])).toBe(upgraded.length);

		await expect(newCall(after)).rejects.toThrow("longer than");
		await expect(newCall(before)).rejects.toThrow("Bad input data");
		for (let sealed = 0; sealed < 3; sealed++) await host.sealBlock();
	});

	it("holds after a restart, and every block still executes with the code of its time", async () => {
		const head = host.head();
		await api.disconnect();
		await host.stop();
		host = await start();
		expect(host.head()).toEqual(head);
		await expect(newCall(head.hash)).rejects.toThrow("longer than");
		await host.sealBlock();
		expect(await executeEveryBlock(http())).toBe(host.head().number);
	});
});
