import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Host, startHost } from "../../chain/host/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc } from "./callRpc.js";
import { type Patch, patchedRuntime } from "./patchedRuntime.js";

/** Runtimes tried on the present state before a chain is given them: good ones, and each way to be wrong. */

let folder: string;
let host: Host;
let version: number;
const http = () => host.endpoint.replace("ws", "http");

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-host-try-"));
	host = await startHost({
		dataDir: join(folder, "chain"),
		port: 0,
		seal: "manual",
		rpcCallMs: 1500,
		callMemoryMb: 64,
		logger: silentLogger,
	});
	await host.sealBlock();
	version = (await callRpc(http(), "state_getRuntimeVersion", [])).specVersion;
});

afterAll(async () => {
	await host?.stop();
	rmSync(folder, { recursive: true, force: true });
});

const tryRuntime = (patch: Patch) =>
	callRpc(http(), "dev_tryRuntime", [`0x${Buffer.from(patchedRuntime(patch)).toString("hex")}`]);

describe("dev_tryRuntime", () => {
	it("finds nothing wrong with the next version, and leaves the chain as it is", async () => {
		const head = host.head();
		const trial = await tryRuntime({ specVersion: version + 1 });
		expect(trial).toMatchObject({
			from: { specName: "ganglion", specVersion: version },
			to: { specName: "ganglion", specVersion: version + 1 },
			problems: [],
		});
		expect(trial.writes).toBeGreaterThan(1);
		expect(host.head()).toEqual(head);
		expect((await callRpc(http(), "state_getRuntimeVersion", [])).specVersion).toBe(version);
	});

	it("names what set_code would refuse", async () => {
		const { problems } = await tryRuntime({});
		expect(problems).toEqual([`its spec_version is ${version}, which must be more than ${version}`]);
		const none = await callRpc(http(), "dev_tryRuntime", ["0x00"]);
		expect(none.to).toBeUndefined();
		expect(none.problems).toEqual([expect.stringContaining("expected a wasm module")]);
	});

	it.each(["Core_initialize_block", "BlockBuilder_finalize_block"])("names a panic in %s", async (method) => {
		const { problems } = await tryRuntime({
			specVersion: version + 1,
			faults: { [method]: { does: "trap" } },
		});
		expect(problems).toEqual([`${method} fails: unreachable`]);
	});

	it("ends a runtime that takes all memory, and one that never returns", async () => {
		const hog = await tryRuntime({
			specVersion: version + 1,
			faults: { Core_initialize_block: { does: "grow" } },
		});
		expect(hog.problems).toEqual(["Core_initialize_block fails: unreachable"]);
		await expect(
			tryRuntime({ specVersion: version + 1, faults: { Core_initialize_block: { does: "loop" } } }),
		).rejects.toThrow("longer than 1500 ms");
		expect((await tryRuntime({ specVersion: version + 1 })).problems).toEqual([]);
	});
});
