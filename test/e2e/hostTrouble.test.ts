import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { calls, connectChain } from "../../chain/client/index.js";
import type { Host, HostOptions } from "../../chain/host/index.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { executeEveryBlock } from "./executeEveryBlock.js";
import { createTestHosts } from "./testHosts.js";

/** A disk that is full and a clock that is wrong: one line each, nothing lost, and the chain goes on. */

let folder: string;
let lines: { readonly level: number; readonly msg: string; readonly code?: string }[];
const hosts = createTestHosts();

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-host-trouble-"));
	lines = [];
});

afterEach(async () => {
	await hosts.stop();
	spawnSync("umount", ["--lazy", folder]);
	rmSync(folder, { recursive: true, force: true });
});

function start(options: Partial<HostOptions>): Promise<Host> {
	const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
	return hosts.start({ dataDir: folder, logger, ...options });
}

const troubles = () => lines.filter(({ level }) => level >= 40);

/** Whether a file system of a size of its own can be mounted here (by root, in a machine that lets it). */
function canMount(): boolean {
	const place = mkdtempSync(join(tmpdir(), "ganglion-mount-"));
	const { status } = mount(place, "1m");
	if (status === 0) spawnSync("umount", [place]);
	rmSync(place, { recursive: true });
	return status === 0;
}

function mount(place: string, size: string) {
	return spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", place]);
}

/** Takes the room on the disk, all but what a few hundred blocks need. @returns how to give it back */
function fill(place: string, left = LEFT_BYTES): () => void {
	const { bavail, bsize } = statfsSync(place);
	const file = join(place, `chain.mdb.filler${left}`);
	writeFileSync(file, Buffer.alloc(bavail * bsize - left, 1));
	return () => rmSync(file);
}

/** A little more than a block must find. */
const LEFT_BYTES = 2_300_000;

describe.skipIf(!canMount())("a full disk", () => {
	const DISK = "16m";

	it("is said once, loses nothing, and the same process goes on when there is room", async () => {
		mount(folder, DISK);
		const host = await start({ seal: "interval", blockMs: 20 });
		const free = fill(folder);
		await expect.poll(() => troubles().length, { timeout: 50_000, interval: 200 }).toBeGreaterThan(0);
		const head = host.head();
		const client = await connectChain({ endpoint: host.endpoint });
		const alice = keypairFromUri("//Alice");
		const bob = keypairFromUri("//Bob").address;
		const freeRest = fill(folder, 1_000_000);
		await expect(client.submit(calls.transfer(bob, 1_000_000n), alice)).rejects.toThrow(
			/cannot write to its disk/,
		);
		await new Promise((resolve) => setTimeout(resolve, 1500));
		expect(host.head()).toEqual(head);
		expect(troubles()).toHaveLength(1);
		expect(troubles()[0]).toMatchObject({ code: "STORE_WRITE" });
		expect(troubles()[0]?.msg).toMatch(
			/cannot write to .*bytes of room on the disk are needed, there are \d+/,
		);

		free();
		freeRest();
		await expect.poll(() => host.head().number, { timeout: 10_000 }).toBeGreaterThan(head.number + 3);
		await client.submit(calls.transfer(bob, 1_000_000n), alice);
		expect(lines.map(({ msg }) => msg)).toContain("blocks are built again");
		expect(troubles()).toHaveLength(1);
		await client.close();
		expect(await executeEveryBlock(host.endpoint.replace("ws", "http"), head.number - 2)).toBeGreaterThan(3);
	}, 90_000);

	it("leaves a folder that a later start goes on with", async () => {
		mount(folder, DISK);
		const host = await start({});
		const free = fill(folder);
		let failed: unknown;
		while (failed === undefined)
			await host.sealBlock().catch((error) => {
				failed = error;
			});
		expect(failed).toMatchObject({ code: "STORE_WRITE", remedy: expect.stringMatching(/make room/) });
		const head = host.head();
		await host.stop();
		free();
		const again = await start({});
		expect(again.head()).toEqual(head);
		expect((await again.sealBlock()).number).toBe(head.number + 1);
	}, 90_000);

	it("is named where not even the first block fits", async () => {
		mount(folder, "2m");
		await expect(start({})).rejects.toMatchObject({ code: "STORE_WRITE" });
	});
});

describe("a wrong clock", () => {
	const slotTime = 100;

	it("that is set back: chain time goes on from the last block, and a start goes on likewise", async () => {
		let offset = 0;
		const clock = () => Date.now() + offset;
		const host = await start({ seal: "interval", blockMs: slotTime, clock });
		await expect.poll(() => host.head().number).toBeGreaterThan(2);
		offset = -3_600_000;
		const before = host.head().number;
		await expect.poll(() => host.head().number, { timeout: 5000 }).toBeGreaterThan(before + 3);
		expect(troubles().map(({ msg }) => msg)).toEqual([
			expect.stringMatching(/^the clock went back by 3(599|600) s: chain time goes on from the last block/),
		]);
		await host.stop();
		const again = await start({ seal: "interval", blockMs: slotTime, clock });
		const from = again.head().number;
		await expect.poll(() => again.head().number, { timeout: 5000 }).toBeGreaterThan(from + 2);
		expect(await executeEveryBlock(again.endpoint.replace("ws", "http"))).toBeGreaterThan(from);
	});

	it("that jumps ahead for years and is set right again", async () => {
		let offset = 0;
		const host = await start({ seal: "interval", blockMs: slotTime, clock: () => Date.now() + offset });
		await expect.poll(() => host.head().number).toBeGreaterThan(2);
		offset = 10 * 365 * 86_400_000;
		await expect.poll(() => troubles().length, { timeout: 5000 }).toBe(1);
		expect(troubles()[0]?.msg).toMatch(/the clock is 3153\d{5} s past the last block/);
		const far = host.head().number;
		await expect.poll(() => host.head().number, { timeout: 5000 }).toBeGreaterThan(far + 2);
		offset = 0;
		const back = host.head().number;
		await expect.poll(() => host.head().number, { timeout: 5000 }).toBeGreaterThan(back + 3);
		expect(troubles()).toHaveLength(2);
		expect(troubles()[1]?.msg).toMatch(/went back by 3153\d{5} s/);
		expect(await executeEveryBlock(host.endpoint.replace("ws", "http"))).toBeGreaterThan(back);
	});
});
