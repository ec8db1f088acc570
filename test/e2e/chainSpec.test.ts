import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuthorityKeys, type SpecSource, startHost, writeChainSpec } from "../../chain/host/index.js";
import { storageKey } from "../../chain/host/state/storageKey.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc } from "./callRpc.js";

/** The genesis of a network from a chain's state. What a network then does with it is tested by `.ci/node`. */

const BLOCKS = 7;

/** Pallets of which a network has something of its own; of all others every key stays. */
const OWN = ["Aura", "ChainClock", "Grandpa", "Sudo", "System", "Timestamp"];

let folder: string;
let before: ReadonlyMap<string, string>;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-chain-spec-"));
	const host = await startHost({
		dataDir: join(folder, "chain"),
		port: 0,
		seal: "manual",
		logger: silentLogger,
	});
	for (let sealed = 0; sealed < BLOCKS; sealed++) await host.sealBlock();
	before = await wholeState(host.endpoint.replace("ws", "http"));
	await host.stop();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function wholeState(endpoint: string): Promise<ReadonlyMap<string, string>> {
	const pairs = (await callRpc(endpoint, "state_getPairs", ["0x"])) as [string, string][];
	return new Map(pairs);
}

/** `:extrinsic_index`, which frame-system has within a block and at genesis. */
const EXTRINSIC_INDEX = "0x3a65787472696e7369635f696e646578";

/** Keys that nobody knows, as far as the runtime can tell. */
const authority = (number: number): AuthorityKeys => ({
	author: keypairFromUri(`//spec//${number}`).publicKey,
	finalizer: keypairFromUri(`//spec//vote//${number}`).publicKey,
});

const root = keypairFromUri("//spec//root").publicKey;

const plan = {
	name: "Test",
	id: "test",
	authorities: [authority(1), authority(2)],
	sudo: root as Uint8Array | undefined,
	bootNodes: [] as string[],
	development: false,
};

const ofChain = (): SpecSource => ({ dataDir: join(folder, "chain") });

describe("a chain spec from an embedded chain", () => {
	it("has every key as it was, but for what belongs to the old blocks", async () => {
		const file = join(folder, "specs", "network.json");
		const facts = await writeChainSpec(file, ofChain(), plan);
		expect(facts.offset).toBe(BLOCKS);
		expect(facts.stateRoot).toMatch(/^0x[0-9a-f]{64}$/);
		expect(readdirSync(join(folder, "specs"))).toEqual(["network.json"]);
		const spec = JSON.parse(readFileSync(file, "utf8"));
		expect(spec).toMatchObject({ name: "Test", id: "test", chainType: "Live", bootNodes: [] });
		const top = new Map(Object.entries(spec.genesis.raw.top as Record<string, string>));
		expect(top.has(hexKey("System", "Number"))).toBe(false);
		expect(top.has(hexKey("Timestamp", "Now"))).toBe(false);
		expect(top.get(hexKey("Sudo", "Key"))).toBe(`0x${hex(root)}`);
		expect(top.get(hexKey("Aura", "Authorities"))).toBe(
			`0x08${hex(authority(1).author)}${hex(authority(2).author)}`,
		);
		const changed = [...new Set([...before.keys(), ...top.keys()])].filter(
			(key) => before.get(key) !== top.get(key) && key !== EXTRINSIC_INDEX,
		);
		const pallets = OWN.map((pallet) => hexKey(pallet, "").slice(0, 34));
		expect(changed.filter((key) => !pallets.some((prefix) => key.startsWith(prefix)))).toEqual([]);
		const account = hexKey("System", "Account");
		expect(changed.filter((key) => key.startsWith(account))).toEqual([]);
		expect(top.get("0x3a636f6465")).toBe(before.get("0x3a636f6465"));
	});

	it("is not written over a file, of a running chain, or of none", async () => {
		const file = join(folder, "network.json");
		await writeChainSpec(file, ofChain(), plan);
		await expect(writeChainSpec(file, ofChain(), plan)).rejects.toMatchObject({
			code: "CHAIN_SPEC_UNUSABLE",
			message: `the chain spec ${file}: it is there already`,
		});
		await expect(
			writeChainSpec(join(folder, "none.json"), { dataDir: join(folder, "nowhere") }, plan),
		).rejects.toMatchObject({ code: "DATA_DAMAGED" });
		const host = await startHost({
			dataDir: join(folder, "chain"),
			port: 0,
			seal: "manual",
			logger: silentLogger,
		});
		try {
			await expect(writeChainSpec(join(folder, "live.json"), ofChain(), plan)).rejects.toMatchObject({
				code: "DATA_LOCKED",
			});
		} finally {
			await host.stop();
		}
		expect(existsSync(join(folder, "live.json"))).toBe(false);
	});

	it("puts no key in charge that everybody knows, unless that is wanted", async () => {
		const file = join(folder, "known.json");
		await expect(writeChainSpec(file, ofChain(), { ...plan, sudo: undefined })).rejects.toMatchObject({
			code: "GENESIS",
			message: expect.stringContaining(
				"the secret key of the root 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
			),
		});
		const alice = { author: keypairFromUri("//Alice").publicKey, finalizer: authority(1).finalizer };
		await expect(writeChainSpec(file, ofChain(), { ...plan, authorities: [alice] })).rejects.toMatchObject({
			code: "GENESIS",
			message: expect.stringContaining("anybody could author and finalize"),
		});
		await expect(writeChainSpec(file, ofChain(), { ...plan, authorities: [] })).rejects.toMatchObject({
			message: "the runtime refuses the network: expected 1 to 32 authorities, got 0",
		});
		expect(existsSync(file)).toBe(false);
		const { exposed } = await writeChainSpec(file, ofChain(), {
			...plan,
			authorities: [alice],
			sudo: undefined,
			development: true,
		});
		expect(
			exposed
				.map(({ free }) => free)
				.sort()
				.at(-1),
		).toBe(1_000_000_000_000_000n);
		expect(JSON.parse(readFileSync(file, "utf8")).chainType).toBe("Local");
	});

	it("says which runtime is too old for it", async () => {
		const old = join(import.meta.dirname, "..", "fixtures", "artifacts", "1.wasm");
		await expect(
			writeChainSpec(join(folder, "old.json"), { preset: "development", patches: [], artifact: old }, plan),
		).rejects.toMatchObject({ code: "GENESIS", remedy: expect.stringContaining("ganglion chain upgrade") });
	});

	it("begins at height 0 from a preset", async () => {
		const facts = await writeChainSpec(
			join(folder, "preset.json"),
			{ preset: "local", patches: [{ subtensorModule: { tempo: 99 } }], artifact: undefined },
			plan,
		);
		expect(facts.offset).toBe(0);
		await expect(
			writeChainSpec(
				join(folder, "wrong.json"),
				{ preset: "nowhere", patches: [], artifact: undefined },
				plan,
			),
		).rejects.toMatchObject({ code: "GENESIS" });
	});
});

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}

function hexKey(pallet: string, item: string): string {
	return `0x${hex(Buffer.from(storageKey(pallet, item), "latin1"))}`;
}
