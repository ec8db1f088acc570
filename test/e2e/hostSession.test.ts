import { ApiPromise, Keyring, WsProvider } from "@polkadot/api";
import type { KeyringPair } from "@polkadot/keyring/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Host, startHost } from "../../chain/host/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { executeEveryBlock } from "./executeEveryBlock.js";

/** What wallets, SDKs and a plain curl do with the embedded chain. */

let host: Host;
let api: ApiPromise;
let alice: KeyringPair;
let bob: KeyringPair;

const TOKEN = 1_000_000_000n;
let socket: WsProvider;
const send = (method: string, params: unknown[] = []) => socket.send(method, params);

beforeAll(async () => {
	host = await startHost({
		dataDir: undefined,
		port: 0,
		blockMs: 1000,
		seal: "manual",
		logger: silentLogger,
	});
	socket = new WsProvider(host.endpoint);
	api = await ApiPromise.create({ provider: socket as never, noInitWarn: true });
	const keyring = new Keyring({ type: "sr25519" });
	alice = keyring.addFromUri("//Alice");
	bob = keyring.addFromUri("//Bob");
});

afterAll(async () => {
	await api?.disconnect();
	await host?.stop();
});

describe("@polkadot/api", () => {
	it("connects and reads what the chain is", async () => {
		expect(api.genesisHash.toHex()).toBe(host.genesisHash);
		expect(api.registry.chainSS58).toBe(42);
		expect(api.registry.chainDecimals).toEqual([9]);
		expect(api.consts.aura?.slotDuration?.toString()).toBe("1000");
		expect((await api.rpc.rpc.methods()).methods.length).toBeGreaterThan(80);
	});

	it("watches a transfer from pool to finality and sees its events", async () => {
		const before = await freeBalance(bob.address);
		const statuses: string[] = [];
		const done = new Promise<string[]>((resolve, reject) => {
			api.tx.balances
				?.transferKeepAlive?.(bob.address, TOKEN)
				.signAndSend(alice, (result) => {
					statuses.push(result.status.type);
					if (result.status.isReady) void host.sealBlock();
					if (result.status.isFinalized)
						resolve(result.events.map(({ event }) => `${event.section}.${event.method}`));
				})
				.catch(reject);
		});
		const events = await done;
		expect(statuses).toEqual(["Ready", "InBlock", "Finalized"]);
		expect(events).toContain("balances.Transfer");
		expect(events).toContain("system.ExtrinsicSuccess");
		expect(await freeBalance(bob.address)).toBe(before + TOKEN);
	});

	it("names a fee before and takes it after", async () => {
		const call = api.tx.balances?.transferKeepAlive?.(bob.address, 1n);
		const { partialFee } = (await call?.paymentInfo(alice)) ?? {};
		const before = await freeBalance(alice.address);
		await call?.signAndSend(alice);
		await host.sealBlock();
		expect(before - (await freeBalance(alice.address))).toBe(1n + BigInt(partialFee?.toString() ?? "0"));
	});

	it("counts nonces through the pool, and fills a gap", async () => {
		const start = (await api.rpc.system.accountNextIndex(bob.address)).toNumber();
		const later = await sign(bob, start + 1);
		const first = await sign(bob, start);
		await send("author_submitExtrinsic", [later]);
		expect((await api.rpc.system.accountNextIndex(bob.address)).toNumber()).toBe(start);
		await send("author_submitExtrinsic", [first]);
		expect((await api.rpc.system.accountNextIndex(bob.address)).toNumber()).toBe(start + 2);
		expect(await send("author_pendingExtrinsics")).toEqual([first, later].sort(byPoolOrder(later)));
		await host.sealBlock();
		expect((await api.query.system?.account?.(bob.address))?.toJSON()).toMatchObject({ nonce: start + 2 });
		expect(await send("author_pendingExtrinsics")).toEqual([]);
	});

	it("subscribes to heads and to storage", async () => {
		const numbers: number[] = [];
		const balances: string[] = [];
		const leaveHeads = await api.rpc.chain.subscribeNewHeads(
			(head) => void numbers.push(head.number.toNumber()),
		);
		const leaveStorage = (await api.query.system?.account?.(bob.address, (account: { toJSON(): unknown }) => {
			balances.push(JSON.stringify(account.toJSON()));
		})) as unknown as () => void;
		await send("author_submitExtrinsic", [await sign(alice)]);
		const sealed = await host.sealBlock();
		await expect.poll(() => numbers.at(-1)).toBe(sealed.number);
		await expect.poll(() => balances.length).toBe(2);
		leaveHeads();
		leaveStorage();
	});

	it("reads the state of any earlier block", async () => {
		const hash = await api.rpc.chain.getBlockHash(1);
		const then = await api.at(hash);
		expect((await then.query.system?.number?.())?.toString()).toBe("1");
		const now = host.head();
		await host.sealBlock();
		expect((await (await api.at(now.hash)).query.system?.number?.())?.toString()).toBe(String(now.number));
	});

	it("refuses a bad signature, a used nonce and a missing fee in the known words", async () => {
		const good = await sign(alice);
		const flipped = good.slice(0, 90) + (good[90] === "0" ? "1" : "0") + good.slice(91);
		await expect(send("author_submitExtrinsic", [flipped])).rejects.toThrow(
			"1010: Invalid Transaction: Transaction has a bad signature",
		);
		await expect(send("author_submitExtrinsic", [await sign(alice, 0)])).rejects.toThrow(
			"1010: Invalid Transaction: Transaction is outdated",
		);
		const poor = new Keyring({ type: "sr25519" }).addFromUri("//nobody");
		await expect(send("author_submitExtrinsic", [await sign(poor, 0)])).rejects.toThrow(
			"Inability to pay some fees",
		);
		await expect(send("author_submitExtrinsic", ["0x1234"])).rejects.toThrow(
			"1001: Extrinsic has invalid format",
		);
	});

	it("includes what fails in dispatch, and reports it", async () => {
		const call = api.tx.balances?.transferKeepAlive?.(bob.address, 10n ** 18n);
		await call?.signAndSend(alice);
		await host.sealBlock();
		const events = (await api.query.system?.events?.())?.toHuman() as { event: { method: string } }[];
		expect(events.map(({ event }) => event.method)).toContain("ExtrinsicFailed");
	});
});

describe("runtime calls", () => {
	it("say what clients look for when a method does not exist", async () => {
		await expect(send("state_call", ["Nothing_here", "0x"])).rejects.toThrow(
			"Exported method Nothing_here is not found",
		);
	});

	it("give metadata 14, 15 and 16", async () => {
		for (const version of [14, 15, 16]) {
			const argument = `0x${Buffer.from([version, 0, 0, 0]).toString("hex")}`;
			const answer = await send("state_call", ["Metadata_metadata_at_version", argument]);
			expect(answer.slice(0, 4)).toBe("0x01");
			expect(answer).toContain(`6d657461${version.toString(16).padStart(2, "0")}`);
		}
	});

	it("give proofs that lead to the state root", async () => {
		const key = api.query.system?.number?.key() ?? "0x";
		const { at, proof } = await send("state_getReadProof", [[key]]);
		expect(at).toBe(host.head().hash);
		expect(proof.length).toBeGreaterThan(1);
	});
});

describe("development calls", () => {
	it("seal many blocks, and say how far chain time is ahead", async () => {
		const before = host.head().number;
		await send("dev_newBlock", [{ count: 5 }]);
		expect(host.head().number).toBe(before + 5);
		await send("dev_fastForward", [20]);
		const status = await send("dev_status");
		expect(status.number).toBe(before + 25);
		expect(status.aheadMs).toBeGreaterThan(0);
		expect(status.timestampMs % 1000).toBe(0);
	});

	it("move time forward, never back", async () => {
		const { timestampMs } = await send("dev_status");
		const target = timestampMs + 3_600_000;
		expect(await send("dev_setTime", [target])).toBe(target);
		await host.sealBlock();
		expect((await api.query.timestamp?.now?.())?.toString()).toBe(String(target));
		await expect(send("dev_setTime", [1000])).rejects.toThrow("Invalid params");
	});
});

describe("every block", () => {
	it("passes Core_execute_block on its parent's state, with its root and its seal", async () => {
		await executeEveryBlock(host.endpoint.replace("ws", "http"));
	});
});

async function freeBalance(address: string): Promise<bigint> {
	const account = (await api.query.system?.account?.(address))?.toJSON() as {
		data: { free: string | number };
	};
	return BigInt(account.data.free);
}

async function sign(signer: KeyringPair, nonce?: number): Promise<string> {
	const at = nonce ?? (await api.rpc.system.accountNextIndex(signer.address)).toNumber();
	const signed = await api.tx.balances
		?.transferKeepAlive?.(bob.address, TOKEN)
		.signAsync(signer, { nonce: at });
	return signed?.toHex() ?? "0x";
}

/** The order of arrival: what came first is first among those that are ready. */
function byPoolOrder(first: string): (a: string, b: string) => number {
	return (a) => (a === first ? -1 : 1);
}
