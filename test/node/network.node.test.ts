import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { calls, connectChain } from "../../chain/client/index.js";
import { artifactFacts, writeChainSpec } from "../../chain/host/index.js";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { readAuthorities } from "../../cli/authorityKeys.js";
import { authorityOf, authoritySecrets, createNetwork, type Network } from "./network.js";
import { hashesAt, lagDuring, missedBlocks, progressOf, until } from "./watch.js";

/** Four validators, and what happens to networks: power cuts, partitions, wrong clocks, upgrades, newcomers. */

const SLOT_MS = 2000;
const PARTITION_S = Number(process.env.GANGLION_NODE_PARTITION_S ?? 300);
const NAMES = ["one", "two", "three", "four"] as const;
const TOKEN = 1_000_000_000n;
/** Characters of each node's log that are shown where a test fails. */
const LOG_TAIL = 3000;

let folder: string;
let network: Network;
let secrets: readonly string[];

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-node-spec-"));
	secrets = authoritySecrets(NAMES.length);
	const spec = join(folder, "network.json");
	const patch = { chainClock: { slotDuration: SLOT_MS }, subtensorModule: { tempo: 20 } };
	await writeChainSpec(
		spec,
		{ preset: "development", patches: [patch], artifact: undefined },
		{
			name: "Ganglion test",
			id: "ganglion-test",
			authorities: readAuthorities(secrets.map(authorityOf)),
			sudo: undefined,
			bootNodes: [],
			development: true,
		},
	);
	withFormerRuntime(spec);
	network = createNetwork(spec);
	for (const [index, name] of NAMES.entries()) await network.add(name, { authority: secrets[index] });
});

afterAll(async () => {
	await network?.end();
	rmSync(folder, { recursive: true, force: true });
});

/**
 * The release before this one, so that there is a later runtime to move to. Its state is this one's: what differs is
 * the code.
 */
function withFormerRuntime(spec: string): void {
	const former = readFileSync(join(import.meta.dirname, "..", "fixtures", "artifacts", "3.wasm"));
	const content = JSON.parse(readFileSync(spec, "utf8"));
	content.genesis.raw.top["0x3a636f6465"] = `0x${former.toString("hex")}`;
	writeFileSync(spec, JSON.stringify(content));
}

// What a node said last tells why it answers no more; the folders are gone when the tests end.
beforeEach(({ onTestFailed }) => {
	onTestFailed(() => {
		for (const node of network.nodes.values())
			console.log(`the log of ${node.name} ends\n${node.log().slice(-LOG_TAIL)}`);
	});
});

/** Best and finalized grow on a node, by `blocks` blocks. */
async function goesOn(name: string, blocks: number, withinMs = 60_000): Promise<void> {
	const node = network.node(name);
	const { finalized } = await progressOf(node);
	await until(`finality goes on at ${name}`, node, (now) => now.finalized >= finalized + blocks, withinMs);
}

/** All nodes have the same finalized block. */
async function agree(names: readonly string[]): Promise<void> {
	const nodes = names.map((name) => network.node(name));
	const progress = await Promise.all(nodes.map(progressOf));
	const common = Math.min(...progress.map(({ finalized }) => finalized));
	expect(new Set(await hashesAt(nodes, common)).size, `the nodes' block ${common}`).toBe(1);
}

/** The chain's own books: every token counted, nothing paid twice. */
async function booksHold(name: string): Promise<void> {
	const client = await connectChain({ endpoint: network.node(name).endpoint });
	try {
		const head = await client.head();
		expect(await client.runtimeApi("GanglionApi", "check_invariants", [], head.hash)).toBe("Ok");
		const issuance = (await client.runtimeApi("GanglionApi", "issuance", [], head.hash)) as Record<
			string,
			bigint
		>;
		expect((issuance.atGenesis ?? 0n) + (issuance.minted ?? 0n) - (issuance.burned ?? 0n)).toBe(issuance.now);
	} finally {
		await client.close();
	}
}

describe("a network of four validators", () => {
	it("begins with one genesis, and finalizes", async () => {
		expect(new Set(await hashesAt(network.nodes.values(), 0)).size).toBe(1);
		const node = network.node("one");
		await until("the first blocks", node, ({ finalized }) => finalized >= 3);
		const { lag } = await lagDuring(node, () => goesOn("one", 10));
		const { finalized } = await progressOf(node);
		const { slots, missed } = await missedBlocks(node, 1, finalized);
		console.log(
			`finality lag ${lag.mean.toFixed(1)} blocks (at most ${lag.most}); ${missed} of ${slots} slots missed`,
		);
		expect(lag.most).toBeLessThanOrEqual(6);
		await agree(NAMES);
	});

	it("serves standard metrics", async () => {
		const metrics = await network.node("two").metrics();
		expect(metrics.get("substrate_block_height")).toBeGreaterThan(0);
		expect(metrics.get("substrate_sub_libp2p_peers_count")).toBeGreaterThanOrEqual(3);
		expect(metrics.has("substrate_proposer_number_of_transactions")).toBe(true);
	});

	it("includes a transaction that any node was given, and finalizes it", async () => {
		const client = await connectChain({ endpoint: network.node("three").endpoint });
		try {
			const bob = keypairFromUri("//Bob").address;
			const before = await client.balance(bob);
			await client.submit(calls.transfer(bob, TOKEN), keypairFromUri("//Alice"), {
				waitFor: "finalized",
			});
			expect((await client.balance(bob)) - before).toBe(TOKEN);
		} finally {
			await client.close();
		}
	});

	it("goes on without one that lost power, which catches up and authors again", async () => {
		await network.node("four").kill();
		await goesOn("one", 5);
		await network.restart("four");
		const { best } = await progressOf(network.node("one"));
		await until("four catches up", network.node("four"), ({ finalized }) => finalized >= best);
		const authored = () =>
			network
				.node("four")
				.metrics()
				.then((all) => all.get("substrate_proposer_block_constructed_count") ?? 0);
		const before = await authored();
		await until("four authors", network.node("four"), async () => (await authored()) > before);
		await agree(NAMES);
	});

	it("takes newcomers: by all blocks, and by a warp to the latest finality", async () => {
		await network.add("full", { sync: "full" });
		await network.add("warp", { sync: "warp" });
		const { finalized } = await progressOf(network.node("one"));
		for (const name of ["full", "warp"])
			await until(`${name} syncs`, network.node(name), (now) => now.finalized >= finalized, 120_000);
		await agree([...NAMES, "full", "warp"]);
		await booksHold("full");
		await booksHold("warp");
		for (const name of ["full", "warp"]) await network.node(name).stop();
	});

	it("keeps going with a validator whose clock is 5 s ahead, and one 5 s behind", async () => {
		for (const [name, clockOffset] of [
			["three", "+5s"],
			["four", "-5s"],
		] as const) {
			await network.node(name).stop();
			const { finalized: first } = await progressOf(network.node("one"));
			await network.restart(name, { clockOffset });
			await goesOn("one", 12);
			const { finalized: last } = await progressOf(network.node("one"));
			const { slots, missed } = await missedBlocks(network.node("one"), first, last);
			console.log(`a clock of ${clockOffset}: ${missed} of ${slots} slots missed`);
			await agree(["one", "two", name]);
			await network.node(name).stop();
			await network.restart(name);
		}
		await goesOn("four", 3);
	});

	it("takes a new runtime under load, without a fork", async () => {
		const client = await connectChain({ endpoint: network.node("one").endpoint });
		const eve = keypairFromUri("//Eve");
		try {
			const version = client.specVersion;
			const { path, specVersion: later } = artifactFacts();
			expect(later).toBeGreaterThan(version);
			const code = readFileSync(path);
			let loaded = true;
			let sent = 0;
			const load = (async () => {
				while (loaded) {
					await client.submit(calls.transfer(keypairFromUri("//Dave").address, 1000n), eve, {
						waitFor: "inBlock",
					});
					sent++;
				}
			})();
			await client.submit(calls.sudoUncheckedWeight(calls.setCode(code)), keypairFromUri("//Alice"), {
				waitFor: "finalized",
			});
			const versionOf = async (name: string) =>
				(await network.node(name).rpc("state_getRuntimeVersion")).specVersion as number;
			for (const name of NAMES)
				await until(`${name} runs it`, network.node(name), async () => (await versionOf(name)) === later);
			await goesOn("two", 5);
			loaded = false;
			await load;
			expect(sent).toBeGreaterThan(3);
			await agree(NAMES);
			await booksHold("three");
		} finally {
			await client.close();
		}
	});

	it(`is split in halves for ${PARTITION_S} s, finalizes nothing then, and is one again within 60 s`, async () => {
		for (const name of ["three", "four"]) network.plug(name, 1);
		await delay(10_000);
		const before = await Promise.all(["one", "three"].map((name) => progressOf(network.node(name))));
		await delay(PARTITION_S * 1000);
		const after = await Promise.all(["one", "three"].map((name) => progressOf(network.node(name))));
		for (const [index, half] of after.entries()) {
			// what was under way when the cables were pulled may still end
			expect(half.finalized).toBeLessThanOrEqual((before[index]?.finalized ?? 0) + 2);
			expect(half.best).toBeGreaterThan(before[index]?.best ?? 0);
		}
		const healed = Date.now();
		for (const name of ["three", "four"]) network.plug(name, 0);
		const beyond = Math.max(...after.map(({ finalized }) => finalized));
		for (const name of NAMES)
			await until(
				`${name} finalizes again`,
				network.node(name),
				({ finalized }) => finalized > beyond,
				60_000,
			);
		const firstS = (Date.now() - healed) / 1000;
		await goesOn("one", 5, 60_000);
		console.log(`finality ${firstS.toFixed(1)} s after the halves met again`);
		await agree(NAMES);
		for (const name of NAMES) await booksHold(name);
	});
});
