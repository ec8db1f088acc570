import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, type TestContext } from "vitest";
import { createHotkey, createWallet, openWallet } from "../../chain/wallet/index.js";

/**
 * Wallets made here open in Python `bittensor-wallet`, and the reverse. The package is installed from a package
 * index into a virtual environment of its own; where that cannot be had the tests are skipped and say so.
 * GANGLION_TEST_PYTHON names an interpreter that has the package, for machines without an index.
 */

const run = promisify(execFile);
const PASSWORD = "Corr3ct-horse!";

let folder: string;
let python: string | undefined;
let reason = "";

async function runPython(code: string): Promise<unknown> {
	const { stdout } = await run(python ?? "python3", ["-c", code], { timeout: 60_000 });
	return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

function needPython(context: TestContext): void {
	context.skip(python === undefined, reason);
}

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-python-"));
	const given = process.env.GANGLION_TEST_PYTHON;
	if (given !== undefined) {
		python = given;
		return;
	}
	try {
		await run("python3", ["-m", "venv", join(folder, "venv")], { timeout: 60_000 });
		const candidate = join(folder, "venv", "bin", "python");
		const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "0"];
		await run(candidate, [...pip, "bittensor-wallet==4.1.1"], { timeout: 90_000 });
		python = candidate;
	} catch (error) {
		reason = `bittensor-wallet cannot be installed here: ${String(error).split("\n")[0]}`;
	}
}, 180_000);

afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
});

describe("wallets and Python bittensor-wallet", () => {
	it("opens there what was made here, encrypted coldkey and hotkey", async (context) => {
		needPython(context);
		const path = join(folder, "ours");
		const made = await createWallet({ path, name: "w", hotkey: "h", password: PASSWORD });
		const derived = await createHotkey({ path, name: "w", hotkey: "derived" }, { uri: "//Alice//x" });
		const seen = await runPython(`
import json
from bittensor_wallet import Wallet
w = Wallet(name="w", hotkey="h", path=${JSON.stringify(path)})
cold = w.get_coldkey(password=${JSON.stringify(PASSWORD)})
d = Wallet(name="w", hotkey="derived", path=${JSON.stringify(path)})
print(json.dumps([cold.ss58_address, w.coldkeypub.ss58_address, w.hotkey.ss58_address, d.hotkey.ss58_address,
	cold.verify(b"m", cold.sign(b"m")), d.hotkey.verify(b"m", d.hotkey.sign(b"m"))]))`);
		const cold = made.coldkey.keypair.address;
		expect(seen).toEqual([cold, cold, made.hotkey.keypair.address, derived.keypair.address, true, true]);
	}, 120_000);

	it("opens here what was made there", async (context) => {
		needPython(context);
		const path = join(folder, "theirs");
		const addresses = await runPython(`
import json
from bittensor_wallet import Wallet
w = Wallet(name="w", hotkey="h", path=${JSON.stringify(path)})
w.create_new_coldkey(use_password=True, coldkey_password=${JSON.stringify(PASSWORD)}, overwrite=False, suppress=True)
w.create_new_hotkey(use_password=False, overwrite=False, suppress=True)
print(json.dumps([w.coldkeypub.ss58_address, w.hotkey.ss58_address]))`);
		const wallet = openWallet({ path, name: "w", hotkey: "h", password: PASSWORD });
		expect([(await wallet.coldkey()).address, (await wallet.hotkey()).address]).toEqual(addresses);
		expect([wallet.coldkeyAddress(), wallet.hotkeyAddress()]).toEqual(addresses);
		expect(
			readFileSync(join(path, "w", "coldkey"))
				.subarray(0, 5)
				.toString(),
		).toBe("$NACL");
	}, 120_000);

	it("agrees on signatures both ways", async (context) => {
		needPython(context);
		const path = join(folder, "ours");
		const key = await openWallet({ path, name: "w", hotkey: "h" }).hotkey();
		const signature = Buffer.from(key.sign(new TextEncoder().encode("from here"))).toString("hex");
		const seen = await runPython(`
import json
from bittensor_wallet import Keypair
k = Keypair(ss58_address=${JSON.stringify(key.address)})
print(json.dumps([k.verify(b"from here", bytes.fromhex("${signature}")), k.verify(b"from there", bytes.fromhex("${signature}"))]))`);
		expect(seen).toEqual([true, false]);
	}, 120_000);
});
