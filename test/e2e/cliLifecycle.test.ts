import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CallValue, calls, connectChain } from "../../chain/client/index.js";
import type { Host } from "../../chain/host/index.js";
import { keypairFromUri, packageRoot } from "../../chain/wallet/index.js";
import { commandTable } from "../../cli/commandTable.js";
import { startTestChain } from "../unit/client/liveChain.js";

/** Subnets that tell what they are and leave, hotkeys and coldkeys that are swapped: by the compiled `ganglion`. */

const main = join(packageRoot(), "dist", "cli", "main.js");
const ajv = new Ajv({ allowUnionTypes: true });

let host: Host;
let folder: string;

type Document = Readonly<Record<string, unknown>>;

function ganglion(argv: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
	const env = {
		PATH: process.env.PATH,
		HOME: folder,
		GANGLION_WALLET_PATH: join(folder, "wallets"),
		GANGLION_ENDPOINT: host.endpoint,
	};
	return new Promise((resolve) => {
		execFile(
			process.execPath,
			[main, ...argv, "--json"],
			{ env, timeout: 120_000 },
			(error, stdout, stderr) => {
				const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
				resolve({ exitCode, stdout, stderr });
			},
		).stdin?.end();
	});
}

/** Runs a command; its document is checked against the command's own schema. */
async function json(path: string, ...options: string[]): Promise<Document> {
	const { exitCode, stdout, stderr } = await ganglion([...path.split(" "), ...options]);
	expect(exitCode, `${path} ${options.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
	const command = await commandTable[path]?.load();
	const document = JSON.parse(stdout) as Document;
	const validate = ajv.compile(command?.resultSchema ?? false);
	expect(validate(document), `${path}: ${JSON.stringify(validate.errors)}`).toBe(true);
	return document;
}

/** Runs a command that must fail. */
async function failing(path: string, ...options: string[]): Promise<Document> {
	const { exitCode, stdout } = await ganglion([...path.split(" "), ...options]);
	return { ...(JSON.parse(stdout) as { error: Document }).error, exitCode };
}

async function addressOf(wallet: string): Promise<string> {
	return String((await json("wallet show", "--wallet", wallet)).coldkey);
}

async function freeRao(wallet: string): Promise<number> {
	return Number((await json("wallet balance", "--wallet", wallet)).freeRao);
}

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-lifecycle-"));
	host = await startTestChain({ seal: "interval", blockMs: 250 });
	await json("wallet create", "--wallet", "alice", "--uri", "//Alice", "--no-password");
	for (const name of ["owner", "heir"]) {
		await json("wallet create", "--wallet", name, "--uri", `//lifecycle//${name}`, "--no-password");
	}
	await json("wallet transfer", "--wallet", "alice", "--to", await addressOf("owner"), "--amount", "3000");
	await json("subnet create", "--wallet", "owner");
	await json("stake add", "--netuid", "1", "--wallet", "owner", "--amount", "50");
}, 180_000);

afterAll(async () => {
	await host?.stop();
	rmSync(folder, { recursive: true, force: true });
});

describe("ganglion subnet identity", () => {
	it("tells part by part", async () => {
		expect(await json("subnet identity get", "--netuid", "1")).toEqual({ netuid: 1, identity: null });
		const tell = (...parts: string[]) =>
			json("subnet identity set", "--netuid", "1", "--wallet", "owner", ...parts);
		await tell("--name", "Zähler", "--url", "https://example.org");
		await tell("--url", "", "--description", "counts");
		const { identity } = await json("subnet identity get", "--netuid", "1");
		expect(identity).toMatchObject({
			subnetName: "Zähler",
			subnetUrl: "",
			description: "counts",
			discord: "",
		});
		expect(
			await failing("subnet identity set", "--netuid", "1", "--wallet", "alice", "--name", "mine"),
		).toMatchObject({ code: "CHAIN_DISPATCH_FAILED", exitCode: 3 });
		expect(
			await failing("subnet identity set", "--netuid", "1", "--wallet", "owner", "--name", "a".repeat(257)),
		).toMatchObject({ code: "CALL_ARGUMENT_INVALID", exitCode: 2 });
		expect(await failing("subnet identity set", "--netuid", "1", "--wallet", "owner")).toMatchObject({
			code: "USAGE",
		});
	}, 120_000);
});

describe("ganglion wallet swap-hotkey", () => {
	it("puts a fresh hotkey in the old one's place", async () => {
		await json("wallet create", "--wallet", "owner", "--hotkey", "fresh", "--no-password");
		const { hotkeys } = (await json("wallet show", "--wallet", "owner")) as {
			hotkeys: Record<string, string>;
		};
		const swapped = await json("wallet swap-hotkey", "--wallet", "owner", "--to", "fresh");
		expect(swapped).toMatchObject({
			from: hotkeys.default,
			to: hotkeys.fresh,
			netuid: null,
			stakeKept: false,
		});
		const { neurons } = (await json("subnet metagraph", "--netuid", "1")) as {
			neurons: readonly Document[];
		};
		expect(neurons).toMatchObject([{ uid: 0, hotkey: hotkeys.fresh }]);
		const { stakes } = await json("stake list", "--wallet", "owner");
		expect(stakes).toMatchObject([{ hotkey: hotkeys.fresh, netuid: 1 }]);
		expect(
			await failing("wallet swap-hotkey", "--wallet", "owner", "--hotkey", "fresh", "--to", "default"),
		).toMatchObject({ code: "CHAIN_DISPATCH_FAILED", exitCode: 3 });
	}, 120_000);
});

describe("ganglion subnet dissolve", () => {
	it("gives stake and lock back, and leaves no subnet", async () => {
		const before = await freeRao("owner");
		expect(await failing("subnet dissolve", "--netuid", "1", "--wallet", "owner")).toMatchObject({
			exitCode: 3,
		});
		await json("subnet dissolve", "--netuid", "1", "--wallet", "alice");
		expect(await json("subnet list")).toMatchObject({ subnets: [] });
		await expect.poll(() => freeRao("owner"), { timeout: 60_000 }).toBeGreaterThan(before + 50e9);
		expect(await json("stake list", "--wallet", "owner")).toMatchObject({ stakes: [] });
		expect(await json("subnet identity get", "--netuid", "1")).toEqual({ netuid: 1, identity: null });
	}, 120_000);
});

/** As root, for what no command of `ganglion` sets. */
async function asRoot(call: string, ...args: CallValue[]): Promise<void> {
	const client = await connectChain({ endpoint: host.endpoint });
	try {
		await client.submit(calls.sudo({ pallet: "AdminUtils", call, args }), keypairFromUri("//Alice"));
	} finally {
		await client.close();
	}
}

describe("ganglion wallet swap-coldkey", () => {
	it("freezes a coldkey from the announcement on, and all of it once disputed", async () => {
		const heir = await addressOf("heir");
		const status = () => json("wallet swap-coldkey status", "--wallet", "owner");
		expect(await status()).toMatchObject({ swap: null });
		expect(await failing("wallet swap-coldkey dispute", "--wallet", "owner")).toMatchObject({ exitCode: 3 });
		const announced = await json("wallet swap-coldkey announce", "--wallet", "owner", "--to", heir);
		const { swap } = (await status()) as { swap: Document };
		expect(swap).toMatchObject({ executableAt: announced.executableAt, disputedAt: null });
		expect(Number(announced.executableAt) - Number(announced.blockNumber)).toBe(36_000);
		expect(
			await failing("wallet transfer", "--wallet", "owner", "--to", heir, "--amount", "1"),
		).toMatchObject({ code: "CHAIN_REFUSED", exitCode: 3 });
		for (const too of [["execute", "--to", heir], ["clear"]])
			expect(
				await failing(`wallet swap-coldkey ${too[0]}`, "--wallet", "owner", ...too.slice(1)),
			).toMatchObject({
				code: "CHAIN_DISPATCH_FAILED",
			});
		await json("wallet swap-coldkey dispute", "--wallet", "owner");
		expect(((await status()) as { swap: Document }).swap.disputedAt).toBeGreaterThan(0);
		expect(await failing("wallet swap-coldkey dispute", "--wallet", "owner")).toMatchObject({
			code: "CHAIN_REFUSED",
		});
	}, 120_000);

	it("hands everything to the coldkey that was announced", async () => {
		await json("wallet create", "--wallet", "mover", "--uri", "//lifecycle//mover", "--no-password");
		const [mover, heir] = [await addressOf("mover"), await addressOf("heir")];
		await json("wallet transfer", "--wallet", "alice", "--to", mover, "--amount", "20");
		await asRoot("sudo_set_coldkey_swap_announcement_delay", 2);
		await json("wallet swap-coldkey announce", "--wallet", "mover", "--to", heir);
		const execute = () => ganglion(["wallet", "swap-coldkey", "execute", "--wallet", "mover", "--to", heir]);
		await expect.poll(async () => (await execute()).exitCode, { timeout: 30_000 }).toBe(0);
		expect(await freeRao("mover")).toBe(0);
		expect(await freeRao("heir")).toBeGreaterThan(19e9);
	}, 120_000);
});
