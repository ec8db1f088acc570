import { spawn, spawnSync } from "node:child_process";
import {
	closeSync,
	mkdtempSync,
	openSync,
	readdirSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostOptions } from "../../chain/host/index.js";
import { packageRoot } from "../../chain/wallet/index.js";
import { callRpc } from "./callRpc.js";
import { createTestHosts } from "./testHosts.js";

/** A data folder through restarts, and each way in which it can be refused. */

let folder: string;
const hosts = createTestHosts();

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-host-folder-"));
});

afterEach(async () => {
	await hosts.stop();
	rmSync(folder, { recursive: true, force: true });
});

const start = (options: Partial<HostOptions> = {}) => hosts.start({ dataDir: folder, ...options });

const refusal = (code: string, words: RegExp) =>
	expect.objectContaining({
		code,
		message: expect.stringMatching(words),
		remedy: expect.stringMatching(/\w/),
	});

describe("restart", () => {
	it("goes on from the same block with the same state", async () => {
		const first = await start({ blockMs: 400 });
		for (let sealed = 0; sealed < 5; sealed++) await first.sealBlock();
		const head = first.head();
		const { genesisHash } = first;
		const endpoint = first.endpoint.replace("ws", "http");
		const root = (await callRpc(endpoint, "chain_getHeader", [])).stateRoot;
		await first.stop();
		await first.stop();

		const second = await start();
		expect(second.head()).toEqual(head);
		expect(second.genesisHash).toBe(genesisHash);
		expect(second.slotDurationMs).toBe(400);
		const again = second.endpoint.replace("ws", "http");
		expect((await callRpc(again, "chain_getHeader", [])).stateRoot).toBe(root);
		expect((await second.sealBlock()).number).toBe(head.number + 1);
	});

	it("does not go back in time after fast forwarding, under interval sealing either", async () => {
		const first = await start({ blockMs: 300 });
		await callRpc(first.endpoint.replace("ws", "http"), "dev_fastForward", [50]);
		const head = first.head().number;
		await first.stop();
		const second = await start({ seal: "interval" });
		await expect.poll(() => second.head().number, { timeout: 10_000 }).toBeGreaterThan(head + 1);
	});

	it("keeps as many states as it is told, and says which are gone", async () => {
		const host = await start({ keepStates: 5 });
		for (let sealed = 0; sealed < 12; sealed++) await host.sealBlock();
		const endpoint = host.endpoint.replace("ws", "http");
		const hashAt = (number: number) => callRpc(endpoint, "chain_getBlockHash", [number]);
		const numberKey = "0x26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac";
		for (const number of [7, 8, 11, 12]) {
			const value = await callRpc(endpoint, "state_getStorage", [numberKey, await hashAt(number)]);
			expect(Number.parseInt(value.slice(2, 4), 16)).toBe(number);
		}
		const gone = await hashAt(6);
		await expect(callRpc(endpoint, "state_getStorage", [numberKey, gone])).rejects.toThrow(
			`State already discarded for ${gone}`,
		);
		expect((await callRpc(endpoint, "chain_getBlock", [gone])).block.extrinsics).toHaveLength(1);
	});

	it("leaves nothing behind of a temporary chain", async () => {
		const host = await start({ dataDir: undefined });
		await host.sealBlock();
		const { dataDir } = host;
		expect(readdirSync(dataDir).length).toBeGreaterThan(0);
		await host.stop();
		expect(() => statSync(dataDir)).toThrow(/ENOENT/);
	});
});

describe("refusals", () => {
	it("a second copy on the same folder, until the first one ends", async () => {
		const first = await start();
		await expect(start()).rejects.toEqual(refusal("DATA_LOCKED", new RegExp(`process ${process.pid}`)));
		await first.stop();
		expect((await start()).head().number).toBe(0);
	});

	it.skipIf(spawnSync("unshare", ["--net", "true"]).status !== 0)(
		"a second copy in another network namespace, as a container has it, until the first one ends or is killed",
		async () => {
			const main = join(packageRoot(), "dist/cli/main.js");
			const command = [
				process.execPath,
				main,
				"chain",
				"start",
				"--seal",
				"manual",
				"--port",
				"0",
				"--data",
				folder,
			];
			const first = await start();
			const refused = spawn("unshare", ["--net", ...command], { stdio: ["ignore", "ignore", "pipe"] });
			let said = "";
			refused.stderr.on("data", (text) => {
				said += text;
			});
			expect(await new Promise((resolve) => refused.once("exit", resolve))).not.toBe(0);
			expect(said).toContain(`in use by process ${process.pid}`);
			await first.stop();
			expect(readdirSync(folder).sort()).toEqual(["chain.mdb", "chain.mdb-lock"]);

			const [name = "", ...options] = command;
			const other = spawn("unshare", ["--net", name, ...options], { stdio: "pipe" });
			await new Promise<void>((resolve) => {
				for (const stream of [other.stdout, other.stderr])
					stream.on("data", (text) => String(text).includes("chain at") && resolve());
			});
			await expect(start()).rejects.toEqual(refusal("DATA_LOCKED", /process \d+/));
			const ended = new Promise((resolve) => other.once("exit", resolve));
			other.kill("SIGKILL");
			await ended;
			expect((await start()).head().number).toBe(0);
		},
	);

	it("a port that is taken, and the folder is free again", async () => {
		const other = createServer();
		await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
		const { port } = other.address() as { port: number };
		await expect(start({ port })).rejects.toEqual(refusal("PORT_TAKEN", new RegExp(String(port))));
		await new Promise((resolve) => other.close(resolve));
		await start({ port });
	});

	it("another slot duration than the chain has", async () => {
		await (await start({ blockMs: 700 })).stop();
		await expect(start({ blockMs: 900 })).rejects.toEqual(refusal("CHAIN_SETTINGS", /900.*700/));
	});

	it("a preset that does not exist and a genesis that the runtime refuses", async () => {
		await expect(start({ preset: "nothing" })).rejects.toEqual(refusal("GENESIS", /"nothing"/));
		const genesisPatch = { balances: { balances: "many" } };
		await expect(start({ genesisPatch })).rejects.toEqual(refusal("GENESIS", /refuses|cannot build/));
	});

	it("a runtime that is none", async () => {
		const artifact = `${folder}-runtime.wasm`;
		writeFileSync(artifact, "no wasm");
		await expect(start({ artifact })).rejects.toEqual(refusal("RUNTIME_CODE", /wasm/));
		rmSync(artifact);
	});

	it("a folder with other things in it", async () => {
		writeFileSync(join(folder, "thesis.txt"), "mine");
		await expect(start()).rejects.toEqual(refusal("DATA_DAMAGED", /thesis\.txt/));
	});
});

describe("damage", () => {
	async function sealedFolder(): Promise<string> {
		const host = await start();
		for (let sealed = 0; sealed < 3; sealed++) await host.sealBlock();
		await host.stop();
		return join(folder, "chain.mdb");
	}

	it("a store cut short", async () => {
		const file = await sealedFolder();
		truncateSync(file, Math.floor(statSync(file).size / 2));
		await expect(start()).rejects.toEqual(refusal("DATA_DAMAGED", /had/));
	});

	it("a store whose last pages were counted but never written is none", async () => {
		const file = await sealedFolder();
		const meta = openSync(file, "r+");
		// Both meta pages count three pages more than the file has, as after a kill in the middle of a transaction.
		const { size } = statSync(file);
		for (const at of [0, 4096]) {
			const last = Buffer.alloc(8);
			last.writeBigUInt64LE(BigInt(size / 4096 + 2));
			writeSync(meta, last, 0, 8, at + 24 + 24 + 96);
		}
		closeSync(meta);
		const again = await start();
		expect(again.head().number).toBeGreaterThan(0);
	});

	it("a store of other bytes", async () => {
		const file = await sealedFolder();
		writeFileSync(file, Buffer.alloc(statSync(file).size, "x"));
		await expect(start()).rejects.toEqual(refusal("DATA_DAMAGED", /no store/));
	});

	it("pages overwritten behind a whole head", async () => {
		const file = await sealedFolder();
		const pages = Math.floor(statSync(file).size / 4096);
		const handle = openSync(file, "r+");
		const zeros = Buffer.alloc((pages - 2) * 4096);
		writeSync(handle, zeros, 0, zeros.length, 2 * 4096);
		closeSync(handle);
		await expect(start()).rejects.toEqual(refusal("DATA_DAMAGED", /MDB_/));
	});

	it("an empty store is a new chain, one with a stray byte in its state is not", async () => {
		const file = await sealedFolder();
		const { openDatabases } = await import("../../chain/host/store/databases.js");
		const tables = openDatabases(folder);
		const key = [...tables.state.getKeys({ limit: 20 })].at(-1) ?? Buffer.alloc(1);
		await tables.state.put(key, Buffer.from("stray"));
		await tables.root.flushed;
		await tables.root.close();
		await expect(start()).rejects.toEqual(refusal("DATA_DAMAGED", /root/));
		writeFileSync(file, "");
		expect((await start()).head().number).toBe(0);
	});
});
