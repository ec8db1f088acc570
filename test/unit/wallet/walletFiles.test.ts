import {
	chmodSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	createColdkey,
	createHotkey,
	createWallet,
	KeyFileError,
	KeyFileModeError,
	keypairFromMnemonic,
	keypairFromUri,
	listWallets,
	openWallet,
	PasswordMissingError,
	PasswordWrongError,
	verifySignature,
	WalletExistsError,
	WalletNameError,
	WalletNotFoundError,
} from "../../../chain/wallet/index.js";

let path: string;

beforeAll(() => {
	path = mkdtempSync(join(tmpdir(), "ganglion-wallets-"));
});

afterAll(() => {
	rmSync(path, { recursive: true, force: true });
});

const message = new TextEncoder().encode("hello");

describe("a wallet without a password", () => {
	it("opens again with the same keys, in files only the owner may read", async () => {
		const made = await createWallet({ path, name: "plain", hotkey: "first" });
		const wallet = openWallet({ path, name: "plain", hotkey: "first" });
		expect((await wallet.coldkey()).address).toBe(made.coldkey.keypair.address);
		expect(wallet.coldkeyAddress()).toBe(made.coldkey.keypair.address);
		expect(wallet.hotkeyAddress()).toBe(made.hotkey.keypair.address);
		const signature = (await wallet.hotkey()).sign(message);
		expect(verifySignature(message, signature, made.hotkey.keypair.address)).toBe(true);
		expect(keypairFromMnemonic(made.coldkey.mnemonic ?? "").address).toBe(made.coldkey.keypair.address);
		for (const file of ["coldkey", "coldkeypub.txt", "hotkeys/first", "hotkeys/firstpub.txt"])
			expect(statSync(join(path, "plain", file)).mode & 0o777, file).toBe(0o600);
		expect(readdirSync(join(path, "plain")).sort()).toEqual(["coldkey", "coldkeypub.txt", "hotkeys"]);
	});

	it("holds the fields of Bittensor's format", async () => {
		await createColdkey(
			{ path, name: "fields" },
			{ mnemonic: "bottom drive obey lake curtain smoke basket hold race lonely fit walk" },
		);
		// What bittensor-wallet 4.1.1 writes for these words.
		expect(JSON.parse(readFileSync(join(path, "fields", "coldkey"), "utf8"))).toEqual({
			accountId: "0x46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a",
			publicKey: "0x46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a",
			privateKey:
				"0x05d65584630d16cd4af6d0bec10f34bb504a5dcb62dba2122d49f5a663763d0afd190cce74df356432b410bd64682309d6dedb27c76845daf388557cbac3ca34",
			secretPhrase: "bottom drive obey lake curtain smoke basket hold race lonely fit walk",
			secretSeed: "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e",
			ss58Address: "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV",
			cryptoType: 1,
		});
	});

	it("keeps keys that were derived by a path, which have no seed", async () => {
		for (const uri of ["//Alice", "//Alice/soft//hard"]) {
			const name = `derived${uri.length}`;
			await createColdkey({ path, name }, { uri });
			const key = await openWallet({ path, name }).coldkey();
			expect(key.address).toBe(keypairFromUri(uri).address);
			expect(verifySignature(message, key.sign(message), key.address)).toBe(true);
		}
	});

	it("is never overwritten", async () => {
		await createWallet({ path, name: "kept" });
		const before = readFileSync(join(path, "kept", "coldkey"), "utf8");
		await expect(createWallet({ path, name: "kept" })).rejects.toThrow(WalletExistsError);
		await expect(createHotkey({ path, name: "kept", hotkey: "default" })).rejects.toThrow(WalletExistsError);
		expect(readFileSync(join(path, "kept", "coldkey"), "utf8")).toBe(before);
		// Two at once: one is written, the other refused.
		const both = await Promise.allSettled(
			[1, 2].map(() => createHotkey({ path, name: "kept", hotkey: "race" })),
		);
		expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
	});
});

// Each opening derives a key over 512 MiB, seconds of work that a busy machine stretches.
describe("an encrypted wallet", { timeout: 300_000 }, () => {
	it("opens with its password alone", async () => {
		const made = await createWallet({ path, name: "locked", password: "correct horse" });
		expect(made.coldkey.encrypted).toBe(true);
		const content = readFileSync(join(path, "locked", "coldkey"));
		expect(content.subarray(0, 5).toString()).toBe("$NACL");
		expect(content.includes(made.coldkey.mnemonic ?? "-")).toBe(false);
		const open = (password?: string) => openWallet({ path, name: "locked", password });
		expect(open().coldkeyAddress()).toBe(made.coldkey.keypair.address);
		expect((await open("correct horse").coldkey()).address).toBe(made.coldkey.keypair.address);
		await expect(open("wrong horse").coldkey()).rejects.toThrow(PasswordWrongError);
		await expect(open().coldkey()).rejects.toThrow(PasswordMissingError);
		// A hotkey is plain: a process has to read it.
		expect((await open().hotkey()).address).toBe(made.hotkey.keypair.address);
	});

	it("asks for a password only where one is needed", async () => {
		let asked = 0;
		const wallet = openWallet({
			path,
			name: "locked",
			password: async () => `${"correct horse".slice(0, 13)}${asked++ ? "!" : ""}`,
		});
		await wallet.hotkey();
		expect(asked).toBe(0);
		await wallet.coldkey();
		expect(asked).toBe(1);
	});
});

describe("what is wrong with a wallet is said with its remedy", () => {
	it("others may read the key", async () => {
		await createColdkey({ path, name: "open" });
		chmodSync(join(path, "open", "coldkey"), 0o644);
		const opening = openWallet({ path, name: "open" }).coldkey();
		await expect(opening).rejects.toThrow(KeyFileModeError);
		await expect(opening).rejects.toMatchObject({ remedy: expect.stringContaining("chmod 600") });
	});

	it("it does not exist, or has a name that leaves the folder", async () => {
		await expect(openWallet({ path, name: "absent" }).coldkey()).rejects.toThrow(WalletNotFoundError);
		for (const name of ["..", ".", "", "a/b", "a\\b", "a\0b", ".hidden", "x".repeat(65)])
			expect(() => openWallet({ path, name }), JSON.stringify(name)).toThrow(WalletNameError);
		expect(() => openWallet({ path, name: "absent", hotkey: "../x" }).hotkeyAddress()).toThrow(
			WalletNameError,
		);
	});

	it("a file is damaged, and its secret is not repeated", async () => {
		const made = await createColdkey({ path, name: "damaged" });
		const file = join(path, "damaged", "coldkey");
		const whole = JSON.parse(readFileSync(file, "utf8"));
		const cases: readonly [string, unknown][] = [
			["cut off", JSON.stringify(whole).slice(0, 200)],
			["another's secret", { ...whole, secretSeed: `0x${"11".repeat(32)}`, privateKey: undefined }],
			["no secret", { ...whole, secretSeed: undefined, privateKey: undefined, secretPhrase: undefined }],
			["short secret", { ...whole, privateKey: "0x00" }],
			["two public keys", { ...whole, publicKey: `0x${"22".repeat(32)}` }],
			["ed25519", { ...whole, cryptoType: 0 }],
			["not an object", "[]"],
			["encrypted and cut off", "$NACL123"],
			["an old encryption", "$ANSIBLE_VAULT;1.1;AES256"],
		];
		for (const [name, content] of cases) {
			writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode: 0o600 });
			const error = await openWallet({ path, name: "damaged", password: "x" })
				.coldkey()
				.then(
					() => undefined,
					(caught: unknown) => caught,
				);
			expect(error, name).toBeInstanceOf(KeyFileError);
			for (const word of (made.mnemonic ?? "").split(" "))
				expect(String(error).split(/\W+/)).not.toContain(word);
		}
	});

	it("a key without its words and seed opens by its private key, in either form", async () => {
		await createColdkey({ path, name: "bare" }, { uri: "//Bob" });
		const file = join(path, "bare", "coldkey");
		const whole = JSON.parse(readFileSync(file, "utf8"));
		expect(whole.secretSeed).toBeUndefined();
		expect((await openWallet({ path, name: "bare" }).coldkey()).address).toBe(
			keypairFromUri("//Bob").address,
		);
		// The form of Substrate's own tools: the scalar times 8.
		const scalar = Buffer.from(whole.privateKey.slice(2, 66), "hex").reverse().toString("hex");
		const times8 = Buffer.from((BigInt(`0x${scalar}`) << 3n).toString(16).padStart(64, "0"), "hex").reverse();
		whole.privateKey = `0x${times8.toString("hex")}${whole.privateKey.slice(66)}`;
		writeFileSync(file, JSON.stringify(whole), { mode: 0o600 });
		const key = await openWallet({ path, name: "bare" }).coldkey();
		expect(verifySignature(message, key.sign(message), keypairFromUri("//Bob").address)).toBe(true);
	});
});

describe("listWallets", () => {
	it("shows names and addresses, watch-only and damaged wallets too, and no wallets where there is no folder", async () => {
		const folder = mkdtempSync(join(tmpdir(), "ganglion-list-"));
		const made = await createWallet({ path: folder, name: "a" });
		await createColdkey({ path: folder, name: "watch" });
		rmSync(join(folder, "watch", "coldkey"));
		writeFileSync(join(folder, "a", "hotkeys", "broken"), "not a key", { mode: 0o600 });
		const listed = listWallets(folder);
		expect(listed.map(({ name }) => name)).toEqual(["a", "watch"]);
		expect(listed[0]?.coldkey).toEqual({
			address: made.coldkey.keypair.address,
			encrypted: false,
			watchOnly: false,
		});
		expect(listed[1]?.coldkey?.watchOnly).toBe(true);
		expect(listed[0]?.hotkeys).toEqual([
			{ name: "broken", address: undefined, encrypted: false },
			{ name: "default", address: made.hotkey.keypair.address, encrypted: false },
		]);
		rmSync(folder, { recursive: true });
		expect(existsSync(folder)).toBe(false);
		expect(listWallets(folder)).toEqual([]);
	});
});
