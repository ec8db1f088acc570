import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeAddress, keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import {
	createNonceSource,
	createReplayStore,
	createRequestVerifier,
	type RequestGates,
	refusal,
	requestPayload,
	type Signer,
	sha256Hex,
	signRequest,
	type VerifySignature,
} from "../../../subnets/index.js";

/** The vector that Bittensor publishes for btauth/1, so that implementations in other languages agree. */
const published = {
	method: "POST",
	pathAndQuery: "/generate?stream=false",
	body: Buffer.from('{"prompt": "hello"}'),
	nonce: 1_752_076_800_000_000_000n,
	bodySha256: "341c57448e531310fbbe83f44cea2a5e838bd9e8a6b82b269f01d0dbbc23c3cc",
	alice: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
	bob: "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
	ed25519Alice: "5FA9nQDVg267DEd8m1ZypXLBnvN7SFxYwV7ndqSYGiN9TTpu",
	ed25519Signature:
		"0x1a6b631988bf1f7ea093ab9d5acf61f05c316d0b0e428b24b487b75a5f6ee0e1a56a26918fdf871b6cf09437e6588023a4ce423cf622621b2a7feee17612f704",
};

const alice = keypairFromUri("//Alice");
const bob = keypairFromUri("//Bob");
const { method, pathAndQuery, body, nonce } = published;

function makeVerifier(options: { nowNs?: bigint; gates?: RequestGates; verify?: VerifySignature } = {}) {
	const clock = { nowNs: () => options.nowNs ?? nonce + 1_000_000n };
	const replayStore = createReplayStore({}, { clock });
	return createRequestVerifier(
		{ receiver: bob.address },
		{
			clock,
			replayStore,
			verifySignature: options.verify ?? verifySignature,
			...(options.gates === undefined ? {} : { gates: options.gates }),
		},
	);
}

const signed = () => signRequest({ method, pathAndQuery, body, nonce, receiver: bob.address, signer: alice });

describe("btauth/1", () => {
	it("signs the payload of the published vector", () => {
		expect(sha256Hex(body)).toBe(published.bodySha256);
		expect([alice.address, bob.address]).toEqual([published.alice, published.bob]);
		const payload = requestPayload({
			scheme: "sr25519",
			method,
			pathAndQuery,
			bodySha256: published.bodySha256,
			nonce,
			sender: alice.address,
			receiver: bob.address,
		});
		expect(Buffer.from(payload).toString()).toBe(
			[
				"btauth/1",
				"sr25519",
				"POST",
				"/generate?stream=false",
				published.bodySha256,
				"1752076800000000000",
				published.alice,
				published.bob,
			].join("\n"),
		);
	});

	it("gives the published ed25519 signature, which has no randomness in it", () => {
		const signer = ed25519Alice();
		expect(signer.address).toBe(published.ed25519Alice);
		const headers = signRequest({ method, pathAndQuery, body, nonce, receiver: bob.address, signer });
		expect(headers["X-Bittensor-Signature"]).toBe(published.ed25519Signature);
		expect(headers["X-Bittensor-Crypto"]).toBe("ed25519");
	});

	it("verifies ed25519 where the verifier is told that it may", () => {
		const signer = ed25519Alice();
		const headers = signRequest({ method, pathAndQuery, body, nonce, receiver: bob.address, signer });
		const clock = { nowNs: () => nonce };
		const modules = { clock, replayStore: createReplayStore({}, { clock }), verifySignature: signer.verify };
		const strict = createRequestVerifier({ receiver: bob.address }, modules);
		const both = createRequestVerifier({ receiver: bob.address, schemes: ["sr25519", "ed25519"] }, modules);
		expect(strict.verify(method, pathAndQuery, headers, body)).toMatchObject({ code: "MALFORMED_AUTH" });
		expect(both.verify(method, pathAndQuery, headers, body)).toMatchObject({ ok: true });
	});

	it("leaves the scheme header out for sr25519 and survives lower-cased names", () => {
		const headers = signed();
		expect(headers).not.toHaveProperty("X-Bittensor-Crypto");
		const lowered = Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
		);
		expect(makeVerifier().verify(method, pathAndQuery, lowered, body)).toEqual({
			ok: true,
			value: {
				sender: alice.address,
				nonce,
				scheme: "sr25519",
				takesSessions: false,
				bodySha256: published.bodySha256,
			},
		});
	});

	it.each(["SR25519", "1"])("takes the spelling %s of the scheme", (spelling) => {
		const headers = { ...signed(), "X-Bittensor-Crypto": spelling };
		expect(makeVerifier().verify(method, pathAndQuery, headers, body).ok).toBe(true);
	});

	it("round-trips any request", () => {
		fc.assert(
			fc.property(
				fc.constantFrom("GET", "POST", "put"),
				fc.webPath(),
				fc.uint8Array({ maxLength: 64 }),
				(anyMethod, anyPath, anyBody) => {
					const request = { method: anyMethod, pathAndQuery: `/${anyPath}`, body: anyBody, nonce };
					const headers = signRequest({ ...request, receiver: bob.address, signer: alice });
					const verified = makeVerifier().verify(anyMethod, `/${anyPath}`, headers, anyBody);
					expect(verified.ok).toBe(true);
				},
			),
			{ numRuns: 30 },
		);
	});

	it.each<[string, (headers: Record<string, string>) => Record<string, string>, string]>([
		["no version", ({ "X-Bittensor-Version": _, ...rest }) => rest, "MALFORMED_AUTH"],
		["version 2", (headers) => ({ ...headers, "X-Bittensor-Version": "2" }), "MALFORMED_AUTH"],
		["no sender", ({ "X-Bittensor-Hotkey": _, ...rest }) => rest, "MALFORMED_AUTH"],
		["no signature", ({ "X-Bittensor-Signature": _, ...rest }) => rest, "MALFORMED_AUTH"],
		[
			"a signature that is not hex",
			(headers) => ({ ...headers, "X-Bittensor-Signature": "0xnothex" }),
			"MALFORMED_AUTH",
		],
		["no nonce", ({ "X-Bittensor-Nonce": _, ...rest }) => rest, "MALFORMED_AUTH"],
		["a nonce in hex", (headers) => ({ ...headers, "X-Bittensor-Nonce": "0x10" }), "MALFORMED_AUTH"],
		[
			"a nonce with a leading zero",
			(headers) => ({ ...headers, "X-Bittensor-Nonce": `0${nonce}` }),
			"MALFORMED_AUTH",
		],
		["an unknown scheme", (headers) => ({ ...headers, "X-Bittensor-Crypto": "ecdsa" }), "MALFORMED_AUTH"],
		["no receiver", ({ "X-Bittensor-Receiver": _, ...rest }) => rest, "MALFORMED_AUTH"],
		[
			"another receiver",
			(headers) => ({ ...headers, "X-Bittensor-Receiver": alice.address }),
			"WRONG_RECEIVER",
		],
		[
			"another nonce",
			(headers) => ({ ...headers, "X-Bittensor-Nonce": String(nonce + 1n) }),
			"BAD_SIGNATURE",
		],
		["another sender", (headers) => ({ ...headers, "X-Bittensor-Hotkey": bob.address }), "BAD_SIGNATURE"],
		[
			"another signature",
			(headers) => ({ ...headers, "X-Bittensor-Signature": `0x${"11".repeat(64)}` }),
			"BAD_SIGNATURE",
		],
	])("refuses %s", (_, change, code) => {
		const refused = makeVerifier().verify(method, pathAndQuery, change(signed()), body);
		expect(refused).toMatchObject({ ok: false, status: 401, code });
	});

	it.each([
		["method", "GET", pathAndQuery, body],
		["path", method, "/admin", body],
		["query", method, "/generate?stream=true", body],
		["body", method, pathAndQuery, Buffer.from('{"prompt": "hellp"}')],
	])("refuses another %s than was signed", (_, sentMethod, sentPath, sentBody) => {
		const refused = makeVerifier().verify(sentMethod, sentPath, signed(), sentBody);
		expect(refused).toMatchObject({ ok: false, code: "BAD_SIGNATURE" });
	});

	it("refuses a repeated header, of which only one can be the signed one", () => {
		for (const name of ["X-Bittensor-Nonce", "X-Bittensor-Crypto", "X-Bittensor-Receiver"]) {
			const headers = { ...signed(), [name]: ["a", "b"] };
			expect(makeVerifier().verify(method, pathAndQuery, headers, body)).toMatchObject({
				code: "MALFORMED_AUTH",
			});
		}
		const twice = { ...signed(), "x-bittensor-hotkey": bob.address };
		expect(makeVerifier().verify(method, pathAndQuery, twice, body)).toMatchObject({
			code: "MALFORMED_AUTH",
		});
	});

	it.each([
		[10_000_000_000n, true],
		[10_000_000_001n, false],
		[-2_000_000_000n, true],
		[-2_000_000_001n, false],
	])("with a nonce %d ns old: accepted %s", (age, fresh) => {
		const result = makeVerifier({ nowNs: nonce + age }).verify(method, pathAndQuery, signed(), body);
		expect(result.ok).toBe(fresh);
		if (!result.ok) expect(result.code).toBe("STALE_REQUEST");
	});

	it("refuses the second use of a request, and lets another nonce through", () => {
		const verifier = makeVerifier();
		const headers = signed();
		expect(verifier.verify(method, pathAndQuery, headers, body).ok).toBe(true);
		expect(verifier.verify(method, pathAndQuery, headers, body)).toMatchObject({ code: "REPLAYED_REQUEST" });
		const next = signRequest({
			method,
			pathAndQuery,
			body,
			nonce: nonce + 1n,
			receiver: bob.address,
			signer: alice,
		});
		expect(verifier.verify(method, pathAndQuery, next, body).ok).toBe(true);
	});

	it("asks the gates before the signature, and the replay store only after it", () => {
		let verifications = 0;
		const verifier = makeVerifier({
			gates: () => refusal(403, "NOT_PERMITTED", "no permit", "Get one."),
			verify: () => {
				verifications++;
				return true;
			},
		});
		const refused = verifier.verify(method, pathAndQuery, signed(), body);
		expect(refused).toMatchObject({ status: 403, code: "NOT_PERMITTED" });
		expect(verifications).toBe(0);

		const forged = { ...signed(), "X-Bittensor-Signature": `0x${"00".repeat(64)}` };
		const open = makeVerifier();
		expect(open.verify(method, pathAndQuery, forged, body)).toMatchObject({ code: "BAD_SIGNATURE" });
		expect(open.verify(method, pathAndQuery, signed(), body).ok, "a forgery must not burn the nonce").toBe(
			true,
		);
	});

	it("lets no mutation of a header through", () => {
		const names = Object.keys(signed());
		fc.assert(
			fc.property(
				fc.constantFrom(...names),
				fc.nat(200),
				fc.integer({ min: 33, max: 126 }),
				(name, at, code) => {
					const headers = signed();
					const value = headers[name] as string;
					const place = at % value.length;
					const changed = value.slice(0, place) + String.fromCharCode(code) + value.slice(place + 1);
					// Hex digits may be written large or small; that is the same signature.
					fc.pre(changed.toLowerCase() !== value.toLowerCase());
					const result = makeVerifier().verify(method, pathAndQuery, { ...headers, [name]: changed }, body);
					expect(result.ok).toBe(false);
				},
			),
			{ numRuns: 150 },
		);
	});

	it("will not be built on a store that forgets too soon", () => {
		const clock = { nowNs: () => 0n };
		const replayStore = createReplayStore({ retentionMs: 11_999 }, { clock });
		expect(() =>
			createRequestVerifier({ receiver: bob.address }, { clock, replayStore, verifySignature }),
		).toThrow(RangeError);
	});
});

describe("createNonceSource", () => {
	it("never gives a nonce twice, even when the clock stands or goes back", () => {
		let now = 1000n;
		const next = createNonceSource({ nowNs: () => now });
		const given = [next(), next()];
		now = 500n;
		given.push(next());
		now = 5000n;
		given.push(next());
		expect(given).toEqual([1000n, 1001n, 1002n, 5000n]);
	});
});

/** Bittensor's ed25519 //Alice, whose seed is the hard derivation of the development phrase. */
function ed25519Alice(): Signer & { verify: VerifySignature } {
	const seed = Buffer.from("abf8e5bdbe30c65656c0a3cbd181ff8a56294a69dfedd27982aace4a76909115", "hex");
	const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
	const key = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: "der", type: "pkcs8" });
	const publicKey = createPublicKey(key);
	return {
		address: encodeAddress(publicKey.export({ format: "der", type: "spki" }).subarray(-32)),
		scheme: "ed25519",
		sign: (message) => sign(null, message, key),
		verify: (message, signature, _address, scheme) =>
			scheme === "ed25519" && verify(null, message, publicKey, signature),
	};
}
