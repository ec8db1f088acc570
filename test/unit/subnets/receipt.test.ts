import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import {
	parseReceipt,
	type ReceiptExpectation,
	receiptPayload,
	sha256Hex,
	signReceipt,
	verifyReceipt,
} from "../../../subnets/index.js";
import { digestFrames } from "./streamFrames.js";

const miner = keypairFromUri("//Bob");
const caller = keypairFromUri("//Alice");
const requestBody = Buffer.from("the request");
const response = Buffer.from("the answer");
const modelSha256 = "ab".repeat(32);

const answered = {
	status: 200,
	nonce: 7n,
	requestBody,
	response,
	modelSha256,
	startedNs: 10n,
	finishedNs: 20n,
	caller: caller.address,
};
const headers = signReceipt(answered, miner);
const expectation: ReceiptExpectation = {
	requestBody,
	response,
	status: 200,
	nonce: 7n,
	miner: miner.address,
	caller: caller.address,
	modelSha256,
};

describe("btreceipt/1", () => {
	it("signs eleven lines in the order of the design", () => {
		const parsed = parseReceipt(headers);
		if (!parsed.ok) throw new Error(parsed.message);
		expect(Buffer.from(receiptPayload(parsed.value, "sr25519")).toString().split("\n")).toEqual([
			"btreceipt/1",
			"sr25519",
			"200",
			"7",
			sha256Hex(requestBody),
			sha256Hex(response),
			modelSha256,
			"10",
			"20",
			miner.address,
			caller.address,
		]);
	});

	it("verifies what was signed, in any letter case of the header names", () => {
		const lowered = Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
		);
		expect(verifyReceipt(lowered, expectation, verifySignature)).toMatchObject({
			ok: true,
			value: { status: 200, nonce: 7n, miner: miner.address },
		});
	});

	it("lets a competition's miner answer with any model", () => {
		expect(verifyReceipt(headers, { ...expectation, modelSha256: undefined }, verifySignature).ok).toBe(true);
	});

	it.each<[string, Partial<ReceiptExpectation>]>([
		["request", { requestBody: Buffer.from("another") }],
		["response", { response: Buffer.from("another") }],
		["status", { status: 201 }],
		["nonce", { nonce: 8n }],
		["miner", { miner: caller.address }],
		["caller", { caller: miner.address }],
		["model", { modelSha256: "cd".repeat(32) }],
	])("says when it is for another %s", (field, change) => {
		const result = verifyReceipt(headers, { ...expectation, ...change }, verifySignature);
		expect(result).toMatchObject({ ok: false, code: "RECEIPT_MISMATCH" });
		expect(result).toHaveProperty("message", expect.stringContaining(field));
	});

	it("refuses a receipt that another key signed in the miner's name", () => {
		const signer = { address: miner.address, sign: (message: Uint8Array) => caller.sign(message) };
		const forged = signReceipt(answered, signer);
		expect(verifyReceipt(forged, expectation, verifySignature)).toMatchObject({ code: "RECEIPT_SIGNATURE" });
	});

	it("refuses an answer without a receipt, and any header that is missing", () => {
		expect(verifyReceipt({}, expectation, verifySignature)).toMatchObject({ code: "RECEIPT_MISSING" });
		for (const name of Object.keys(headers)) {
			const { [name]: _, ...rest } = headers;
			expect(verifyReceipt(rest, expectation, verifySignature).ok, name).toBe(false);
		}
	});

	it("lets no change of a header through", () => {
		fc.assert(
			fc.property(
				fc.constantFrom(...Object.keys(headers)),
				fc.nat(200),
				fc.integer({ min: 33, max: 126 }),
				(name, at, code) => {
					const value = headers[name] as string;
					const place = at % value.length;
					const changed = value.slice(0, place) + String.fromCharCode(code) + value.slice(place + 1);
					fc.pre(changed.toLowerCase() !== value.toLowerCase());
					expect(verifyReceipt({ ...headers, [name]: changed }, expectation, verifySignature).ok).toBe(false);
				},
			),
			{ numRuns: 150 },
		);
	});

	it("refuses work that ends before it begins", () => {
		const backwards = signReceipt({ ...answered, startedNs: 20n, finishedNs: 10n }, miner);
		expect(verifyReceipt(backwards, expectation, verifySignature)).toHaveProperty(
			"message",
			expect.stringContaining("times"),
		);
	});
});

describe("createFrameChain", () => {
	it("proves a stream through the receipt", () => {
		const sha256 = digestFrames(["data: a\n\n", "data: b\n\n"]);
		const streamed = signReceipt({ ...answered, response: { sha256 } }, miner);
		expect(verifyReceipt(streamed, { ...expectation, response: { sha256 } }, verifySignature).ok).toBe(true);
		const other = { sha256: digestFrames(["data: a\n\n", "data: c\n\n"]) };
		expect(verifyReceipt(streamed, { ...expectation, response: other }, verifySignature).ok).toBe(false);
	});

	it("tells frames apart by content, order, number and where they are cut", () => {
		const digests = [["ab", "c"], ["a", "bc"], ["c", "ab"], ["ab"], ["ab", "c", ""], []].map(digestFrames);
		expect(new Set(digests).size).toBe(digests.length);
	});
});
