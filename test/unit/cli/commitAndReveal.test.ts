import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainClient, calls, connectChain } from "../../../chain/client/index.js";
import type { Host } from "../../../chain/host/index.js";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { commitAndReveal } from "../../../cli/weights/commitAndReveal.js";
import { startTestChain } from "../client/liveChain.js";

let host: Host;
let client: ChainClient;
let walletFolder: string;

const alice = keypairFromUri("//Alice");
const hotkey = keypairFromUri("//commit//hotkey");

beforeAll(async () => {
	walletFolder = mkdtempSync(join(tmpdir(), "ganglion-commit-"));
	host = await startTestChain({ seal: "interval", blockMs: 200 });
	client = await connectChain({ endpoint: host.endpoint });
	await client.submit(calls.registerNetwork(keypairFromUri("//commit//owner").address), alice);
	await client.submit(calls.startCall(1), alice);
	await client.submit(calls.burnedRegister(1, hotkey.address), alice);
	await client.submit(calls.addStake(hotkey.address, 1, 100_000_000_000n), alice);
	await client.submit(calls.sudo(calls.setHyperparameter(1, "commitRevealWeightsEnabled", true)), alice);
}, 120_000);

afterAll(async () => {
	await client?.close();
	await host?.stop();
	rmSync(walletFolder, { recursive: true, force: true });
});

describe("committing and revealing", () => {
	it("ended in between and started again reveals what was committed, not the new weights", async () => {
		const { epochs } = await client.subnet(1);
		while ((await client.subnet(1)).epochs < epochs + 2)
			await new Promise((resolve) => setTimeout(resolve, 100));
		const controller = new AbortController();
		const said: string[] = [];
		const progress = (text: string) => {
			said.push(text);
			if (/revealed in epoch/.test(text)) controller.abort();
		};
		const options = { netuid: 1, versionKey: 0 };
		const first = { uids: [0], values: [65535] };
		const ended = commitAndReveal(
			{ ...options, row: first },
			{ client, hotkey, walletFolder, signal: controller.signal, progress },
		);
		await expect(ended).rejects.toMatchObject({ name: "AbortError" });
		const [file] = readdirSync(join(walletFolder, "commits"));
		expect(file).toContain(hotkey.address);
		expect(await client.openCommits(1, hotkey.address)).toHaveLength(1);
		expect(await client.weights(1)).toEqual([]);
		await commitAndReveal(
			{ ...options, row: { uids: [0, 1], values: [1, 65535] } },
			{
				client,
				hotkey,
				walletFolder,
				signal: new AbortController().signal,
				progress: (text) => said.push(text),
			},
		);
		expect(await client.weights(1)).toEqual([{ uid: 1, weights: [{ uid: 0, value: 65535 }] }]);
		expect(existsSync(join(walletFolder, "commits", String(file)))).toBe(false);
		expect(said.join("\n")).toContain("an open commit is taken up");
	}, 120_000);
});
