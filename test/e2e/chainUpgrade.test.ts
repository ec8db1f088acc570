import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainClient, calls, connectChain } from "../../chain/client/index.js";
import { artifactFacts, type Host, startHost } from "../../chain/host/index.js";
import { keypairFromUri, packageRoot } from "../../chain/wallet/index.js";
import { chainUpgrade } from "../../cli/commands/chainUpgrade.js";
import { errorSchema } from "../../cli/reportError.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc } from "./callRpc.js";
import { executeEveryBlock } from "./executeEveryBlock.js";
import { patchedRuntime } from "./patchedRuntime.js";

/**
 * Chains made with the runtime of each earlier release, opened by this one: they go on as they were, and
 * `ganglion chain upgrade` moves them to the package's runtime without losing anything.
 */

const ARTIFACTS = join(packageRoot(), "test/fixtures/artifacts");
const BOB = keypairFromUri("//Bob");
const CHARLIE = keypairFromUri("//Charlie");

let folder: string;
let host: Host | undefined;
let client: ChainClient | undefined;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-upgrade-"));
});

afterAll(async () => {
	await client?.close();
	await host?.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function start(name: string, artifact?: string): Promise<{ host: Host; client: ChainClient }> {
	const dataDir = join(folder, name);
	const options = { dataDir, port: 0, seal: "instant" as const, logger: silentLogger };
	host = await startHost(artifact === undefined ? options : { ...options, artifact });
	client = await connectChain({ endpoint: host.endpoint });
	return { host, client };
}

async function stop(): Promise<void> {
	await client?.close();
	await host?.stop();
}

const fits = new Ajv({ allowUnionTypes: true }).compile({
	anyOf: [chainUpgrade.resultSchema ?? false, errorSchema],
});

/** Runs the command as a user would; its document, or its error's. */
function upgrade(...options: string[]): Promise<{ code: number | null; document: Record<string, unknown> }> {
	const main = join(packageRoot(), "dist/cli/main.js");
	const words = ["chain", "upgrade", ...options, "--endpoint", host?.endpoint ?? "", "--json"];
	const child = spawn(process.execPath, [main, ...words], { stdio: ["ignore", "pipe", "ignore"] });
	let out = "";
	child.stdout.on("data", (data) => {
		out += String(data);
	});
	return new Promise((resolve, reject) =>
		child.once("close", (code) => {
			const document = JSON.parse(out) as Record<string, unknown>;
			if (fits(document)) resolve({ code, document });
			else reject(new Error(`no document of its schema: ${out}`));
		}),
	);
}

/** The package's runtime, or the same with a later version where the chain's is no earlier one. */
function laterThan(version: number, name: string): string {
	const artifact = artifactFacts();
	if (artifact.specVersion > version) return artifact.path;
	const file = join(folder, `${name}.wasm`);
	writeFileSync(file, patchedRuntime({ specVersion: version + 1 }));
	return file;
}

describe("a chain of an earlier release", () => {
	for (const file of readdirSync(ARTIFACTS))
		it(`goes on and is moved to this one: ${file}`, { timeout: 60_000 }, async () => {
			const made = await start(file, join(ARTIFACTS, file));
			const amount = 5_000_000_000n;
			await made.client.submit(calls.transfer(BOB.address, amount), keypairFromUri("//Alice"));
			const head = made.host.head();
			const balance = await made.client.balance(BOB.address);
			await stop();

			const reopened = await start(file);
			const { specVersion } = reopened.host.runtime;
			expect(reopened.host.head()).toEqual(head);
			expect(await reopened.client.balance(BOB.address)).toBe(balance);
			const old = reopened.client;
			expect(await old.runtimeApi("GanglionApi", "issuance", [])).toMatchObject({ minted: 0n });
			const later = laterThan(specVersion, file);
			const { code, document } = await upgrade(later);
			// The trial ran its migrations twice, and the second time they changed nothing.
			expect(document).toMatchObject({ enacted: true, problems: [] });
			expect(code).toBe(0);
			await expect.poll(() => old.specVersion, { timeout: 10_000 }).toBeGreaterThan(specVersion);
			expect(await old.balance(BOB.address)).toBe(balance);
			// The client that was connected before knows the new runtime's own calls.
			expect(await old.runtimeApi("GanglionApi", "check_invariants", [])).toBe("Ok");
			// A runtime with a patched version still has the old one where the compiler put it into the code that checks
			// signatures, so that only a real one takes transactions.
			if (later === artifactFacts().path)
				await old.submit(calls.transfer(CHARLIE.address, amount), keypairFromUri("//Alice"));
			for (let sealed = 0; sealed < 3; sealed++) await reopened.host.sealBlock();
			const ran = await executeEveryBlock(reopened.host.endpoint.replace("ws", "http"));
			expect(ran).toBe(reopened.host.head().number);
			await stop();
		});
});

describe("chain upgrade", () => {
	it("tries only, refuses what fails its trial, and leaves the chain its runtime", async () => {
		const { host: running } = await start("tried");
		const { specVersion } = running.runtime;
		const good = join(folder, "good.wasm");
		writeFileSync(good, patchedRuntime({ specVersion: specVersion + 1 }));
		expect((await upgrade(good, "--check")).document).toMatchObject({ enacted: false, problems: [] });
		const bad = join(folder, "bad.wasm");
		const faults = { Core_initialize_block: { does: "trap" } } as const;
		writeFileSync(bad, patchedRuntime({ specVersion: specVersion + 1, faults }));
		const refused = await upgrade(bad);
		expect(refused.code).toBe(3);
		expect(refused.document).toMatchObject({
			error: { code: "UPGRADE_REFUSED", message: expect.stringContaining("Core_initialize_block fails") },
		});
		expect(running.head().number).toBe(0);
		await stop();
	});

	it("leaves a node up whose root wrote bytes that are no runtime", async () => {
		const { host: running, client: root } = await start("bytes");
		const bytes = calls.sudoUncheckedWeight(calls.setCodeWithoutChecks(Uint8Array.of(1, 2, 3)));
		const { blockNumber } = await root.submit(bytes, keypairFromUri("//Alice"));
		expect(running.head().number).toBe(blockNumber);
		const http = running.endpoint.replace("ws", "http");
		const why = /expected a wasm module or its zstd form, came 3 bytes/;
		await expect(running.sealBlock()).rejects.toThrow(why);
		await expect(callRpc(http, "dev_newBlock", [])).rejects.toThrow(why);
		await expect(callRpc(http, "state_call", ["Core_version", "0x"])).rejects.toThrow(why);
		const before = await callRpc(http, "chain_getBlockHash", [blockNumber - 1]);
		expect(await callRpc(http, "state_call", ["Core_version", "0x", before])).toMatch(/^0x/);
		await stop();
		host = await startHost({
			dataDir: join(folder, "bytes"),
			port: 0,
			seal: "instant",
			logger: silentLogger,
		});
		expect(host.head().number).toBe(blockNumber);
		await expect(host.sealBlock()).rejects.toThrow(why);
		await stop();
	});

	it("leaves a node up that was forced to take a runtime that cannot make blocks", async () => {
		const { host: running } = await start("forced");
		const bad = join(folder, "forced.wasm");
		const faults = { Core_initialize_block: { does: "trap" } } as const;
		writeFileSync(bad, patchedRuntime({ specVersion: running.runtime.specVersion + 1, faults }));
		expect((await upgrade(bad, "--force")).document).toMatchObject({ enacted: true });
		const head = running.head();
		await expect(running.sealBlock()).rejects.toThrow("Core_initialize_block");
		const http = running.endpoint.replace("ws", "http");
		expect((await callRpc(http, "chain_getHeader", [])).number).toBe(`0x${head.number.toString(16)}`);
		expect((await callRpc(http, "system_health", [])).peers).toBe(0);
		const before = await callRpc(http, "chain_getBlockHash", [0]);
		expect((await callRpc(http, "state_getMetadata", [before])).length).toBeGreaterThan(1000);
		await stop();
		const again = await start("forced");
		expect(again.host.head()).toEqual(head);
		await stop();
	});
});

it("keeps an artifact of each earlier release", () => {
	const { path, specVersion } = artifactFacts();
	const kept = readdirSync(ARTIFACTS).map((file) => Number.parseInt(file, 10));
	expect(Math.min(...kept)).toBe(1);
	for (let version = 1; version < specVersion; version++) expect(kept).toContain(version);
	expect(readFileSync(path).length).toBeGreaterThan(0);
});
