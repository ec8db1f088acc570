import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openDatabases } from "../../chain/host/store/databases.js";
import { startWorker } from "../../chain/host/workers/workerHandle.js";
import { silentLogger } from "../unit/host/silentLogger.js";

/** Threads ended: more than the store has places for readers. */
const THREADS = 70;

it("threads that never leave the store are ended without the process, and leave no reader in it", async () => {
	const folder = mkdtempSync(join(tmpdir(), "ganglion-host-threads-"));
	const databases = openDatabases(folder);
	for (let index = 0; index < 256; index++)
		await databases.state.put(Buffer.of(0, index), Buffer.alloc(50, index));
	const setup = { folder, pages: 1, logLevel: 0, stateVersion: 1 } as const;
	const entry = fileURLToPath(new URL("./fixtures/storeReader.mjs", import.meta.url));
	for (let count = 0; count < THREADS; count++) {
		const handle = startWorker(
			{ entry, name: "reader", setup, runtimes: { newest: undefined }, callMs: 1, heapMb: 64 },
			{ logger: silentLogger },
		);
		await expect(handle.request({})).rejects.toMatchObject({ code: "RUNTIME_LIMIT" });
		await handle.stop();
	}
	// A reader that was left behind would keep what it read from being used again.
	const readers = databases.root
		.readerList()
		.split("\n")
		.filter((line) => /^\s*\d/.test(line));
	expect(readers.length).toBeLessThan(5);
	await databases.state.put(Buffer.of(0, 0), Buffer.from("still here"));
	expect(databases.state.getBinary(Buffer.of(0, 0))?.toString()).toBe("still here");
	await databases.root.close();
	rmSync(folder, { recursive: true, force: true });
});
