import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import type { SubmittableExtrinsic } from "@polkadot/api/types";
import type { KeyringPair } from "@polkadot/keyring/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Host, startHost } from "../../chain/host/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc } from "./callRpc.js";
import { type Charged, type ChargedBlock, countEveryBlock } from "./countEveryBlock.js";

/**
 * No block of the embedded chain reads or writes more than the weights that it was charged say. The same is shown for
 * each call in the fullest state by chain/runtime/src/tests/declared.rs; here it is the host that counts.
 */

let host: Host;
let api: ApiPromise;
let endpoint: string;
const keyring = new Keyring({ type: "sr25519" });
const [alice, bob, eve] = ["//Alice", "//Bob", "//Eve"].map((uri) => keyring.addFromUri(uri)) as [
	KeyringPair,
	KeyringPair,
	KeyringPair,
];
const hotkeys = Array.from({ length: 6 }, (_, index) => keyring.addFromUri(`//Alice//hotkey ${index}`));
const TOKEN = 1_000_000_000n;

type Call = SubmittableExtrinsic<"promise">;

beforeAll(async () => {
	host = await startHost({ dataDir: undefined, port: 0, seal: "instant", logger: silentLogger });
	endpoint = host.endpoint.replace("ws", "http");
	api = await ApiPromise.create({ provider: new WsProvider(host.endpoint) as never, noInitWarn: true });
});

afterAll(async () => {
	await api?.disconnect();
	await host?.stop();
});

function call(pallet: string, name: string, ...args: unknown[]): Call {
	const make = api.tx[pallet]?.[name];
	if (make === undefined) throw new Error(`the runtime has no ${pallet}.${name}`);
	return make(...args);
}

/** Submits a call and waits until it is in a block. @returns the error with which it failed, if any */
function submit(sent: Call, signer: KeyringPair): Promise<string | undefined> {
	return new Promise((resolve, reject) => {
		sent
			.signAndSend(signer, { nonce: -1 }, ({ status, dispatchError, isError }) => {
				if (isError) reject(new Error(status.type));
				if (!status.isFinalized) return;
				if (dispatchError?.isModule) resolve(api.registry.findMetaError(dispatchError.asModule).name);
				else resolve(dispatchError?.toString());
			})
			.catch((error) => reject(new Error(`${sent.method.method}: ${error.message}`)));
	});
}

async function succeed(sent: Call, signer: KeyringPair): Promise<void> {
	expect(await submit(sent, signer), sent.method.method).toBeUndefined();
}

describe("what the host counts", () => {
	let blocks: ChargedBlock[];

	it("is the whole life of a subnet", async () => {
		const [owner, validator, miner, other] = hotkeys as [KeyringPair, KeyringPair, KeyringPair, KeyringPair];
		await succeed(call("subtensorModule", "registerNetwork", owner.address), alice);
		const netuid = 1;
		await succeed(call("subtensorModule", "startCall", netuid), alice);
		await succeed(call("adminUtils", "sudoSetCommitRevealWeightsEnabled", netuid, false), alice);
		for (const hotkey of [validator, miner, other])
			await succeed(call("subtensorModule", "burnedRegister", netuid, hotkey.address), alice);
		await succeed(call("subtensorModule", "addStake", validator.address, netuid, 5_000n * TOKEN), alice);
		await succeed(call("balances", "transferAllowDeath", validator.address, 10n * TOKEN), alice);
		for (let epoch = 0; epoch < 2; epoch++) await callRpc(endpoint, "dev_fastForwardToEpoch", [netuid]);
		await succeed(call("subtensorModule", "setWeights", netuid, [2, 3], [65535, 30000], 0), validator);
		await callRpc(endpoint, "dev_fastForwardToEpoch", [netuid]);
		await callRpc(endpoint, "dev_fastForwardToEpoch", [netuid]);
		await succeed(call("subtensorModule", "removeStake", validator.address, netuid, 100n * TOKEN), alice);
		await succeed(
			call("subtensorModule", "setChildren", validator.address, netuid, [[1n << 62n, other.address]]),
			alice,
		);
		await succeed(call("subtensorModule", "serveAxon", netuid, 1, 134744072, 8091, 4, 0, 0, 0), validator);
		await succeed(call("balances", "transferKeepAlive", eve.address, TOKEN), bob);
		await succeed(
			call("utility", "batchAll", [
				call("balances", "transferKeepAlive", eve.address, TOKEN),
				call("proxy", "addProxy", eve.address, "Any", 0),
			]),
			bob,
		);
		await succeed(
			call("proxy", "proxy", bob.address, null, call("balances", "transferKeepAlive", alice.address, TOKEN)),
			eve,
		);
		await succeed(call("subtensorModule", "unstakeAll", validator.address), alice);
		await callRpc(endpoint, "dev_fastForwardToEpoch", [netuid]);
		await succeed(call("system", "remark", "0x"), bob);
		blocks = await countEveryBlock(api);
		expect(blocks).toHaveLength(host.head().number);
	});

	it("is in no block above the weight that the block was charged", () => {
		expect(blocks.filter((block) => price(block) > block.weight)).toEqual([]);
	});

	it("is in no transaction above its own weight", () => {
		const transactions = blocks.flatMap((block) =>
			block.transactions.filter(({ name }) => !isInherent(name)),
		);
		// what a transaction reads and writes whatever it calls: signer, fee, filters
		const frame = transactions.find(({ name }) => name === "system.remark") as Charged;
		const names = new Set(transactions.map(({ name }) => name));
		expect(names.size).toBeGreaterThan(12);
		const above = transactions.filter(
			(transaction) => price(transaction) - price(frame) > transaction.weight - frame.weight,
		);
		expect(above).toEqual([]);
	});

	/** What the counted reads and writes weigh at the database's prices, in picoseconds. */
	function price({ reads, writes }: Charged): bigint {
		const prices = api.consts.system?.dbWeight as unknown as Record<"read" | "write", bigint>;
		return BigInt(reads) * BigInt(prices.read) + BigInt(writes) * BigInt(prices.write);
	}
});

function isInherent(name: string): boolean {
	return name.startsWith("timestamp.");
}
