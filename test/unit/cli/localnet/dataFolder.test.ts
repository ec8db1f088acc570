import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkPorts } from "../../../../cli/localnet/checkPorts.js";
import { openDataFolder } from "../../../../cli/localnet/dataFolder.js";
import { type Cheat, defaultCheats } from "../../../../cli/localnet/plan.js";

let folder: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-datafolder-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("openDataFolder", () => {
	it("keeps its folder, and lets it be opened again once released", () => {
		const first = openDataFolder({ path: folder, temporary: false });
		first.release();
		const second = openDataFolder({ path: folder, temporary: false });
		second.release();
		expect(existsSync(join(folder, "localnet.json"))).toBe(true);
		expect(existsSync(join(folder, "localnet.pid"))).toBe(false);
	});

	it("remembers who cheats in its network, and refuses to go on with others", () => {
		const open = (cheats?: readonly Cheat[]) => openDataFolder({ path: folder, temporary: false, cheats });
		open(["slow", "offline"]).release();
		const again = open();
		expect(again.cheats).toEqual(["slow", "offline"]);
		again.release();
		open(["slow", "offline"]).release();
		expect(() => open(["offline", "slow"])).toThrowError(
			expect.objectContaining({ code: "CHEATS_DIFFER", message: expect.stringContaining("slow,offline") }),
		);
		// Made before there was a choice.
		writeFileSync(join(folder, "localnet.json"), '{"format":1}\n');
		const old = open();
		expect(old.cheats).toEqual(defaultCheats);
		old.release();
	});

	it("refuses a folder that a living process holds", () => {
		writeFileSync(join(folder, "localnet.json"), '{"format":1}\n');
		writeFileSync(join(folder, "localnet.pid"), `${process.ppid}\n`);
		expect(() => openDataFolder({ path: folder, temporary: false })).toThrowError(
			expect.objectContaining({ code: "DATA_FOLDER_BUSY", pid: process.ppid }),
		);
	});

	it("takes over the lock of a process that is gone", () => {
		writeFileSync(join(folder, "localnet.json"), '{"format":1}\n');
		writeFileSync(join(folder, "localnet.pid"), "999999999\n");
		openDataFolder({ path: folder, temporary: false }).release();
	});

	it("leaves nothing of a temporary folder", () => {
		const temporary = openDataFolder({ path: undefined, temporary: true });
		expect(existsSync(temporary.path)).toBe(true);
		temporary.release();
		expect(existsSync(temporary.path)).toBe(false);
	});

	it.each([
		["a file in its place", () => writeFileSync(join(folder, "x"), ""), "x"],
		["a marker that is not JSON", () => writeFileSync(join(folder, "localnet.json"), "{"), "."],
		["a marker of another format", () => writeFileSync(join(folder, "localnet.json"), '{"format":9}'), "."],
		["other things without a marker", () => mkdirSync(join(folder, "chain")), "."],
	])("refuses %s", (_, spoil, name) => {
		spoil();
		expect(() => openDataFolder({ path: join(folder, name), temporary: false })).toThrowError(
			expect.objectContaining({ code: "DATA_FOLDER_BROKEN", remedy: expect.stringContaining("--data") }),
		);
	});
});

describe("checkPorts", () => {
	it("names the taken port and who wanted it", async () => {
		const server = createServer();
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		const { port } = server.address() as { port: number };
		await expect(checkPorts([{ port, user: "miner-1" }])).rejects.toMatchObject({
			code: "PORT_TAKEN",
			port,
			message: expect.stringContaining("miner-1"),
		});
		await new Promise((resolve) => server.close(resolve));
		await checkPorts([{ port, user: "miner-1" }]);
	});
});
