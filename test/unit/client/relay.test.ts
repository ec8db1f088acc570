import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	type BeaconInfo,
	beaconKey,
	type ChainClient,
	calls,
	connectChain,
	developmentPulses,
	drandPulses,
	relayPulses,
	roundAt,
	sealWeights,
	TIMELOCK_VERSION,
} from "../../../chain/client/index.js";
import type { Host } from "../../../chain/host/index.js";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { until } from "../../until.js";
import { startTestChain } from "./liveChain.js";

const alice = keypairFromUri("//Alice");
const hotkey = keypairFromUri("//timelock//hotkey");
const NETUID = 1;
const BLOCK_MS = 250;

describe("timelocked weights on the chain", () => {
	let host: Host;
	let client: ChainClient;
	const stopping = new AbortController();
	const problems: string[] = [];

	beforeAll(async () => {
		host = await startTestChain({ seal: "interval", blockMs: BLOCK_MS });
		client = await connectChain({ endpoint: host.endpoint });
		await client.submit(calls.registerNetwork(keypairFromUri("//timelock//owner").address), alice);
		await client.submit(calls.startCall(NETUID), alice);
		await client.submit(calls.burnedRegister(NETUID, hotkey.address), alice);
		await client.submit(calls.addStake(hotkey.address, NETUID, 100_000_000_000n), alice);
		await client.submit(
			calls.sudo(calls.setHyperparameter(NETUID, "commitRevealWeightsEnabled", true)),
			alice,
		);
	}, 120_000);

	afterAll(async () => {
		stopping.abort();
		await client?.close();
		await host?.stop();
	});

	const beaconOf = async (): Promise<BeaconInfo> => {
		const beacon = await client.beacon();
		if (beacon === undefined) throw new Error("a development chain has a beacon");
		return beacon;
	};

	it("are opened by the chain itself, with the pulses that a relayer brings", async () => {
		const beacon = await beaconOf();
		const source = developmentPulses(beacon);
		if (source === undefined) throw new Error("the beacon of a development chain is known");
		const before = await client.balance(alice.address);
		await relayPulses({
			client,
			signer: alice,
			source,
			signal: stopping.signal,
			onRounds: () => {},
			onProblem: (problem) => problems.push(problem),
		});
		await until(async () => (await client.subnet(NETUID)).epochs >= 2);
		await until(async () => (await beaconOf()).lastRound > 0);
		// genuine pulses are free
		expect(await client.balance(alice.address)).toBe(before);

		await until(async () => (await client.subnet(NETUID)).blocksUntilEpoch > 6);
		const { blocksUntilEpoch, epochs } = await client.subnet(NETUID);
		const round = roundAt(beacon, Date.now() + (blocksUntilEpoch + 4) * BLOCK_MS) + 1;
		const sealed = sealWeights(
			{ account: hotkey.address, uids: [0, 1], values: [65_535, 7], versionKey: 0 },
			beacon,
			round,
		);
		await client.submit(calls.commitTimelockedWeights(NETUID, sealed, round, TIMELOCK_VERSION), hotkey);
		expect(await client.timelockedCommits(NETUID, hotkey.address)).toMatchObject([{ round }]);
		expect(await client.weights(NETUID)).toEqual([]);
		await until(async () => (await client.timelockedCommits(NETUID, hotkey.address)).length === 0);
		expect((await client.subnet(NETUID)).epochs).toBe(epochs + 1);
		expect(await client.weights(NETUID)).toEqual([
			{
				uid: 1,
				weights: [
					{ uid: 0, value: 65_535 },
					{ uid: 1, value: 7 },
				],
			},
		]);
		expect(await client.runtimeApi("GanglionApi", "check_invariants", [])).toBe("Ok");
		expect(problems).toEqual([]);
	}, 120_000);

	it("cannot be committed for a round that is signed already", async () => {
		const beacon = await beaconOf();
		const sealed = sealWeights({ account: hotkey.address, uids: [0], values: [1], versionKey: 0 }, beacon, 1);
		const { tempo } = await client.subnet(NETUID);
		const last = (await client.metagraph(NETUID)).neurons.find(
			(n) => n.hotkey === hotkey.address,
		)?.lastUpdate;
		await until(async () => (await client.head()).number > Number(last) + tempo);
		await expect(
			client.submit(
				calls.commitTimelockedWeights(NETUID, sealed, beacon.lastRound, TIMELOCK_VERSION),
				hotkey,
			),
		).rejects.toMatchObject({ code: "CHAIN_REFUSED" });
	}, 60_000);

	it("names the rounds that were left out and that a commit waits for", async () => {
		expect(await client.strandedRounds()).toEqual([]);
	});
});

describe("a server of drand's", () => {
	let server: Server;
	let url: string;
	const signature = "ab".repeat(48);
	const beacon: BeaconInfo = {
		publicKey: beaconKey(new Uint8Array(32).fill(5)),
		chainHash: "52db",
		periodMs: 3_000,
		genesisMs: 0,
		lastRound: 0,
		commitVersion: 4,
	};

	beforeAll(async () => {
		server = createServer((request, response) => {
			const round = request.url === "/52db/public/7" ? { round: 7, signature } : { error: "no such round" };
			response.end(JSON.stringify(round));
		}).listen(0, "127.0.0.1");
		await new Promise((resolve) => server.once("listening", resolve));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	});

	afterAll(() => {
		server.close();
	});

	it("gives a round's signature, or a reason", async () => {
		const { signal } = new AbortController();
		const source = drandPulses(url, beacon);
		expect(Buffer.from(await source(7, signal)).toString("hex")).toBe(signature);
		await expect(source(8, signal)).rejects.toMatchObject({ code: "PULSE_SOURCE_FAILED" });
		expect(developmentPulses(beacon)).toBeUndefined();
	});
});
