import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import {
	openSession,
	type ReceiptExpectation,
	type Session,
	type SessionSource,
	type Signer,
	signReceipt,
	verifyReceipt,
} from "../../../subnets/index.js";

const miner = keypairFromUri("//Bob");
const caller = keypairFromUri("//Alice");
const stranger = keypairFromUri("//Charlie");
const requestBody = Buffer.from("the request");
const response = Buffer.from("the answer");
const modelSha256 = "ab".repeat(32);
const NONCE = 1_752_076_800_000_000_000n;
const MINUTE = 60_000_000_000n;

const answered = {
	status: 200,
	nonce: NONCE,
	requestBody,
	response,
	modelSha256,
	startedNs: NONCE + 10n,
	finishedNs: NONCE + 20n,
	caller: caller.address,
};
const expectation: ReceiptExpectation = {
	requestBody,
	response,
	status: 200,
	nonce: NONCE,
	miner: miner.address,
	caller: caller.address,
	modelSha256,
};

type Terms = Partial<Parameters<typeof openSession>[0]>;

function session(terms: Terms = {}, signer: Signer = miner): Session {
	return openSession(
		{ use: "receipt", peer: undefined, notBeforeNs: NONCE - MINUTE, notAfterNs: NONCE + MINUTE, ...terms },
		signer,
	);
}

/** A miner's process that signs under this session whatever its scope says. */
function receiptUnder(used: Session, changes: Partial<typeof answered> = {}): Record<string, string> {
	const always: SessionSource = { sessionFor: () => used };
	return signReceipt({ ...answered, ...changes }, miner, always);
}

function codeFor(headers: Record<string, string>, changes: Partial<ReceiptExpectation> = {}): string {
	const result = verifyReceipt(headers, { ...expectation, ...changes }, verifySignature);
	return result.ok ? "ok" : result.code;
}

const good = receiptUnder(session());

describe("a receipt under a session", () => {
	it("is verified from its headers alone", () => {
		expect(verifyReceipt(good, expectation, verifySignature)).toMatchObject({
			ok: true,
			value: { scheme: "ed25519-session", endorsement: { hotkey: miner.address, use: "receipt" } },
		});
	});

	it("is worth nothing where any character of any header was changed", () => {
		const names = Object.keys(good);
		fc.assert(
			fc.property(
				fc.constantFrom(...names),
				fc.nat(400),
				fc.integer({ min: 33, max: 126 }),
				(name, at, code) => {
					const value = good[name] as string;
					const place = at % value.length;
					const changed = value.slice(0, place) + String.fromCharCode(code) + value.slice(place + 1);
					fc.pre(changed.toLowerCase() !== value.toLowerCase());
					expect(codeFor({ ...good, [name]: changed })).not.toBe("ok");
				},
			),
			{ numRuns: 300 },
		);
	});

	it.each<[string, Terms, string]>([
		["for this caller", { peer: caller.address }, "ok"],
		["for another caller", { peer: stranger.address }, "RECEIPT_SESSION"],
		["that ended before the answer", { notAfterNs: NONCE + 19n }, "RECEIPT_SESSION"],
		["that began after the request", { notBeforeNs: NONCE + 1n }, "RECEIPT_SESSION"],
		["for requests", { use: "request" }, "RECEIPT_SESSION"],
		["for more than an hour", { notAfterNs: NONCE + 60n * MINUTE }, "RECEIPT_MALFORMED"],
	])("with an endorsement %s", (_what, terms, code) => {
		expect(codeFor(receiptUnder(session(terms)))).toBe(code);
	});

	it("is no receipt where another hotkey endorsed the key, or nobody did", () => {
		expect(codeFor(receiptUnder(session({}, stranger)))).toBe("RECEIPT_SESSION");
		const forged = (good["X-Bittensor-Receipt-Session"] as string).replace(/[0-9a-f]{128}$/, "00".repeat(64));
		expect(codeFor({ ...good, "X-Bittensor-Receipt-Session": forged })).toBe("RECEIPT_SESSION");
	});

	it("belongs to one endorsement: another of the same hotkey beside it proves nothing", () => {
		const swapped = { ...good, "X-Bittensor-Receipt-Session": session().endorsement };
		expect(codeFor(swapped)).toBe("RECEIPT_SIGNATURE");
	});

	it("cannot be made one of the hotkey's own, nor the other way round", () => {
		const {
			"X-Bittensor-Receipt-Session": endorsement,
			"X-Bittensor-Receipt-Crypto": _,
			...stripped
		} = good as Record<string, string>;
		expect(codeFor(stripped)).toBe("RECEIPT_SIGNATURE");
		expect(codeFor({ ...stripped, "X-Bittensor-Receipt-Session": endorsement as string })).toBe(
			"RECEIPT_MALFORMED",
		);
		expect(codeFor({ ...stripped, "X-Bittensor-Receipt-Crypto": "ed25519-session" })).toBe(
			"RECEIPT_MALFORMED",
		);
		expect(codeFor({ ...good, "X-Bittensor-Receipt-Crypto": "ed25519" })).toBe("RECEIPT_MALFORMED");
		const plain = signReceipt(answered, miner);
		expect(codeFor(plain)).toBe("ok");
		expect(codeFor({ ...plain, "X-Bittensor-Receipt-Session": session().endorsement })).toBe(
			"RECEIPT_MALFORMED",
		);
	});

	it("is signed by the hotkey itself where the session does not reach", () => {
		const headers = signReceipt(answered, miner, { sessionFor: () => undefined });
		expect(headers).not.toHaveProperty("X-Bittensor-Receipt-Session");
		expect(codeFor(headers)).toBe("ok");
	});
});
