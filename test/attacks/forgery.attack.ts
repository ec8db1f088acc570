import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../chain/wallet/index.js";
import type { Miner } from "../../miner/index.js";
import { signRequest } from "../../subnets/index.js";
import { ask, askProbe, minerKey, probeRequest, validatorKey } from "../unit/miner/ask.js";
import { makeProbeBundle } from "../unit/miner/probeBundle.js";
import { startTestMiner } from "../unit/miner/startTestMiner.js";
import { INFER } from "./caller.js";
import { recordRow, sized } from "./rows.js";

// ME1 and ME3: whatever is not signed, or changed after it was, never reaches the model.

/** Budgets so large that each request is judged by its signature, not by what its address sent before. */
const limits = {
	badSignaturesPerMinute: 1e9,
	strangersForgedPerSecond: 1e9,
	unsignedPerSecond: 1e9,
	unsignedBurst: 1e9,
	callerPerSecond: 1e6,
	callerBurst: 1e6,
};
let miner: Miner;

beforeAll(async () => {
	miner = await startTestMiner(await makeProbeBundle(), { limits });
});
afterAll(async () => {
	await miner?.stop();
});

const served = async () => {
	const { body } = await miner.server.inject("/metrics");
	return Number(/^ganglion_miner_receipts_total (\d+)$/m.exec(body)?.[1] ?? 0);
};

const hex = (bytes: number) =>
	fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((all) => Buffer.from(all).toString("hex"));
const signature = fc.oneof(
	fc.constant(undefined),
	fc.constantFrom("", "0x", "0", "null", "undefined", `0x${"00".repeat(64)}`, `0x${"ff".repeat(64)}`),
	hex(64).map((text) => `0x${text}`),
	fc.integer({ min: 0, max: 80 }).chain(hex),
	fc.string({
		maxLength: 200,
		unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
	}),
);

describe("ME1: a signature that is missing, empty or garbage, over the name of a validator", () => {
	it("never reaches the model, and is 401", async () => {
		const tries = sized(1_000, 10_000);
		const before = await served();
		const codes = new Map<string, number>();
		await fc.assert(
			fc.asyncProperty(signature, async (forged) => {
				const answer = await askProbe(miner.server, "", {
					change: (headers) => {
						const { "X-Bittensor-Signature": _, ...others } = headers;
						return forged === undefined ? others : { ...others, "X-Bittensor-Signature": forged };
					},
				});
				expect(answer.status).toBe(401);
				const { code } = JSON.parse(Buffer.from(answer.body).toString("utf8"));
				codes.set(code, (codes.get(code) ?? 0) + 1);
			}),
			{ numRuns: tries },
		);
		expect(await served()).toBe(before);
		expect([...codes.keys()].sort()).toEqual(["BAD_SIGNATURE", "MALFORMED_AUTH"]);
		recordRow({
			id: "ME1",
			attack: "Signature missing, empty or garbage, naming a hotkey with a permit",
			load: "none",
			fault: "none",
			inputs: `${tries} mutations`,
			outcome: `0 reached the model; all 401: ${[...codes].map(([code, count]) => `${count} ${code}`).join(", ")}`,
			file: "forgery",
		});
	});
});

type Part =
	| { readonly part: "hotkey" | "receiver" | "nonce" | "version" | "crypto" | "session" }
	| { readonly part: "length"; readonly by: number }
	| { readonly part: "byte"; readonly at: number; readonly by: number }
	| { readonly part: "more"; readonly name: string; readonly value: string };

const part: fc.Arbitrary<Part> = fc.oneof(
	fc
		.constantFrom("hotkey", "receiver", "nonce", "version", "crypto", "session")
		.map((name) => ({ part: name }) as Part),
	fc.record({ part: fc.constant("length" as const), by: fc.integer({ min: -200, max: 200 }) }),
	fc.record({ part: fc.constant("byte" as const), at: fc.nat(500), by: fc.integer({ min: 1, max: 255 }) }),
	fc.record({
		part: fc.constant("more" as const),
		name: fc.constantFrom(
			"Accept",
			"Content-Type",
			"User-Agent",
			"X-Forwarded-For",
			"X-HTTP-Method-Override",
			"X-Original-URL",
			"X-Bittensor-Sessions",
			"Host",
			"Cookie",
			"bt_header_axon_hotkey",
			"bt_header_dendrite_version",
			"computed_body_hash",
		),
		value: fc.constantFrom(
			"1",
			"application/json",
			"127.0.0.1",
			"/v2/models/other/infer",
			"DELETE",
			"9.9.9",
			minerKey.address,
		),
	}),
);

describe("ME3: each field of a signed request, changed on its way", () => {
	it("is refused, or is one that nothing is read from", async () => {
		const tries = sized(600, 5_000);
		const { body, headers } = probeRequest("", 1);
		const honest = await ask(miner.server, INFER, body, { headers });
		expect(honest.status).toBe(200);
		const outcome = { refused: 0, unread: 0 };
		await fc.assert(
			fc.asyncProperty(part, async (changed) => {
				const sent = new Uint8Array(body);
				if (changed.part === "byte") {
					const at = changed.at % sent.length;
					sent[at] = ((sent[at] ?? 0) + changed.by) % 256;
				}
				const answer = await ask(miner.server, INFER, body, {
					headers,
					send: sent,
					change: (all) => spoil(all, changed),
				});
				if (answer.status === 200) {
					// The same answer as to the honest request: the field was not read.
					expect(Buffer.from(answer.body)).toEqual(Buffer.from(honest.body));
					expect(["more", "length"]).toContain(changed.part);
					outcome.unread++;
				} else {
					expect([400, 401, 415]).toContain(answer.status);
					outcome.refused++;
				}
			}),
			{ numRuns: tries },
		);
		for (const [method, url] of [
			["POST", `${INFER}?other=1`],
			["POST", "/v2/models/probe/versions/1.0.0/infer"],
			["POST", "/v2/models/probe/rows"],
		] as const) {
			const moved = await miner.server.inject({
				method,
				url,
				headers: {
					...headers,
					...signRequest({
						method: "POST",
						pathAndQuery: INFER,
						body,
						receiver: minerKey.address,
						signer: validatorKey,
					}),
				},
				payload: Buffer.from(body),
			});
			expect(moved.statusCode).toBe(401);
		}
		const hour = 3_600_000_000_000n;
		const future = await askProbe(miner.server, "", { nonce: BigInt(Date.now()) * 1_000_000n + hour });
		expect(future.status).toBe(401);
		recordRow({
			id: "ME3",
			attack: "Each field of a signed request changed on its way; a nonce of an hour ahead",
			load: "none",
			fault: "none",
			inputs: `${tries} changes of headers and body; the request sent to three other paths`,
			outcome: `${outcome.refused} refused with 400, 401 or 415; ${outcome.unread} in headers that are not read, answered as if unchanged; nonce of +1 h: 401`,
			file: "forgery",
		});
	});

	/** One header moved, added or taken away. */
	function spoil(headers: Record<string, string>, changed: Part): Record<string, string> {
		const other = keypairFromUri("//Other").address;
		const name = "Inference-Header-Content-Length";
		switch (changed.part) {
			case "hotkey":
				return { ...headers, "X-Bittensor-Hotkey": other };
			case "receiver":
				return { ...headers, "X-Bittensor-Receiver": validatorKey.address };
			case "nonce":
				return { ...headers, "X-Bittensor-Nonce": String(BigInt(headers["X-Bittensor-Nonce"] ?? 0) + 1n) };
			case "version":
				return { ...headers, "X-Bittensor-Version": "0" };
			case "crypto":
				return { ...headers, "X-Bittensor-Crypto": "ed25519" };
			case "session":
				return { ...headers, "X-Bittensor-Session": "1" };
			case "length":
				return { ...headers, [name]: String(Number(headers[name]) + changed.by) };
			case "more":
				return { ...headers, [changed.name]: changed.value };
			default:
				return headers;
		}
	}
});
