import { cryptoWaitReady } from "@polkadot/util-crypto/crypto";
import {
	sr25519DeriveHard as theirDeriveHard,
	sr25519DerivePublic as theirDerivePublic,
	sr25519DeriveSoft as theirDeriveSoft,
	sr25519PairFromSeed as theirFromSeed,
	sr25519Sign as theirSign,
	sr25519Verify as theirVerify,
} from "@polkadot/util-crypto/sr25519";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
	Sr25519InputError,
	type Sr25519Pair,
	sr25519DeriveHard,
	sr25519DeriveSoft,
	sr25519DeriveSoftPublic,
	sr25519FromSeed,
	sr25519PublicKey,
	sr25519Sign,
	sr25519Verify,
} from "../../../chain/wallet/sr25519.js";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const message = fc.oneof(
	fc.uint8Array({ maxLength: 300 }),
	fc.integer({ min: 0, max: 200_000 }).map((length) => new Uint8Array(length).fill(length & 0xff)),
);
const plain = (value: Uint8Array) => Buffer.from(value).toString("hex");

/** A copy with one byte changed. */
function changed(value: Uint8Array, at: number, by: number): Uint8Array {
	const copy = value.slice();
	const place = at % copy.length;
	copy[place] = (copy[place] ?? 0) ^ by;
	return copy;
}

beforeAll(async () => {
	await cryptoWaitReady();
});

describe("sr25519 beside @polkadot/wasm-crypto", () => {
	it("makes the same pair of a seed", () => {
		fc.assert(
			fc.property(bytes(32), (seed) => {
				const ours = sr25519FromSeed(seed);
				const theirs = theirFromSeed(seed);
				expect(plain(ours.publicKey)).toBe(plain(theirs.publicKey));
				expect(plain(ours.secretKey)).toBe(plain(theirs.secretKey));
				expect(plain(sr25519PublicKey(ours.secretKey))).toBe(plain(ours.publicKey));
			}),
			{ numRuns: 50 },
		);
	});

	it("verifies signatures both ways", () => {
		fc.assert(
			fc.property(bytes(32), message, (seed, text) => {
				const pair = sr25519FromSeed(seed);
				expect(theirVerify(text, sr25519Sign(text, pair), pair.publicKey)).toBe(true);
				expect(sr25519Verify(text, theirSign(text, pair), pair.publicKey)).toBe(true);
			}),
			{ numRuns: 50 },
		);
	});

	it("agrees on every changed message, signature and key", () => {
		fc.assert(
			fc.property(
				bytes(32),
				fc.uint8Array({ minLength: 1, maxLength: 100 }),
				fc.nat(),
				fc.integer({ min: 1, max: 255 }),
				(seed, text, at, by) => {
					const pair = sr25519FromSeed(seed);
					const signature = sr25519Sign(text, pair);
					const cases = [
						[changed(text, at, by), signature, pair.publicKey],
						[text, changed(signature, at, by), pair.publicKey],
						[text, signature, changed(pair.publicKey, at, by)],
					] as const;
					for (const [t, s, k] of cases) {
						expect(sr25519Verify(t, s, k)).toBe(false);
						expect(theirSays(t, s, k)).toBe(false);
					}
				},
			),
			{ numRuns: 50 },
		);
	});

	it("agrees of a key that has signed so often that its multiples are kept", () => {
		for (const seed of [1, 2, 3]) {
			const pair = sr25519FromSeed(new Uint8Array(32).fill(seed));
			for (let i = 0; i < 40; i++)
				expect(sr25519Verify(Uint8Array.of(i), sr25519Sign(Uint8Array.of(i), pair), pair.publicKey)).toBe(
					true,
				);
			const scalarPlusOrder = (signature: Uint8Array) => {
				const order = 2n ** 252n + 27742317777372353535851937790883648493n;
				const half = Buffer.from(signature.subarray(32)).reverse();
				const scalar = (BigInt(`0x${half.toString("hex")}`) & (2n ** 255n - 1n)) + order;
				const bytes = Buffer.from((scalar | (2n ** 255n)).toString(16), "hex").reverse();
				return Uint8Array.from([...signature.subarray(0, 32), ...bytes]);
			};
			fc.assert(
				fc.property(
					fc.uint8Array({ minLength: 1, maxLength: 400 }),
					fc.nat(),
					fc.integer({ min: 1, max: 255 }),
					(text, at, by) => {
						const signature = sr25519Sign(text, pair);
						expect(sr25519Verify(text, theirSign(text, pair), pair.publicKey)).toBe(true);
						expect(sr25519Verify(text, signature, pair.publicKey)).toBe(true);
						const unmarked = signature.slice();
						unmarked[63] = (unmarked[63] ?? 0) & 0x7f;
						for (const [t, s] of [
							[changed(text, at, by), signature],
							[text, changed(signature, at, by)],
							[text, scalarPlusOrder(signature)],
							[text, unmarked],
							[text, new Uint8Array(64)],
						] as const) {
							expect(sr25519Verify(t, s, pair.publicKey)).toBe(false);
							expect(theirSays(t, s, pair.publicKey)).toBe(false);
						}
					},
				),
				{ numRuns: 40 },
			);
		}
	});

	it("derives the same hard children", () => {
		fc.assert(
			fc.property(bytes(32), bytes(32), (seed, chainCode) => {
				const pair = sr25519FromSeed(seed);
				const ours = sr25519DeriveHard(pair, chainCode);
				const theirs = theirDeriveHard({ ...pair }, chainCode);
				expect(plain(ours.publicKey)).toBe(plain(theirs.publicKey));
				expect(plain(ours.secretKey)).toBe(plain(theirs.secretKey));
			}),
			{ numRuns: 50 },
		);
	});

	it("derives the same soft children, from the pair and from the public key", () => {
		fc.assert(
			fc.property(bytes(32), bytes(32), message, (seed, chainCode, text) => {
				const pair = sr25519FromSeed(seed);
				const ours = sr25519DeriveSoft(pair, chainCode);
				const theirs = theirDeriveSoft({ ...pair }, chainCode);
				expect(plain(ours.publicKey)).toBe(plain(theirs.publicKey));
				// the second half, the nonce seed, is random in both
				expect(plain(ours.secretKey.subarray(0, 32))).toBe(plain(theirs.secretKey.subarray(0, 32)));
				expect(plain(sr25519DeriveSoftPublic(pair.publicKey, chainCode))).toBe(plain(ours.publicKey));
				expect(plain(theirDerivePublic(pair.publicKey, chainCode))).toBe(plain(ours.publicKey));
				expect(theirVerify(text, sr25519Sign(text, ours), ours.publicKey)).toBe(true);
			}),
			{ numRuns: 30 },
		);
	});
});

describe("sr25519 by itself", () => {
	const pair: Sr25519Pair = sr25519FromSeed(new Uint8Array(32).fill(7));
	const text = new TextEncoder().encode("ganglion");

	it("signs and verifies messages of many megabytes, and short ones after them", () => {
		const long = new Uint8Array(20_000_000).fill(1);
		const signature = sr25519Sign(long, pair);
		expect(sr25519Verify(long, signature, pair.publicKey)).toBe(true);
		expect(sr25519Verify(long.subarray(1), signature, pair.publicKey)).toBe(false);
		expect(sr25519Verify(text, sr25519Sign(text, pair), pair.publicKey)).toBe(true);
	});

	it("signs anew each time, and the same where the randomness is the same", () => {
		const random = (length: number) => new Uint8Array(length).fill(5);
		expect(plain(sr25519Sign(text, pair))).not.toBe(plain(sr25519Sign(text, pair)));
		expect(plain(sr25519Sign(text, pair, random))).toBe(plain(sr25519Sign(text, pair, random)));
	});

	it("takes hostile bytes of any length for a wrong signature", () => {
		fc.assert(
			fc.property(
				message,
				fc.uint8Array({ maxLength: 130 }),
				fc.uint8Array({ maxLength: 70 }),
				(hostile, signature, publicKey) => {
					expect(sr25519Verify(hostile, signature, publicKey)).toBe(false);
				},
			),
		);
		for (const [signature, key] of [
			[0, 0],
			[0xff, 0xff],
			[0, 0xff],
		] as const)
			expect(sr25519Verify(text, new Uint8Array(64).fill(signature), new Uint8Array(32).fill(key))).toBe(
				false,
			);
	});

	it("refuses keys, seeds and chain codes of the wrong length by a typed error", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 130 }), (value) => {
				const calls = [
					() => value.length === 32 || sr25519FromSeed(value),
					() => value.length === 64 || sr25519PublicKey(value),
					() => value.length === 64 || sr25519Sign(text, { ...pair, secretKey: value }),
					() => value.length === 32 || sr25519Sign(text, { ...pair, publicKey: value }),
					() => value.length === 32 || sr25519DeriveHard(pair, value),
					() => value.length === 32 || sr25519DeriveSoft(pair, value),
					() => value.length === 32 || sr25519DeriveSoftPublic(pair.publicKey, value),
					() => value.length === 32 || sr25519Sign(text, pair, () => value),
				];
				for (const call of calls) {
					try {
						expect(call()).toBe(true);
					} catch (error) {
						expect(error).toBeInstanceOf(Sr25519InputError);
					}
				}
			}),
			{ numRuns: 200 },
		);
	});

	it("refuses secrets that are no scalar by a typed error, whose message does not repeat them", () => {
		fc.assert(
			fc.property(bytes(64), (secretKey) => {
				// the highest scalars lie above the group's order
				secretKey[31] = 0xff;
				for (const call of [
					() => sr25519PublicKey(secretKey),
					() => sr25519Sign(text, { ...pair, secretKey }),
					() => sr25519DeriveHard({ ...pair, secretKey }, new Uint8Array(32)),
					() => sr25519DeriveSoft({ ...pair, secretKey }, new Uint8Array(32)),
				])
					expect(call).toThrow(Sr25519InputError);
			}),
			{ numRuns: 30 },
		);
		expect(() => sr25519DeriveSoftPublic(new Uint8Array(32).fill(0xff), new Uint8Array(32))).toThrow(
			"the public key cannot be used",
		);
	});

	it("leaves no secret behind in what it returns", () => {
		const first = sr25519FromSeed(new Uint8Array(32).fill(1));
		const copy = plain(first.secretKey);
		sr25519FromSeed(new Uint8Array(32).fill(2));
		expect(plain(first.secretKey)).toBe(copy);
	});
});

function theirSays(text: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
	try {
		return theirVerify(text, signature, publicKey);
	} catch {
		return false;
	}
}
