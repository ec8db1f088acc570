import {
	blake2AsU8a,
	cryptoWaitReady,
	mnemonicValidate,
	encodeAddress as referenceAddress,
} from "@polkadot/util-crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
	AddressError,
	blake2b,
	decodeAddress,
	encodeAddress,
	generateMnemonic,
	isAddress,
	keypairFromMnemonic,
	keypairFromSeed,
	keypairFromUri,
	MnemonicError,
	SecretUriError,
	verifySignature,
} from "../../../chain/wallet/index.js";

const PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

beforeAll(async () => {
	await cryptoWaitReady();
});

describe("blake2b", () => {
	it("equals another implementation at every length and size", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(16, 32, 64), (data, size) => {
				expect(blake2b(data, size)).toEqual(blake2AsU8a(data, (size * 8) as 128 | 256 | 512));
			}),
			{
				numRuns: 60,
				examples: [
					[new Uint8Array(0), 32],
					[new Uint8Array(128), 32],
					[new Uint8Array(129), 64],
				],
			},
		);
	});
});

describe("addresses", () => {
	it("are those of another implementation, and come back", () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (publicKey) => {
				const address = encodeAddress(publicKey);
				expect(address).toBe(referenceAddress(publicKey, 42));
				expect(decodeAddress(address)).toEqual(publicKey);
			}),
			{ numRuns: 40, examples: [[new Uint8Array(32)]] },
		);
	});

	it("refuses a changed character, another network, and other texts, each with a reason", () => {
		const address = encodeAddress(new Uint8Array(32).fill(7));
		const changed = `${address.slice(0, 20)}${address[20] === "a" ? "b" : "a"}${address.slice(21)}`;
		expect(() => decodeAddress(changed)).toThrow(/checksum/);
		expect(() => decodeAddress(referenceAddress(new Uint8Array(32).fill(7), 0))).toThrow(/network 42/);
		for (const text of ["", "0OIl", "5", `${address}1`, "1".repeat(1e5)])
			expect(() => decodeAddress(text)).toThrow(AddressError);
		expect(isAddress(changed)).toBe(false);
	});
});

describe("keypairs", () => {
	it("of secret URIs are those every Substrate tool derives", () => {
		expect(keypairFromUri("//Alice").address).toBe("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY");
		expect(keypairFromUri("//Bob").address).toBe("5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty");
		expect(keypairFromUri("//Alice//stash").address).toBe("5GNJqTPyNqANBkUVMN1LPPrxXnFouWXoe2wNSmmEoLctxiZY");
		expect(keypairFromMnemonic(PHRASE).address).toBe("5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV");
		// Made by bittensor-wallet 4.1.1.
		expect(keypairFromUri(`${PHRASE}//hard/soft`).address).toBe(
			"5F9Awe4TLRmnDEtqq1AWMsJFRoFPctHt5Licz4B6X5LoWV9e",
		);
		const seed = `0x${"01".repeat(32)}`;
		expect(keypairFromUri(seed).address).toBe(keypairFromSeed(new Uint8Array(32).fill(1)).address);
		expect(keypairFromUri(`${PHRASE}///pass`).address).not.toBe(keypairFromUri(PHRASE).address);
	});

	it("sign what verifies, and nothing malformed verifies or throws", () => {
		const pair = keypairFromUri("//Alice");
		const message = new TextEncoder().encode("a message");
		const signature = pair.sign(message);
		expect(verifySignature(message, signature, pair.address)).toBe(true);
		expect(verifySignature(message, signature, pair.publicKey)).toBe(true);
		expect(verifySignature(message.subarray(1), signature, pair.address)).toBe(false);
		expect(verifySignature(message, signature, keypairFromUri("//Bob").address)).toBe(false);
		fc.assert(
			fc.property(
				fc.uint8Array({ maxLength: 80 }),
				fc.oneof(fc.string(), fc.uint8Array({ maxLength: 40 })),
				(bytes, key) => {
					expect(verifySignature(message, bytes, key)).toBe(false);
				},
			),
		);
	});

	it("keep their secret out of what is printed", () => {
		expect(JSON.stringify(keypairFromUri("//Alice"))).not.toMatch(/secret/i);
	});

	it("of malformed URIs are refused without repeating them", () => {
		for (const uri of ["", "0x12", "//", "/", `//${"9".repeat(20)}`])
			expect(() => keypairFromUri(uri), uri).toThrow(SecretUriError);
		const error = (() => {
			try {
				keypairFromUri("bottom drive obey lake curtain smoke basket hold race lonely fit wolk");
			} catch (caught) {
				return caught as MnemonicError;
			}
		})();
		expect(error).toBeInstanceOf(MnemonicError);
		expect(error?.message).not.toMatch(/bottom|wolk/);
	});
});

describe("mnemonics", () => {
	it("have 12 words, differ, and are valid elsewhere", () => {
		const made = Array.from({ length: 8 }, () => generateMnemonic());
		expect(new Set(made).size).toBe(made.length);
		for (const mnemonic of made) {
			expect(mnemonic.split(" ")).toHaveLength(12);
			expect(mnemonicValidate(mnemonic)).toBe(true);
		}
	});

	it("with a wrong checksum or count are refused", () => {
		expect(() => keypairFromMnemonic(PHRASE.replace("walk", "lake"))).toThrow(/checksum/);
		expect(() => keypairFromMnemonic("bottom drive")).toThrow(/12 to 24/);
	});
});
