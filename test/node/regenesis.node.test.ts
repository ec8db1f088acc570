import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainClient, calls, connectChain, weightCommitHash } from "../../chain/client/index.js";
import { type Host, startHost } from "../../chain/host/index.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { addressOf, authorityOf, authoritySecrets, createNetwork, type Network } from "./network.js";
import { until } from "./watch.js";

/**
 * A team outgrows one machine: an embedded chain with all that can be under way in it becomes a network, and beside
 * it a copy of the embedded chain goes on, with which the network must agree to the last bit.
 */

const TOKEN = 1_000_000_000n;
const NETUID = 1;
const SLOT_MS = 1500;
const [alice, bob, charlie, dave] = ["//Alice", "//Bob", "//Charlie", "//Dave"].map(keypairFromUri) as [
	ReturnType<typeof keypairFromUri>,
	...ReturnType<typeof keypairFromUri>[],
];
const hotkeys = Array.from({ length: 3 }, (_, index) => keypairFromUri(`//Alice//hotkey//${index}`));
const SALT = [1, 2, 3, 4];
const ROW = { uids: [1, 2], values: [1, 2] };

let folder: string;
let height: number;
let network: Network;
const running = new Set<Host>();

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-regenesis-"));
	height = await liveOnOneMachine(join(folder, "chain"));
	cpSync(join(folder, "chain"), join(folder, "copy"), { recursive: true });
});

afterAll(async () => {
	for (const host of running) await host.stop();
	await network?.end();
	rmSync(folder, { recursive: true, force: true });
});

async function open(
	dataDir: string,
	seal: "manual" | "instant",
): Promise<{ host: Host; client: ChainClient }> {
	const host = await startHost({ dataDir, port: 0, seal, blockMs: SLOT_MS, logger: silentLogger });
	running.add(host);
	return { host, client: await connectChain({ endpoint: host.endpoint }) };
}

async function close({ host, client }: { host: Host; client: ChainClient }): Promise<void> {
	await client.close();
	running.delete(host);
	await host.stop();
}

/** A chain with a subnet, weights, a neuron registered after them, an open commit, a scheduled call, and a clock a week ahead. */
async function liveOnOneMachine(dataDir: string): Promise<number> {
	const opened = await open(dataDir, "instant");
	const { host, client } = opened;
	const [validator, miner, newcomer] = hotkeys as [typeof alice, typeof alice, typeof alice];
	await client.submit(calls.registerNetwork(validator.address), bob as typeof alice);
	await client.submit(calls.burnedRegister(NETUID, miner.address), charlie as typeof alice);
	await client.submit(calls.addStake(validator.address, NETUID, 100n * TOKEN), bob as typeof alice);
	await client.rpc("dev_setTime", [Date.now() + 7 * 86_400_000]);
	await client.rpc("dev_fastForward", [30]);
	await client.submit(calls.setWeights(NETUID, [1], [65_535], 0n), validator);
	await client.submit(calls.burnedRegister(NETUID, newcomer.address), dave as typeof alice);
	await client.submit(
		{ pallet: "AdminUtils", call: "sudo_set_commit_reveal_weights_enabled", args: [NETUID, true] },
		bob as typeof alice,
	);
	const hash = weightCommitHash({
		account: validator.address,
		netuid: NETUID,
		uids: ROW.uids,
		values: ROW.values,
		salt: SALT,
		versionKey: 0n,
	});
	// past the rate limit of weights
	await client.rpc("dev_fastForward", [6]);
	await client.submit(calls.commitWeights(NETUID, hash), validator);
	const at = host.head().number + 12;
	const tempo = { pallet: "AdminUtils", call: "sudo_set_tempo", args: [NETUID, 25] };
	await client.submit(
		calls.sudo({ pallet: "Scheduler", call: "schedule", args: [at, null, 0, tempo] }),
		alice,
	);
	const { number } = host.head();
	await close(opened);
	return number;
}

/** What a stranger reads of the chain: the metagraph and what its owners have. */
async function outlook(client: ChainClient, at: string) {
	const { blockHash: _, ...metagraph } = await client.metagraph(NETUID, at);
	const people = [bob, charlie, dave, ...hotkeys].map((pair) => (pair as typeof alice).address);
	return {
		metagraph,
		balances: await Promise.all(people.map((address) => client.balance(address, at))),
		stakes: await Promise.all(people.map((address) => client.stakes(address, at))),
		tempo: (await client.subnet(NETUID, at)).tempo,
		weights: await client.weights(NETUID, at),
		issuance: await client.runtimeApi("GanglionApi", "issuance", [], at),
	};
}

describe("an embedded chain that becomes a network", () => {
	it("is written as a chain spec by the command line, which refuses what would lose it", () => {
		const secrets = authoritySecrets(4);
		const spec = join(folder, "network.json");
		const root = addressOf(secrets[0] as string, "sr25519");
		const cli = (...args: string[]) =>
			execFileSync(process.execPath, ["dist/cli/main.js", "chain", "spec", ...args], {
				encoding: "utf8",
				stdio: ["ignore", "pipe", "pipe"],
			});
		const from = ["--from", join(folder, "chain")];
		const authorities = secrets.flatMap((secret) => ["--authority", authorityOf(secret)]);
		expect(() => cli(spec, ...from, ...authorities)).toThrow(/the secret key of the root 5Grwva/);
		const written = JSON.parse(cli(spec, ...from, ...authorities, "--sudo", root, "--json"));
		expect(written.offset).toBe(height);
		expect(written.exposed.length).toBeGreaterThan(3);
		network = createNetwork(spec);
		expect(JSON.parse(readFileSync(spec, "utf8")).chainType).toBe("Live");
		Object.assign(facts, { secrets, genesisHash: written.genesisHash });
	});

	it("has the same balances and metagraph, and the same next epochs", async () => {
		for (const [index, secret] of facts.secrets.entries())
			await network.add(`validator${index}`, { authority: secret });
		const node = network.node("validator1");
		expect(await node.rpc("chain_getBlockHash", [0])).toBe(facts.genesisHash);
		await until("the first finality", node, ({ finalized }) => finalized >= 3);

		const moved = await connectChain({ endpoint: node.endpoint });
		const stayed = await open(join(folder, "copy"), "manual");
		try {
			const zero = await node.rpc("chain_getBlockHash", [0]);
			const last = stayed.host.head();
			expect(last.number).toBe(height);
			expect(await outlook(moved, zero)).toEqual(await outlook(stayed.client, last.hash));

			// two epochs: one of the old tempo, one after the scheduled call
			for (const more of [1, 15, 45, 60]) {
				await until(`block ${more}`, node, ({ finalized }) => finalized >= more, 120_000);
				while (stayed.host.head().number < height + more) await stayed.host.sealBlock();
				const hash = await node.rpc("chain_getBlockHash", [more]);
				const seen = await outlook(moved, hash);
				expect(seen.metagraph.block).toBe(height + more);
				expect(seen, `at height ${height + more}`).toEqual(
					await outlook(stayed.client, stayed.host.head().hash),
				);
			}
			const { tempo, epochs } = await moved.subnet(NETUID);
			expect(tempo).toBe(25);
			expect(epochs).toBeGreaterThan((await moved.subnet(NETUID, zero)).epochs + 1);
		} finally {
			await moved.close();
			await close(stayed);
		}
	});

	it("takes what was under way: the clients' calls go on where they were", async () => {
		const client = await connectChain({ endpoint: network.node("validator2").endpoint });
		try {
			const newcomer = keypairFromUri("//Alice//hotkey//late");
			await client.submit(calls.burnedRegister(NETUID, newcomer.address), bob as typeof alice, {
				waitFor: "finalized",
			});
			const { neurons, block } = await client.metagraph(NETUID);
			const registered = neurons.find(({ hotkey }) => hotkey === newcomer.address)?.registeredAt ?? 0;
			expect(registered).toBeGreaterThan(height);
			expect(registered).toBeLessThanOrEqual(block);
		} finally {
			await client.close();
		}
	});
});

/** What the first test learns for the others. */
const facts = {} as { secrets: readonly string[]; genesisHash: string };
