import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainClient, calls, connectChain } from "../../chain/client/index.js";
import { type Host, startHost } from "../../chain/host/index.js";
import { createColdkey, createHotkey, keypairFromUri, verifySignature } from "../../chain/wallet/index.js";
import { subnetPublish } from "../../cli/commands/subnetPublish.js";
import {
	initTask,
	loadBundle,
	readManifest,
	sealBundle,
	verifyManifestSignature,
} from "../../subnets/index.js";
import { testContext as context } from "../unit/subnets/testContext.js";

let folder: string;
let host: Host;
let chain: ChainClient;
let netuid: number;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "ganglion-publish-"));
	host = await startHost({
		dataDir: undefined,
		port: 0,
		blockMs: 1000,
		seal: "instant",
		logger: pino({ level: "silent" }),
	});
	chain = await connectChain({ endpoint: host.endpoint });
	for (const [name, uri] of [
		["owner", "//PublishOwner"],
		["stranger", "//PublishStranger"],
	] as const) {
		await createColdkey({ path: folder, name }, { uri });
		await createHotkey({ path: folder, name, hotkey: "hk" }, { uri: `${uri}//hk` });
		for (const key of [uri, `${uri}//hk`])
			await chain.submit(
				calls.transfer(keypairFromUri(key).address, 10_000n * 10n ** 9n),
				keypairFromUri("//Alice"),
			);
	}
	const owner = keypairFromUri("//PublishOwner");
	const before = new Set((await chain.subnets()).map((subnet) => subnet.netuid));
	await chain.submit(calls.registerNetwork(keypairFromUri("//PublishOwner//hk").address), owner);
	netuid = (await chain.subnets()).map((subnet) => subnet.netuid).find((id) => !before.has(id)) as number;
}, 120_000);

afterAll(async () => {
	await chain?.close();
	await host?.stop();
	await rm(folder, { recursive: true, force: true });
});

interface Change {
	readonly uri?: string | undefined;
	readonly hotkey?: string;
	readonly unchecked?: boolean;
	readonly passwordFile?: string;
}

const publish = (task: string, wallet = "owner", change: Change = {}) =>
	subnetPublish.run(
		{
			task,
			models: "~/.ganglion/models",
			netuid,
			passwordFile: change.passwordFile,
			passwordFd: undefined,
			uri: "uri" in change ? change.uri : "https://example.org/my-task.tgz",
			walletPath: folder,
			wallet,
			hotkey: change.hotkey,
			endpoint: host.endpoint,
			unchecked: change.unchecked ?? false,
		},
		context,
	);

describe("subnet publish", () => {
	it("puts the hash on the chain; a bundle of another hash is refused from then on", async () => {
		const { folder: task } = await initTask(join(folder, "my-task"));
		const result = await publish(task);
		const schema = subnetPublish.resultSchema ?? false;
		expect(new Ajv({ strict: false }).validate(schema, JSON.parse(JSON.stringify(result)))).toBe(true);
		const published = await chain.publishedTask(netuid);
		expect(published).toMatchObject({ hash: result.hash, uri: "https://example.org/my-task.tgz" });
		const { manifest } = await readManifest(task);
		expect(verifyManifestSignature(manifest, verifySignature)).toBe(keypairFromUri("//PublishOwner").address);

		const expectedHash = published?.hash as string;
		await expect(loadBundle(task, { expectedHash })).resolves.toMatchObject({ hash: expectedHash });
		await appendFile(join(task, "task.js"), "\n");
		await sealBundle(task);
		await expect(loadBundle(task, { expectedHash })).rejects.toMatchObject({ code: "BUNDLE_HASH_MISMATCH" });

		await publish(task, "owner", { hotkey: "hk" });
		expect((await chain.publishedTask(netuid))?.hash).not.toBe(expectedHash);
	});

	it("publishes a shipped task without touching its folder, and its name where no address is given", async () => {
		const before = (await readManifest("text-generation")).manifest;
		const { hash } = await publish("text-generation", "owner", { unchecked: true, uri: undefined });
		expect(await chain.publishedTask(netuid)).toMatchObject({ hash, uri: "bundle:text-generation" });
		expect((await readManifest("text-generation")).manifest).toEqual(before);
	});

	it("takes the password of an encrypted key from a file", async () => {
		const password = "a key that nobody types in";
		await createColdkey({ path: folder, name: "guarded" }, { uri: "//PublishOwner", password });
		const passwordFile = join(folder, "password.txt");
		await writeFile(passwordFile, `${password}\n`);
		const { hash } = await publish("text-generation", "guarded", { unchecked: true, passwordFile });
		expect((await chain.publishedTask(netuid))?.hash).toBe(hash);
	});

	it("publishes nothing of a stranger, and nothing that its check refuses", async () => {
		const standing = (await chain.publishedTask(netuid))?.hash;
		const { folder: task } = await initTask(join(folder, "other"));
		await expect(publish(task, "stranger")).rejects.toMatchObject({
			code: expect.stringMatching(/REFUSED|DISPATCH/),
		});
		expect((await readManifest(task)).manifest.signature).toBeUndefined();
		await appendFile(join(task, "task.js"), "\n");
		await expect(publish(task)).rejects.toMatchObject({ code: "BUNDLE_CHECK_FAILED" });
		expect((await chain.publishedTask(netuid))?.hash).toBe(standing);
	});
});
