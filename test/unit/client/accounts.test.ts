import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	CallArgumentError,
	type ChainClient,
	ChainDispatchError,
	ChainRefusedError,
	type CommitmentField,
	calls,
	connectChain,
} from "../../../chain/client/index.js";
import type { Host } from "../../../chain/host/index.js";
import { type Keypair, keypairFromUri } from "../../../chain/wallet/index.js";
import { startTestChain } from "./liveChain.js";

/** Proxies, commitments and nonces of forgotten accounts, on a chain that runs. */

const TOKEN = 1_000_000_000n;
const NETUID = 1;

let host: Host;
let client: ChainClient;

const alice = keypairFromUri("//Alice");

beforeAll(async () => {
	host = await startTestChain();
	client = await connectChain({ endpoint: host.endpoint });
	await client.submit(calls.registerNetwork(keypairFromUri("//neuron").address), alice);
});

afterAll(async () => {
	await client?.close();
	await host?.stop();
});

async function funded(uri: string, rao = 10n * TOKEN): Promise<Keypair> {
	const pair = keypairFromUri(uri);
	await client.submit(calls.transfer(pair.address, rao), alice);
	return pair;
}

describe("a proxy", () => {
	it("is added, listed, used within its kind, and removed", async () => {
		const owner = await funded("//proxied");
		const delegate = await funded("//delegate");
		const added = await client.submit(calls.addProxy(delegate.address, "SmallTransfer", 0), owner);
		expect(await client.proxies(owner.address)).toEqual({
			depositRao: 93_000_000n,
			proxies: [{ delegate: delegate.address, type: "SmallTransfer", delayBlocks: 0 }],
		});

		const dest = keypairFromUri("//proxied//dest").address;
		const send = (rao: bigint) => ({
			pallet: "Proxy",
			call: "proxy",
			args: [{ Id: owner.address }, null, calls.transfer(dest, rao)],
		});
		await client.submit(send(TOKEN / 10n), delegate);
		expect(await client.balance(dest)).toBe(TOKEN / 10n);
		const { events } = await client.submit(send(TOKEN), delegate);
		const executed = events.find(({ name }) => name === "ProxyExecuted");
		expect(JSON.stringify(executed?.data)).toContain("Err");
		expect(await client.balance(dest)).toBe(TOKEN / 10n);

		await client.submit(calls.removeProxy(delegate.address, "SmallTransfer", 0), owner);
		expect((await client.proxies(owner.address)).proxies).toEqual([]);
		await expect(client.submit(send(1000n), delegate)).rejects.toThrow(ChainDispatchError);
		expect(added.feeRao).toBeGreaterThan(0n);
	});

	it("has a delay in whole blocks", () => {
		for (const delay of [-1, 0.5, 2 ** 32])
			expect(() => calls.addProxy(alice.address, "Any", delay)).toThrow(CallArgumentError);
	});
});

describe("a commitment", () => {
	const neuron = keypairFromUri("//neuron");
	const bytes = (length: number) => `0x${"ab".repeat(length)}`;

	it("comes back as it was sent, whatever its fields", async () => {
		const commitments: CommitmentField[][] = [
			[{ kind: "bytes", bytes: "0x" }],
			[
				{ kind: "bytes", bytes: bytes(128) },
				{ kind: "bytes", bytes: bytes(129) },
				{ kind: "sha256", hash: bytes(32) },
			],
			[{ kind: "blake2", hash: bytes(32) }, { kind: "none" }, { kind: "resetBonds" }],
			[
				{ kind: "keccak", hash: bytes(32) },
				{ kind: "sha3", hash: bytes(32) },
				{ kind: "timelocked", encrypted: bytes(40), revealRound: 1n << 60n },
			],
		];
		for (const fields of commitments) {
			const { blockNumber, feeRao } = await client.submit(calls.setCommitment(NETUID, fields), neuron);
			expect(feeRao).toBe(0n);
			expect(await client.commitment(NETUID, neuron.address)).toEqual({ block: blockNumber, fields });
		}
		expect(await client.revealedCommitments(NETUID, neuron.address)).toEqual([]);
		expect(await client.commitment(NETUID, alice.address)).toBeUndefined();
	});

	it("is a registered hotkey's", async () => {
		const call = calls.setCommitment(NETUID, [{ kind: "none" }]);
		await expect(client.submit(call, alice)).rejects.toThrow(ChainRefusedError);
	});

	it("has one to three fields of their lengths", () => {
		const none: CommitmentField = { kind: "none" };
		const wrong: CommitmentField[][] = [
			[],
			[none, none, none, none],
			[{ kind: "bytes", bytes: bytes(513) }],
			[{ kind: "bytes", bytes: "0xabc" }],
			[{ kind: "sha256", hash: bytes(31) }],
		];
		for (const fields of wrong) expect(() => calls.setCommitment(NETUID, fields)).toThrow(CallArgumentError);
	});
});

describe("an account that the chain forgot", () => {
	it("goes on with its nonce when somebody pays it again", async () => {
		const account = await funded("//forgotten");
		const nonce = () =>
			client.api.rpc.system.accountNextIndex(account.address).then((index) => index.toNumber());
		expect(await nonce()).toBe(0);
		await client.submit(calls.transfer(alice.address, TOKEN), account);
		await client.submit(
			{ pallet: "Balances", call: "transfer_all", args: [{ Id: alice.address }, false] },
			account,
		);
		expect(await client.balance(account.address)).toBe(0n);
		await client.submit(calls.transfer(account.address, TOKEN), alice);
		expect(await nonce()).toBe(2);
		await client.submit(calls.transfer(alice.address, TOKEN / 2n), account);
		expect(await nonce()).toBe(3);
	});
});
