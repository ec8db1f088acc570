import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BeaconKeyError } from "../../../chain/client/errors.js";
import { beaconKey, calls, roundAt, sealWeights, signRound } from "../../../chain/client/index.js";
import { sealForRound } from "../../../chain/client/sealForRound.js";
import { keypairFromUri } from "../../../chain/wallet/index.js";

const folder = new URL("../../../chain/timelock/tests/vectors/", import.meta.url);
const vector = JSON.parse(readFileSync(new URL("sealed.json", folder), "utf8")) as Record<string, string>;
const quicknet = JSON.parse(readFileSync(new URL("quicknet.json", folder), "utf8")) as {
	readonly publicKey: string;
	readonly commits: readonly { readonly sealed: string }[];
};
const bytes = (name: string): Uint8Array => new Uint8Array(Buffer.from(vector[name] ?? "", "hex"));
const hex = (value: Uint8Array): string => Buffer.from(value).toString("hex");

describe("sealing for a round of a beacon", () => {
	it("gives the bytes that the chain's own crate gives for the same secrets", () => {
		const secrets = { seed: bytes("seed"), key: bytes("key"), nonce: bytes("nonce") };
		const sealed = sealForRound({
			publicKey: bytes("publicKey"),
			round: Number(vector.round),
			message: bytes("message"),
			secrets,
		});
		expect(hex(sealed)).toBe(vector.sealed);
		expect(hex(beaconKey(bytes("secret")))).toBe(vector.publicKey);
		expect(hex(signRound(bytes("secret"), Number(vector.round)))).toBe(vector.signature);
	});

	it("takes as many bytes for a row as Bittensor's client, and other ones each time", () => {
		const beacon = { publicKey: new Uint8Array(Buffer.from(quicknet.publicKey, "hex")) };
		const row = {
			account: keypairFromUri("//Alice").address,
			uids: [3, 4],
			values: [1, 65_535],
			versionKey: 0,
		};
		const first = sealWeights(row, beacon, 1_000);
		expect(first).toHaveLength((quicknet.commits[0]?.sealed.length ?? 0) / 2);
		expect(hex(sealWeights(row, beacon, 1_000))).not.toBe(hex(first));
	});

	it("refuses what is no public key", () => {
		for (const publicKey of [new Uint8Array(96), new Uint8Array(95).fill(1), bytes("signature")])
			expect(() => sealForRound({ publicKey, round: 1, message: new Uint8Array() })).toThrow(BeaconKeyError);
	});
});

describe("a beacon's rounds", () => {
	it("begin with 1 at its genesis and come every period", () => {
		const beacon = { genesisMs: 1_000_000, periodMs: 3_000 };
		expect([999_999, 1_000_000, 1_002_999, 1_003_000].map((ms) => roundAt(beacon, ms))).toEqual([0, 1, 1, 2]);
	});

	it("travel with the hash of their signature as randomness", () => {
		const [pulses] = calls.writePulses([{ round: 7, signature: bytes("signature") }]).args;
		expect(pulses).toEqual([
			{
				round: 7n,
				randomness: expect.stringMatching(/^0x[0-9a-f]{64}$/),
				signature: `0x${vector.signature}`,
			},
		]);
	});
});
