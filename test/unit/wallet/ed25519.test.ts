import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ed25519Check } from "../../../chain/wallet/index.js";
import { callSr25519 } from "../../../chain/wallet/sr25519Module.js";

/** Good signatures after which a key's multiples are used; knownKeys.test.ts holds it to that. */
const BEFORE_PLACE = 32;
/** The place that these tests learn keys into; ed25519Check takes the first ones. */
const PLACE = 63;

const ORDER = ed25519.CURVE.n;
const PRIME = 2n ** 255n - 19n;
const BASE = ed25519.ExtendedPoint.BASE;
type Point = typeof BASE;

const toBytes = (value: bigint) =>
	Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
const toNumber = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const torsion = ed25519.ExtendedPoint.fromHex(
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
);
const times = (point: Point, n: bigint): Point =>
	n === 0n ? ed25519.ExtendedPoint.ZERO : point.multiplyUnsafe(n);

function byNode(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	const x = Buffer.from(publicKey).toString("base64url");
	const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
	return verify(null, message, key, signature);
}

/** The check by multiples, of any 32 bytes as a key; what cannot be learnt has no good signature. */
function byMultiples(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	if (!callSr25519((m) => m.learn_ed25519(PLACE), { publicKey })) return false;
	return callSr25519((m) => m.verify_known_ed25519(PLACE, message.length), { signature }, {}, message);
}

function challenge(r: Uint8Array, publicKey: Uint8Array, message: Uint8Array): bigint {
	return toNumber(createHash("sha512").update(r).update(publicKey).update(message).digest()) % ORDER;
}

function agree(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	const theirs = byNode(publicKey, message, signature);
	expect(byMultiples(publicKey, message, signature), Buffer.from(publicKey).toString("hex")).toBe(theirs);
	return theirs;
}

describe("ed25519 by a key's multiples, beside OpenSSL", () => {
	it("agrees on good signatures, and on every changed message, signature and key", () => {
		fc.assert(
			fc.property(
				fc.uint8Array({ minLength: 1, maxLength: 300 }),
				fc.nat(),
				fc.integer({ min: 1, max: 255 }),
				(message, at, by) => {
					const { publicKey, privateKey } = generateKeyPairSync("ed25519");
					const key = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
					const signature = sign(null, message, privateKey);
					expect(agree(key, message, signature)).toBe(true);
					const changed = (bytes: Uint8Array) => {
						const copy = Uint8Array.from(bytes);
						copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ by;
						return copy;
					};
					expect(agree(key, changed(message), signature)).toBe(false);
					expect(agree(key, message, changed(signature))).toBe(false);
					agree(changed(key), message, signature);
				},
			),
			{ numRuns: 40 },
		);
	});

	it("refuses a scalar that is not below the group's order", () => {
		const { publicKey, privateKey } = generateKeyPairSync("ed25519");
		const key = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
		const message = Buffer.from("the same signature twice");
		const good = sign(null, message, privateKey);
		const scalar = toNumber(good.subarray(32));
		for (let n = 1n; scalar + n * ORDER < 2n ** 256n; n++) {
			const other = Buffer.concat([good.subarray(0, 32), toBytes(scalar + n * ORDER)]);
			expect(agree(key, message, other), `${n}`).toBe(false);
		}
		expect(agree(key, message, good)).toBe(true);
	});

	it("agrees on keys and commitments with a part of small order", () => {
		let [taken, refused] = [0, 0];
		for (let n = 0n; n < 8n; n++) {
			const secret = 1_234_567n + n;
			const key = times(BASE, secret).add(times(torsion, n)).toRawBytes();
			for (let m = 0n; m < 8n; m++) {
				const message = Uint8Array.of(Number(n), Number(m));
				const r = times(BASE, 99n + m)
					.add(times(torsion, m))
					.toRawBytes();
				const scalar = (99n + m + challenge(r, key, message) * secret) % ORDER;
				const isGood = agree(key, message, Buffer.concat([r, toBytes(scalar)]));
				isGood ? taken++ : refused++;
			}
		}
		// the parts of small order cancel out now and then, so both happen
		expect(taken).toBeGreaterThan(0);
		expect(refused).toBeGreaterThan(0);
	});

	it("agrees on keys of small order and on keys that are written in a way that is not the usual one", () => {
		const encodings: bigint[] = [];
		for (let n = 0n; n < 8n; n++) {
			const y = toNumber(times(torsion, n).toRawBytes()) & (2n ** 255n - 1n);
			for (const written of [y, y + PRIME])
				if (written < 2n ** 255n) encodings.push(written, written + 2n ** 255n);
		}
		// y from the prime on: 19 values, points of the curve or not
		for (let y = PRIME; y < 2n ** 255n; y++) encodings.push(y, y + 2n ** 255n);
		let taken = 0;
		for (const encoding of encodings) {
			const key = toBytes(encoding);
			for (let m = 0; m < 10; m++) {
				const message = Uint8Array.of(m);
				// of a key of small order s · base is a good commitment wherever the challenge is a multiple of its order
				const r = times(BASE, 7n).toRawBytes();
				if (agree(key, message, Buffer.concat([r, toBytes(7n)]))) taken++;
				// and the identity, written in both ways, for a scalar of zero
				for (const identity of [1n, 1n + PRIME, 1n + 2n ** 255n])
					if (agree(key, message, Buffer.concat([toBytes(identity), toBytes(0n)]))) taken++;
			}
		}
		expect(taken).toBeGreaterThan(0);
	});

	it("agrees on random bytes", () => {
		fc.assert(
			fc.property(
				fc.uint8Array({ minLength: 32, maxLength: 32 }),
				fc.uint8Array({ minLength: 64, maxLength: 64 }),
				fc.uint8Array({ maxLength: 50 }),
				(key, signature, message) => {
					expect(agree(key, message, signature)).toBe(false);
				},
			),
			{ numRuns: 100 },
		);
	});
});

describe("ed25519Check", () => {
	const { publicKey, privateKey } = generateKeyPairSync("ed25519");
	const key = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");

	it("says the same before and after the key is known, and of signatures of another length", () => {
		const check = ed25519Check(key);
		for (let i = 0; i < BEFORE_PLACE + 10; i++) {
			const message = Buffer.from(`message ${i}`);
			const signature = sign(null, message, privateKey);
			expect(check(message, signature)).toBe(true);
			expect(check(Buffer.from("another"), signature)).toBe(false);
			for (const length of [0, 63]) expect(check(message, signature.subarray(0, length))).toBe(false);
			expect(check(message, Buffer.concat([signature, Buffer.of(0)]))).toBe(false);
		}
	});

	it("checks by the key that it was made with, whatever becomes of that array", () => {
		const own = Uint8Array.from(key);
		const check = ed25519Check(own);
		own.fill(1);
		const message = Buffer.from("message");
		for (let i = 0; i < BEFORE_PLACE + 2; i++)
			expect(check(message, sign(null, message, privateKey))).toBe(true);
	});

	it("keeps keys apart", () => {
		const others = Array.from({ length: 70 }, () => generateKeyPairSync("ed25519"));
		const message = Buffer.from("of one of many");
		const checks = others.map((pair) =>
			ed25519Check(Buffer.from(pair.publicKey.export({ format: "jwk" }).x ?? "", "base64url")),
		);
		const signatures = others.map((pair) => sign(null, message, pair.privateKey));
		// more keys than there are places, so that places change hands
		for (let round = 0; round < BEFORE_PLACE + 1; round++)
			checks.forEach((check, n) => {
				expect(check(message, signatures[n] ?? Buffer.of())).toBe(true);
			});
		checks.forEach((check, n) => {
			expect(check(message, signatures[(n + 1) % signatures.length] ?? Buffer.of())).toBe(false);
		});
	});

	it("takes no key of another length", () => {
		for (const length of [0, 31, 33]) expect(() => ed25519Check(new Uint8Array(length))).toThrow(RangeError);
	});
});
