import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Host } from "../../chain/host/index.js";
import { packageRoot } from "../../chain/wallet/index.js";
import { commandTable } from "../../cli/commandTable.js";
import { errorSchema } from "../../cli/reportError.js";
import { startTestChain } from "../unit/client/liveChain.js";

/** The compiled `ganglion`, as a person or a script uses it, against a chain of its own. */

const main = join(packageRoot(), "dist", "cli", "main.js");
const ajv = new Ajv({ allowUnionTypes: true });

let host: Host;
let folder: string;

interface Ran {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

function ganglion(...argv: string[]): Promise<Ran> {
	const env = {
		PATH: process.env.PATH,
		HOME: folder,
		GANGLION_WALLET_PATH: join(folder, "wallets"),
		GANGLION_ENDPOINT: host.endpoint,
	};
	return new Promise((resolve) => {
		execFile(process.execPath, [main, ...argv], { env, timeout: 120_000 }, (error, stdout, stderr) => {
			const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
			resolve({ exitCode, stdout, stderr });
		}).stdin?.end();
	});
}

/** A command under `--json`: its document, checked against its own schema. */
async function json(...argv: string[]): Promise<Record<string, unknown>> {
	const { exitCode, stdout, stderr } = await ganglion(...argv, "--json");
	expect(exitCode, `${argv.join(" ")}\n${stdout}\n${stderr}`).toBe(0);
	return check(argv, stdout);
}

async function check(argv: readonly string[], stdout: string): Promise<Record<string, unknown>> {
	const document = JSON.parse(stdout) as Record<string, unknown>;
	const path = [3, 2, 1]
		.map((count) => argv.slice(0, count).join(" "))
		.find((words) => Object.hasOwn(commandTable, words));
	const command = await commandTable[path ?? ""]?.load();
	const validate = ajv.compile(command?.resultSchema ?? false);
	expect(validate(document), `${path}: ${JSON.stringify(validate.errors)}`).toBe(true);
	return document;
}

/** A command that must fail: its error document, checked against the schema, and its exit code. */
async function failing(...argv: string[]): Promise<{ code: string; exitCode: number; remedy: string }> {
	const { exitCode, stdout } = await ganglion(...argv, "--json");
	const document = JSON.parse(stdout) as { error: { code: string; remedy: string } };
	expect(ajv.validate(errorSchema, document)).toBe(true);
	return { ...document.error, exitCode };
}

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-cli-"));
	host = await startTestChain({ seal: "interval", blockMs: 250 });
	for (const [name, uri] of [
		["alice", "//Alice"],
		["owner", "//cli//owner"],
		["validator", "//cli//validator"],
		["poor", "//cli//poor"],
	] as const)
		await json("wallet", "create", "--wallet", name, "--uri", uri, "--no-password");
}, 120_000);

afterAll(async () => {
	await host?.stop();
	rmSync(folder, { recursive: true, force: true });
});

async function coldkey(wallet: string): Promise<string> {
	return String((await json("wallet", "show", "--wallet", wallet)).coldkey);
}

describe("a network by hand", () => {
	it("is funded, created, joined, staked in, and weighted", async () => {
		for (const name of ["owner", "validator"]) {
			const to = await coldkey(name);
			const sent = await json("wallet", "transfer", "--wallet", "alice", "--to", to, "--amount", "1500.5");
			expect(sent).toMatchObject({ to, amountRao: 1_500_500_000_000 });
		}
		expect(await json("wallet", "balance", "--wallet", "owner")).toMatchObject({
			freeRao: 1_500_500_000_000,
		});
		expect(await json("subnet", "list")).toMatchObject({ subnets: [] });
		expect(await json("subnet", "create", "--wallet", "owner")).toMatchObject({ netuid: 1 });
		await json("subnet", "start", "--netuid", "1", "--wallet", "owner");
		const registered = await json(
			"subnet",
			"register",
			"--netuid",
			"1",
			"--wallet",
			"validator",
			"--max-burn",
			"5",
		);
		expect(registered).toMatchObject({ netuid: 1, uid: 1 });
		const staked = await json("stake", "add", "--netuid", "1", "--wallet", "validator", "--amount", "100");
		expect(staked).toMatchObject({ amountRao: 100_000_000_000 });
		const listed = await json("stake", "list", "--wallet", "validator");
		expect(listed.stakes).toHaveLength(1);
		const metagraph = await json("subnet", "metagraph", "--netuid", "1", "--sort", "stake");
		expect(metagraph.neurons).toHaveLength(2);
		const changed = await json(
			...["subnet", "hyperparameters", "--netuid", "1", "--wallet", "alice", "--sudo"],
			...["--set", "kappa=30000,commitRevealWeightsEnabled=true", "--set", "alphaValues=40000:50000"],
		);
		expect(changed.hyperparameters).toMatchObject({
			kappa: 30000,
			commitRevealWeightsEnabled: true,
			alphaLow: 40000,
			alphaHigh: 50000,
		});
		// The hotkey has no balance: it pays nothing for weights.
		const hotkeys = (await json("wallet", "show", "--wallet", "validator")).hotkeys as Record<string, string>;
		const weights = await json("weights", "set", "--netuid", "1", "--wallet", "validator", "0=2", "1=1");
		expect(weights).toMatchObject({ mode: "commit-reveal", uids: [0, 1], values: [65535, 32768], feeRao: 0 });
		expect(await json("weights", "show", "--netuid", "1")).toMatchObject({
			rows: [
				{
					uid: 1,
					hotkey: hotkeys.default,
					weights: [
						{ uid: 0, value: 65535 },
						{ uid: 1, value: 32768 },
					],
				},
			],
		});
		const removed = await json(
			"stake",
			"remove",
			"--netuid",
			"1",
			"--wallet",
			"validator",
			"--amount",
			"0.5",
		);
		expect(removed).toMatchObject({ amountRao: 500_000_000 });
		expect(await json("subnet", "show", "--netuid", "1")).toMatchObject({ netuid: 1, n: 2, task: null });
	}, 180_000);

	it("lets another account act for a coldkey, and takes that away", async () => {
		const delegate = await coldkey("validator");
		const proxy = ["--wallet", "owner", "--delegate", delegate, "--type", "Staking"];
		await json("wallet", "proxy", "add", ...proxy);
		expect(await json("wallet", "proxy", "list", "--wallet", "owner")).toMatchObject({
			depositRao: 93_000_000,
			proxies: [{ delegate, type: "Staking", delayBlocks: 0 }],
		});
		const listed = await ganglion("wallet", "proxy", "list", "--wallet", "owner");
		expect(listed.stdout).toContain("0.093");
		await json("wallet", "proxy", "remove", ...proxy);
		expect(await json("wallet", "proxy", "list", "--wallet", "owner")).toMatchObject({ proxies: [] });
		const again = await failing("wallet", "proxy", "remove", ...proxy);
		expect(again.code).toBe("CHAIN_DISPATCH_FAILED");
	}, 120_000);

	it("commits to what a hotkey serves, and reads it back", async () => {
		const commitment = ["--netuid", "1", "--wallet", "owner"];
		const sha256 = "ab".repeat(32);
		await json("subnet", "commitment", "set", ...commitment, "--text", "me/model@v2", "--sha256", sha256);
		expect(await json("subnet", "commitment", "get", ...commitment)).toMatchObject({
			fields: [
				{ kind: "bytes", text: "me/model@v2" },
				{ kind: "sha256", hex: `0x${sha256}` },
			],
			revealed: [],
		});
		const shown = await ganglion("subnet", "commitment", "get", ...commitment);
		expect(shown.stdout).toContain("me/model@v2");
		expect((await failing("subnet", "commitment", "set", ...commitment)).exitCode).toBe(2);
		const stranger = await failing(
			...["subnet", "commitment", "set", "--netuid", "1", "--wallet", "alice", "--text", "a"],
		);
		expect(stranger.code).toBe("CHAIN_REFUSED");
	}, 120_000);

	it("says what is refused, with the exit code for it", async () => {
		const stranger = ["--to", "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty"];
		const cases: readonly [readonly string[], string, number][] = [
			[["subnet", "show", "--netuid", "99"], "SUBNET_NOT_FOUND", 1],
			[["subnet", "register", "--netuid", "99", "--wallet", "alice"], "SUBNET_NOT_FOUND", 1],
			[["subnet", "register", "--netuid", "1", "--wallet", "poor"], "REGISTRATION_UNPAID", 3],
			[
				["wallet", "transfer", "--wallet", "alice", ...stranger, "--amount", "99999999"],
				"CHAIN_DISPATCH_FAILED",
				3,
			],
			[["wallet", "transfer", "--wallet", "alice", "--to", "x", "--amount", "1"], "ADDRESS_INVALID", 2],
			[["wallet", "transfer", "--wallet", "alice", ...stranger, "--amount", "1.0000000001"], "USAGE", 2],
			[["wallet", "transfer", "--wallet", "alice", ...stranger], "USAGE", 2],
			[["wallet", "transfer", "--wallet", "nobody", ...stranger, "--amount", "1"], "WALLET_NOT_FOUND", 1],
			[["wallet", "create", "--wallet", "alice"], "WALLET_EXISTS", 1],
			[["wallet", "create", "--wallet", "secret"], "NO_TERMINAL", 2],
			[["subnet", "list", "--endpoint", "ws://127.0.0.1:1"], "CHAIN_UNREACHABLE", 4],
			[["subnet", "hyperparameters", "--netuid", "1", "--set", "nothing=1"], "CALL_ARGUMENT_INVALID", 2],
			[["subnet", "nothing"], "USAGE", 2],
			[["subnet"], "USAGE", 2],
			[["query", "--netuid", "1", "--text", "x", "--gateway", "localhost:9945"], "USAGE", 2],
			[["wallet", "list", "--config", join(folder, "absent.json")], "CONFIG_FILE_INVALID", 2],
		];
		for (const [argv, code, exitCode] of cases)
			expect(await failing(...argv), argv.join(" ")).toMatchObject({
				code,
				exitCode,
				remedy: expect.stringMatching(/./),
			});
	}, 180_000);
});

describe("without a chain", () => {
	it("signs and verifies, also from a file", async () => {
		const file = join(folder, "letter.txt");
		writeFileSync(file, "a letter\n");
		const signed = await json("wallet", "sign", "--wallet", "alice", "--key", "hotkey", "--file", file);
		const proof = ["--address", String(signed.address), "--signature", String(signed.signature)];
		expect(await json("wallet", "verify", ...proof, "--file", file)).toMatchObject({ valid: true });
		const other = await ganglion("wallet", "verify", ...proof, "another letter", "--json");
		expect(other.exitCode).toBe(1);
		expect(JSON.parse(other.stdout)).toMatchObject({ valid: false });
	});

	it("encrypts a coldkey by a password from a file", async () => {
		const file = join(folder, "password");
		writeFileSync(file, "correct horse\n");
		const made = await json("wallet", "create", "--wallet", "locked", "--password-file", file);
		expect(made.coldkey).toMatchObject({ encrypted: true });
		const signed = await json("wallet", "sign", "--wallet", "locked", "--password-file", file, "hello");
		expect(signed.address).toBe((made.coldkey as { address: string }).address);
		expect(await failing("wallet", "sign", "--wallet", "locked", "hello")).toMatchObject({
			code: "NO_TERMINAL",
		});
		const listed = (await json("wallet", "list")).wallets as {
			name: string;
			coldkey: { encrypted: boolean };
		}[];
		expect(listed.find(({ name }) => name === "locked")?.coldkey.encrypted).toBe(true);
	}, 180_000);

	it("runs Yuma scenarios in every form, and fails where they differ", async () => {
		const file = join(packageRoot(), "test", "vectors", "yuma.json");
		const vector = (JSON.parse(readFileSync(file, "utf8")).vectors as { name: string }[])[0];
		const name = vector?.name ?? "";
		const document = await json("yuma", "run", file, "--vector", name);
		expect(document).toMatchObject({ engine: "chain", passed: true, differing: 0 });
		const floats = await json("yuma", "run", file, "--vector", name, "--engine", "scoring");
		expect(floats).toMatchObject({ engine: "scoring", passed: true, distance: { flags: 0 } });
		const plot = join(folder, "plot.svg");
		const csv = await ganglion("yuma", "run", file, "--vector", name, "--csv", "--plot", plot);
		expect(csv.stdout.split("\n")[0]).toMatch(/^vector,epoch,run,block,uid,/);
		expect(readFileSync(plot, "utf8")).toMatch(/^<svg /);
		const wrong = join(folder, "wrong.json");
		const changed = structuredClone(vector) as unknown as {
			epochs: { expected: { quantity: string; values: Record<string, number> }[] }[];
		};
		for (const { quantity, values } of changed.epochs[0]?.expected ?? [])
			if (quantity === "emission") values["0"] = 1;
		writeFileSync(wrong, JSON.stringify(changed));
		const differs = await ganglion("yuma", "run", wrong, "--json");
		expect(differs.exitCode).toBe(1);
		expect((await check(["yuma", "run"], differs.stdout)).passed).toBe(false);
	}, 120_000);

	it("prints tables for readers, on stdout, without colours in a pipe", async () => {
		const listed = await ganglion("wallet", "list");
		expect(listed.stdout).toMatch(/^wallet\s+key\s+address\s+file\n/);
		expect(listed.stdout).not.toContain("\u001b[");
		expect(listed.stderr).toBe("");
	});

	it("explains itself, and shows the help where nothing is asked", async () => {
		const help = await ganglion("--help");
		expect(help.exitCode).toBe(0);
		for (const group of ["wallet", "subnet", "stake", "weights", "miner", "validator", "yuma"])
			expect(help.stdout).toContain(group);
		const nothing = await ganglion();
		expect(nothing.exitCode).toBe(2);
		expect(nothing.stdout).toBe("");
		expect(nothing.stderr).toContain("Usage: ganglion");
		expect((await ganglion("wallet", "create", "--help")).stdout).toContain("Examples:");
	});
});
