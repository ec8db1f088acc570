import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { type ChainClient, connectChain } from "../../chain/client/index.js";
import { type Host, type HostOptions, startHost } from "../../chain/host/index.js";
import { blake2b256 } from "../../chain/host/runtime/hashing.js";
import { fromHex } from "../../chain/host/scale/bytes.js";
import { DIGEST, encodeHeader, headerFromJson } from "../../chain/host/scale/header.js";
import { ScaleReader } from "../../chain/host/scale/scaleReader.js";
import { type Keypair, keypairFromUri, sr25519Verify } from "../../chain/wallet/index.js";
import { callRpc } from "./callRpc.js";
import { executeEveryBlock } from "./executeEveryBlock.js";

/**
 * The set of authorities changes under an embedded chain, whose key is //Alice: it makes exactly the blocks that
 * Aura lets that key make, and says so where there are none.
 */

const alice = keypairFromUri("//Alice");
const bob = keypairFromUri("//Bob");
const folder = mkdtempSync(join(tmpdir(), "ganglion-host-authority-"));

/** A host whose errors are kept. */
async function start(
	options: Partial<HostOptions> = {},
): Promise<{ host: Host; http: string; errors: string[] }> {
	const errors: string[] = [];
	const write = (line: string) => void errors.push(line);
	const logger = pino({ level: "error" }, { write });
	const host = await startHost({ dataDir: undefined, port: 0, seal: "manual", logger, ...options });
	return { host, http: host.endpoint.replace("ws", "http"), errors };
}

/** Gives the chain other authorities, by sudo, in the next block. */
async function swap(host: Host, authorities: readonly Keypair[]): Promise<ChainClient> {
	const client = await connectChain({ endpoint: host.endpoint });
	const keys = authorities.map(({ publicKey }) => publicKey);
	const swapped = client.submit(
		{
			pallet: "Sudo",
			call: "sudo",
			args: [{ pallet: "AdminUtils", call: "swap_authorities", args: [keys] }],
		},
		alice,
	);
	await expect.poll(() => client.rpc("author_pendingExtrinsics", [])).toHaveLength(1);
	await callRpc(host.endpoint.replace("ws", "http"), "dev_newBlock", []);
	await swapped;
	return client;
}

/** Slot of a block, after a look at its seal as other engines of Aura take it: by the authorities before it. */
async function checkedSlot(http: string, number: number): Promise<number> {
	const header = headerFromJson(
		await callRpc(http, "chain_getHeader", [await callRpc(http, "chain_getBlockHash", [number])]),
	);
	const at = await callRpc(http, "chain_getBlockHash", [number - 1]);
	const list = new ScaleReader(fromHex(await callRpc(http, "state_call", ["AuraApi_authorities", "0x", at])));
	const authorities = list.list(() => list.take(32));
	const open = { ...header, logs: header.logs.filter((log) => log[0] !== DIGEST.seal) };
	const slotLog = header.logs.find((log) => log[0] === DIGEST.preRuntime) ?? new Uint8Array(0);
	const slot = Number(new ScaleReader(slotLog, 6).u64());
	const seal = header.logs.find((log) => log[0] === DIGEST.seal)?.slice(-64) ?? new Uint8Array(0);
	const key = authorities[slot % authorities.length] ?? new Uint8Array(0);
	expect(sr25519Verify(blake2b256(encodeHeader(open)), seal, key), `seal of block ${number}`).toBe(true);
	return slot;
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("a node whose key is taken out makes no more blocks, and says why, also when it is started again", async () => {
	const dataDir = join(folder, "out");
	const { host, http, errors } = await start({ dataDir });
	await host.sealBlock();
	const client = await swap(host, [bob]);
	const head = host.head();
	expect(await checkedSlot(http, head.number)).toBeGreaterThan(0);
	const why = new RegExp(
		`expected its key ${alice.address} among the chain's authorities, found ${bob.address}`,
	);
	await expect(host.sealBlock()).rejects.toMatchObject({
		code: "NOT_AUTHORITY",
		message: expect.stringMatching(why),
	});
	await expect(callRpc(http, "dev_newBlock", [])).rejects.toThrow(why);
	expect(host.head()).toEqual(head);
	expect(errors).toHaveLength(1);
	expect(errors[0]).toMatch(why);
	expect(await client.balance(alice.address)).toBeGreaterThan(0n);
	expect(await executeEveryBlock(http)).toBe(head.number);
	await client.close();
	await host.stop();

	const again = await start({ dataDir, seal: "interval" });
	// Longer than a slot: a node that kept trying would say it again.
	await new Promise((resolve) => setTimeout(resolve, 2500));
	expect(again.host.head()).toEqual(head);
	expect(again.errors).toHaveLength(1);
	expect(again.errors[0]).toMatch(why);
	await again.host.stop();
});

it.each([
	["first", [alice, bob], 0],
	["second", [bob, alice], 1],
])("a node whose key is the %s of two seals in its own slots", async (_name, authorities, place) => {
	const { host, http, errors } = await start();
	const client = await swap(host, authorities);
	const from = host.head().number + 1;
	for (let sealed = 0; sealed < 4; sealed++) await host.sealBlock();
	const slots: number[] = [];
	for (let number = from; number <= host.head().number; number++) slots.push(await checkedSlot(http, number));
	expect(slots).toHaveLength(4);
	expect(slots.every((slot) => slot % 2 === place)).toBe(true);
	expect(errors).toEqual([]);
	expect(await executeEveryBlock(http)).toBe(host.head().number);
	await client.close();
	await host.stop();
});

it("waits for its own slots by the clock", async () => {
	const { host, http } = await start({ preset: "local", blockMs: 300, seal: "interval" });
	await expect.poll(() => host.head().number, { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
	for (let number = 1; number <= host.head().number; number++) {
		const slot = await checkedSlot(http, number);
		expect(slot % 2).toBe(0);
		expect(slot * 300).toBeLessThanOrEqual(Date.now());
	}
	await host.stop();
});
