import {
	closeSync,
	existsSync,
	mkdtempSync,
	openSync,
	readdirSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportSnapshot, importSnapshot } from "../../chain/host/index.js";
import { callRpc } from "./callRpc.js";
import { executeEveryBlock } from "./executeEveryBlock.js";
import { createTestHosts } from "./testHosts.js";

/** A chain as one file and back: nothing is lost, and a file that is not whole becomes no folder. */

let folder: string;
let snapshot: string;
let head: { readonly number: number; readonly hash: string };
const hosts = createTestHosts();

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-host-snapshot-"));
	snapshot = join(folder, "out", "chain.snapshot");
	const host = await start("chain");
	for (let sealed = 0; sealed < 12; sealed++) await host.sealBlock();
	head = host.head();
	await host.stop();
});

afterAll(async () => {
	await hosts.stop();
	rmSync(folder, { recursive: true, force: true });
});

const start = (name: string) => hosts.start({ dataDir: join(folder, name) });

describe("a snapshot", () => {
	it("is written whole, and becomes a chain that goes on", async () => {
		const written = await exportSnapshot(join(folder, "chain"), snapshot);
		expect(written).toMatchObject({ block: head.number, blockHash: head.hash });
		expect(readdirSync(join(folder, "out"))).toEqual(["chain.snapshot"]);
		expect(await importSnapshot(snapshot, join(folder, "copy"))).toEqual(written);
		const host = await start("copy");
		expect(host.head()).toEqual(head);
		await host.sealBlock();
		const http = host.endpoint.replace("ws", "http");
		expect(await executeEveryBlock(http)).toBe(head.number + 1);
		expect((await callRpc(http, "chain_getBlockHash", [0])) as string).toBe(host.genesisHash);
		await host.stop();
	});

	it("is taken of no chain that runs, and over no file", async () => {
		const host = await start("chain");
		await expect(exportSnapshot(join(folder, "chain"), join(folder, "other"))).rejects.toMatchObject({
			code: "DATA_LOCKED",
		});
		await host.stop();
		const before = statSync(snapshot).mtimeMs;
		await expect(exportSnapshot(join(folder, "chain"), snapshot)).rejects.toMatchObject({
			code: "SNAPSHOT_UNUSABLE",
		});
		expect(statSync(snapshot).mtimeMs).toBe(before);
		await expect(exportSnapshot(join(folder, "nothing"), join(folder, "other"))).rejects.toMatchObject({
			code: "DATA_DAMAGED",
		});
		expect(existsSync(join(folder, "other"))).toBe(false);
	});

	it("is put over no chain", async () => {
		await expect(importSnapshot(snapshot, join(folder, "chain"))).rejects.toMatchObject({
			code: "DATA_DAMAGED",
			message: expect.stringContaining("holds a chain already"),
		});
	});

	it.each([
		["is not there", () => {}],
		["is something else", (file: string) => writeFileSync(file, "something else".repeat(1000))],
		["was cut short", (file: string) => cut(file)],
		["has other bytes in its state", (file: string) => overwrite(file)],
	])("that %s becomes no folder", async (name, damage) => {
		const file = join(folder, `${name}.snapshot`);
		if (!name.includes("not there") && !name.includes("else"))
			await exportSnapshot(join(folder, "chain"), file);
		damage(file);
		const target = join(folder, `from ${name}`);
		await expect(importSnapshot(file, target)).rejects.toMatchObject({ code: "SNAPSHOT_UNUSABLE" });
		expect(existsSync(target) ? readdirSync(target) : []).toEqual([]);
	});
});

function cut(file: string): void {
	truncateSync(file, statSync(file).size >> 1);
}

/** Other bytes in every page behind the two that begin the file. */
function overwrite(file: string): void {
	const opened = openSync(file, "r+");
	for (let at = 2 * 4096; at < statSync(file).size; at += 4096)
		writeSync(opened, Buffer.alloc(64, 7), 0, 64, at + 2048);
	closeSync(opened);
}
