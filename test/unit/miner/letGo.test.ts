import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { engineCommand } from "../../../miner/engine/memoryCap.js";

const LET_GO = new URL("../../../dist/subnets/generation/letGo.js", import.meta.url).href;

it("an engine process gives memory back at once that is let go, and leaves what shares its buffer", async () => {
	const folder = await mkdtemp(join(tmpdir(), "ganglion-let-go-"));
	try {
		const entry = join(folder, "entry.mjs");
		// Arrays are kept, so that no collection could free them.
		await writeFile(
			entry,
			`import { letGo } from ${JSON.stringify(LET_GO)};
			const kept = Array.from({ length: 100 }, () => new Float32Array(2 ** 18).fill(1));
			for (const array of kept) letGo(array);
			for (const array of kept) letGo(array);
			const half = new Float32Array(2 ** 18).fill(1).subarray(2 ** 17);
			letGo(half);
			const { arrayBuffers } = process.memoryUsage();
			console.log(JSON.stringify([kept.every(({ length }) => length === 0), half[0], arrayBuffers < 2 * 2 ** 20]));`,
		);
		const { command, args } = engineCommand({
			entry,
			memoryBytes: 2 ** 30,
			heapMib: 256,
			platform: process.platform,
			execPath: process.execPath,
		});
		const { stdout } = await promisify(execFile)(command, args);
		expect(JSON.parse(stdout)).toEqual([true, 1, true]);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
});
