import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ed25519 } from "@noble/curves/ed25519";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keypairFromUri, packageRoot, verifySignature } from "../../../chain/wallet/index.js";
import {
	createEndorsementBook,
	createReplayStore,
	createRequestVerifier,
	createSessionSource,
	endorsementPayload,
	formatEndorsement,
	MAX_SESSION_NS,
	openSession,
	parseEndorsement,
	type RequestGates,
	refusal,
	type Session,
	type Signer,
	sha256Hex,
	signRequest,
	type VerifySignature,
} from "../../../subnets/index.js";

/** Requests under a session: docs/protocol.md, "Sessions". Receipts: sessionReceipt.test.ts. */

type SessionUse = Session["terms"]["use"];

const caller = keypairFromUri("//Alice");
const miner = keypairFromUri("//Bob");
const stranger = keypairFromUri("//Charlie");
const method = "POST";
const pathAndQuery = "/v2/models/ocr/infer";
const body = Buffer.from("the request");
const NONCE = 1_752_076_800_000_000_000n;
const MINUTE = 60_000_000_000n;

function session(
	terms: { use?: SessionUse; peer?: string; from?: bigint; until?: bigint } = {},
	signer: Signer = caller,
): Session {
	return openSession(
		{
			use: terms.use ?? "request",
			peer: terms.peer,
			notBeforeNs: terms.from ?? NONCE - MINUTE,
			notAfterNs: terms.until ?? NONCE + MINUTE,
		},
		signer,
	);
}

function headersUnder(used: Session | undefined, nonce = NONCE, signer: Signer = caller) {
	return signRequest({ method, pathAndQuery, body, nonce, receiver: miner.address, signer, session: used });
}

function makeVerifier(modules: { gates?: RequestGates; verifySignature?: VerifySignature } = {}) {
	const clock = { nowNs: () => NONCE + 1_000_000n };
	return createRequestVerifier(
		{ receiver: miner.address },
		{ clock, verifySignature, replayStore: createReplayStore({}, { clock }), ...modules },
	);
}

function codeFor(headers: Record<string, string>, sent: Uint8Array = body, verifier = makeVerifier()) {
	const result = verifier.verify(method, pathAndQuery, headers, sent);
	return result.ok ? "ok" : result.code;
}

describe("the vector of docs/protocol.md", () => {
	it("is what this code signs and accepts", () => {
		const document = readFileSync(join(packageRoot(), "docs", "protocol.md"), "utf8");
		const of = (what: string): string =>
			new RegExp(`^\\| ${what} \\| \`([0-9a-f]+)\` \\|$`, "m").exec(document)?.[1] ?? "";
		const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
		const key = createPrivateKey({
			key: Buffer.concat([prefix, Buffer.alloc(32, 7)]),
			format: "der",
			type: "pkcs8",
		});
		const { x = "" } = createPublicKey(key).export({ format: "jwk" });
		const terms = {
			hotkey: caller.address,
			use: "request" as const,
			publicKey: of("public key"),
			peer: undefined,
			notBeforeNs: NONCE - 5n * MINUTE,
			notAfterNs: NONCE + 55n * MINUTE,
		};
		expect(Buffer.from(x, "base64url").toString("hex")).toBe(of("public key"));
		const payload = endorsementPayload(terms);
		const hash = of("sha256 of the endorsement's lines");
		expect(sha256Hex(payload)).toBe(hash);
		const published = Buffer.from('{"prompt": "hello"}');
		const path = "/generate?stream=false";
		const headers = signRequest({
			method,
			pathAndQuery: path,
			body: published,
			nonce: NONCE,
			receiver: miner.address,
			signer: caller,
			session: {
				terms,
				endorsement: formatEndorsement(terms, caller.sign(payload)),
				schemeLine: `ed25519-session:${hash}`,
				sign: (message) => sign(null, message, key),
			},
		});
		expect(headers["X-Bittensor-Signature"]).toBe(`0x${of("the request's signature")}`);
		expect(makeVerifier().verify(method, path, headers, published)).toMatchObject({ ok: true });
	});
});

describe("a request under a session", () => {
	it("is the hotkey's, and says under what it was signed", () => {
		expect(makeVerifier().verify(method, pathAndQuery, headersUnder(session()), body)).toEqual({
			ok: true,
			value: {
				sender: caller.address,
				nonce: NONCE,
				scheme: "ed25519-session",
				takesSessions: true,
				bodySha256: sha256Hex(body),
			},
		});
	});

	it("is refused where anything but one header of it was changed", () => {
		const good = headersUnder(session());
		const [key, peer, from, until, signature] = (good["X-Bittensor-Session"] as string).split(
			";",
		) as string[];
		const endorsement = (...fields: (string | undefined)[]) => ({
			...good,
			"X-Bittensor-Session": fields.join(";"),
		});
		const other = session();
		const otherKey = other.terms.publicKey;
		const changed: Record<string, [Record<string, string>, string]> = {
			"its key": [endorsement(otherKey, peer, from, until, signature), "BAD_SESSION"],
			"its peer": [endorsement(key, miner.address, from, until, signature), "BAD_SESSION"],
			"its beginning": [endorsement(key, peer, `${NONCE - MINUTE - 1n}`, until, signature), "BAD_SESSION"],
			"its end": [endorsement(key, peer, from, `${NONCE + 2n * MINUTE}`, signature), "BAD_SESSION"],
			"its signature": [endorsement(key, peer, from, until, "00".repeat(64)), "BAD_SESSION"],
			"the whole of it": [{ ...good, "X-Bittensor-Session": other.endorsement }, "BAD_SIGNATURE"],
			"its form": [endorsement(key?.toUpperCase(), peer, from, until, signature), "MALFORMED_AUTH"],
			"a leading zero": [endorsement(key, peer, `0${from}`, until, signature), "MALFORMED_AUTH"],
			"a field more": [endorsement(key, peer, from, until, signature, "1"), "MALFORMED_AUTH"],
			sender: [{ ...good, "X-Bittensor-Hotkey": stranger.address }, "BAD_SESSION"],
			receiver: [{ ...good, "X-Bittensor-Receiver": stranger.address }, "WRONG_RECEIVER"],
			nonce: [{ ...good, "X-Bittensor-Nonce": `${NONCE + 1n}` }, "BAD_SIGNATURE"],
			signature: [{ ...good, "X-Bittensor-Signature": `0x${"11".repeat(64)}` }, "BAD_SIGNATURE"],
		};
		for (const [what, [headers, code]] of Object.entries(changed)) expect(codeFor(headers), what).toBe(code);
		expect(codeFor(good, Buffer.from("another body"))).toBe("BAD_SIGNATURE");
		const moved = makeVerifier().verify(method, `${pathAndQuery}?x=1`, good, body);
		expect(moved).toMatchObject({ code: "BAD_SIGNATURE" });
		expect(codeFor(good)).toBe("ok");
	});

	it("is refused where one character of its endorsement was changed", () => {
		const good = headersUnder(session());
		const text = good["X-Bittensor-Session"] as string;
		fc.assert(
			fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
				const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
				fc.pre(changed !== text);
				expect(codeFor({ ...good, "X-Bittensor-Session": changed })).not.toBe("ok");
			}),
			{ numRuns: 150 },
		);
	});

	it.each([
		[
			"an endorsement that has ended",
			{ from: NONCE - 2n * MINUTE, until: NONCE - 1n },
			"SESSION_OUT_OF_SCOPE",
		],
		["one that has not begun", { from: NONCE + 1n, until: NONCE + MINUTE }, "SESSION_OUT_OF_SCOPE"],
		["one for another receiver", { peer: stranger.address }, "SESSION_OUT_OF_SCOPE"],
		["one for this receiver", { peer: miner.address }, "ok"],
		["one for an hour", { until: NONCE - MINUTE + MAX_SESSION_NS }, "ok"],
		["one for longer", { until: NONCE - MINUTE + MAX_SESSION_NS + 1n }, "MALFORMED_AUTH"],
		["one for no time", { from: NONCE, until: NONCE }, "MALFORMED_AUTH"],
		["one that ends before it begins", { from: NONCE + 1n, until: NONCE - 1n }, "MALFORMED_AUTH"],
		["one for receipts", { use: "receipt" as const }, "BAD_SESSION"],
	])("with %s", (_what, terms, code) => {
		expect(codeFor(headersUnder(session(terms)))).toBe(code);
	});

	it("is refused under an endorsement by another hotkey", () => {
		const foreign = session({}, stranger);
		expect(codeFor(headersUnder(foreign))).toBe("BAD_SESSION");
		expect(codeFor(headersUnder(foreign, NONCE, stranger))).toBe("ok");
	});

	it("cannot be taken for a request signed by the hotkey, nor the other way round", () => {
		const {
			"X-Bittensor-Session": endorsement,
			"X-Bittensor-Crypto": _,
			...stripped
		} = headersUnder(session());
		expect(codeFor(stripped)).toBe("BAD_SIGNATURE");
		expect(codeFor({ ...stripped, "X-Bittensor-Crypto": "ed25519-session" })).toBe("MALFORMED_AUTH");
		expect(codeFor({ ...stripped, "X-Bittensor-Session": endorsement as string })).toBe("MALFORMED_AUTH");
		for (const crypto of ["ed25519", "sr25519", "0", "1", "ED25519-SESSION"])
			expect(codeFor({ ...headersUnder(session()), "X-Bittensor-Crypto": crypto }), crypto).toBe(
				"MALFORMED_AUTH",
			);
		const plain = headersUnder(undefined);
		expect(codeFor({ ...plain, "X-Bittensor-Session": session().endorsement })).toBe("MALFORMED_AUTH");
		const dressed = { ...plain, "X-Bittensor-Crypto": "ed25519-session" };
		expect(codeFor({ ...dressed, "X-Bittensor-Session": session().endorsement })).toBe("BAD_SIGNATURE");
	});

	it("works once for a nonce, whichever key of the hotkey signs it", () => {
		const verifier = makeVerifier();
		expect(codeFor(headersUnder(session()), body, verifier)).toBe("ok");
		expect(codeFor(headersUnder(session()), body, verifier)).toBe("REPLAYED_REQUEST");
		expect(codeFor(headersUnder(undefined), body, verifier)).toBe("REPLAYED_REQUEST");
		expect(codeFor(headersUnder(session({}, stranger), NONCE, stranger), body, verifier)).toBe("ok");
	});

	it("ends with the hotkey's permit, though its endorsement is known and good for longer", () => {
		let registered = true;
		const gates: RequestGates = () =>
			registered ? undefined : refusal(403, "CALLER_UNKNOWN", "no uid", "Register.");
		const verifier = makeVerifier({ gates });
		const used = session();
		expect(codeFor(headersUnder(used), body, verifier)).toBe("ok");
		registered = false;
		expect(codeFor(headersUnder(used, NONCE + 1n), body, verifier)).toBe("CALLER_UNKNOWN");
	});

	it("costs one check by the hotkey's scheme a session, and none that the gates refuse", () => {
		let checks = 0;
		const counted: VerifySignature = (...given) => {
			checks++;
			return verifySignature(given[0], given[1], given[2]);
		};
		const used = session();
		const verifier = makeVerifier({ verifySignature: counted });
		for (let i = 0n; i < 5n; i++) expect(codeFor(headersUnder(used, NONCE + i), body, verifier)).toBe("ok");
		expect(checks).toBe(1);
		const gated = makeVerifier({ verifySignature: counted, gates: () => refusal(403, "NO", "no", "no") });
		expect(codeFor(headersUnder(used), body, gated)).toBe("NO");
		expect(checks).toBe(1);
	});
});

describe("createEndorsementBook", () => {
	const endorsed = (use: SessionUse = "request") => {
		const text = session({ use }).endorsement;
		const parsed = parseEndorsement(text, caller.address, use);
		if (parsed === undefined) throw new Error("expected an endorsement");
		return parsed;
	};

	it("forgets the one not used for longest, and never keeps one that is not true", () => {
		let checks = 0;
		const book = createEndorsementBook(
			{ capacity: 2 },
			{
				verifySignature: (...given) => {
					checks++;
					return verifySignature(given[0], given[1], given[2]);
				},
			},
		);
		const [first, second, third] = [endorsed(), endorsed(), endorsed()] as const;
		for (const one of [first, second, first, third]) expect(book.open(one)).toBeDefined();
		expect([book.size, checks]).toEqual([2, 3]);
		book.open(first);
		expect(checks).toBe(3);
		book.open(second);
		expect(checks).toBe(4);
		const forged = parseEndorsement(
			first.text.replace(/[0-9a-f]{128}$/, "00".repeat(64)),
			caller.address,
			"request",
		);
		if (forged === undefined) throw new Error("expected the form of an endorsement");
		for (let i = 0; i < 3; i++) expect(book.open(forged)).toBeUndefined();
		expect([book.size, checks]).toEqual([2, 7]);
	});

	it("finds by its text what was found true, for that hotkey and use alone", () => {
		const book = createEndorsementBook({}, { verifySignature });
		const { text, hotkey } = endorsed();
		expect(book.find(text, hotkey, "request")).toBeUndefined();
		const request = parseEndorsement(text, hotkey, "request");
		if (request === undefined) throw new Error("expected an endorsement");
		book.open(request);
		expect(book.find(text, hotkey, "request")).toEqual(request);
		expect(book.find(text, hotkey, "receipt")).toBeUndefined();
		expect(book.find(text, stranger.address, "request")).toBeUndefined();
		expect(book.find(`${text} `, hotkey, "request")).toBeUndefined();
	});

	it("does not take what is known for one use for another", () => {
		const book = createEndorsementBook({}, { verifySignature });
		const request = endorsed();
		expect(book.open(request)).toBeDefined();
		expect(book.open({ ...request, use: "receipt" })).toBeUndefined();
		expect(book.open({ ...request, hotkey: stranger.address })).toBeUndefined();
	});
});

describe("parseEndorsement", () => {
	it("reads what formatEndorsement writes", () => {
		const text = session({ peer: miner.address }).endorsement;
		const parsed = parseEndorsement(text, caller.address, "request");
		expect(parsed).toMatchObject({ hotkey: caller.address, peer: miner.address, notAfterNs: NONCE + MINUTE });
		expect(parsed && formatEndorsement(parsed, parsed.signature)).toBe(text);
	});

	it("refuses every key of small order, in each of its encodings", () => {
		const prime = 2n ** 255n - 19n;
		const torsion = ed25519.ExtendedPoint.fromHex(
			"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		);
		const keys = new Set<string>();
		for (let i = 0; i < 8; i++) {
			const point = i === 0 ? ed25519.ExtendedPoint.ZERO : torsion.multiplyUnsafe(BigInt(i));
			expect(point.isSmallOrder()).toBe(true);
			const bytes = point.toRawBytes();
			const y = Buffer.from(bytes).reverse();
			y[0] = (y[0] as number) & 0x7f;
			for (const sameY of [BigInt(`0x${y.toString("hex")}`), BigInt(`0x${y.toString("hex")}`) + prime]) {
				if (sameY >= 2n ** 255n) continue;
				for (const sign of [0n, 1n]) {
					const hex = (sameY | (sign << 255n)).toString(16).padStart(64, "0");
					keys.add(Buffer.from(hex, "hex").reverse().toString("hex"));
				}
			}
		}
		expect(keys.size).toBe(14);
		for (const key of keys) {
			const text = session().endorsement.replace(/^[0-9a-f]{64}/, key);
			expect(parseEndorsement(text, caller.address, "request"), key).toBeUndefined();
		}
	});
});

describe("createSessionSource", () => {
	it("uses a session for most of its hour, then makes another in time", () => {
		let now = NONCE;
		const source = createSessionSource({ use: "request" }, { signer: caller, clock: { nowNs: () => now } });
		const first = source.sessionFor(miner.address, [now]);
		now += 49n * MINUTE;
		expect(source.sessionFor(miner.address, [now])).toBe(first);
		now += 2n * MINUTE;
		const second = source.sessionFor(miner.address, [now]);
		expect(second?.terms.publicKey).not.toBe(first?.terms.publicKey);
		const { notBeforeNs = 0n, notAfterNs = 0n } = second?.terms ?? {};
		expect(notAfterNs - notBeforeNs).toBe(MAX_SESSION_NS);
	});

	it("leaves to the hotkey what lies before its time or is for another peer", () => {
		const source = createSessionSource(
			{ use: "receipt", peer: caller.address },
			{ signer: miner, clock: { nowNs: () => NONCE } },
		);
		expect(source.sessionFor(caller.address, [NONCE, NONCE - 4n * MINUTE])).toBeDefined();
		expect(source.sessionFor(caller.address, [NONCE, NONCE - 6n * MINUTE])).toBeUndefined();
		expect(source.sessionFor(stranger.address, [NONCE])).toBeUndefined();
	});

	it("is of use again when a wrong clock is put right", () => {
		let now = NONCE + 10_000n * MINUTE;
		const source = createSessionSource({ use: "request" }, { signer: caller, clock: { nowNs: () => now } });
		source.sessionFor(miner.address, [now]);
		now = NONCE;
		expect(codeFor(headersUnder(source.sessionFor(miner.address, [now])))).toBe("ok");
	});

	it("will not have a hotkey of another scheme endorse", () => {
		expect(() => session({}, { ...caller, sign: caller.sign, scheme: "ed25519" })).toThrow(RangeError);
	});
});
