import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import { ask, askProbe, codeOf, probeRequest, validatorKey } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

const INFER = "/v2/models/probe/infer";
let miner: Miner;

beforeAll(async () => {
	miner = await startTestMiner(await makeProbeBundle());
});
afterAll(async () => {
	await miner?.stop();
});

const without = (name: string) => (headers: Record<string, string>) =>
	Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
const withHeader = (name: string, value: string) => (headers: Record<string, string>) => ({
	...headers,
	[name]: value,
});

describe("a request is refused, with status, code and remedy,", () => {
	const nanoseconds = () => BigInt(Date.now()) * 1_000_000n;
	const cases: readonly (readonly [string, Parameters<typeof askProbe>[2], number, string])[] = [
		["without a signature", { change: without("X-Bittensor-Signature") }, 401, "MALFORMED_AUTH"],
		["with an empty signature", { change: withHeader("X-Bittensor-Signature", "") }, 401, "MALFORMED_AUTH"],
		["without a receiver", { change: without("X-Bittensor-Receiver") }, 401, "MALFORMED_AUTH"],
		["of another version", { change: withHeader("X-Bittensor-Version", "2") }, 401, "MALFORMED_AUTH"],
		["signed for another miner", { receiver: validatorKey.address }, 401, "WRONG_RECEIVER"],
		["too old", { nonce: nanoseconds() - 60_000_000_000n }, 401, "STALE_REQUEST"],
		["from the future", { nonce: nanoseconds() + 3_600_000_000_000n }, 401, "STALE_REQUEST"],
		[
			"naming another hotkey",
			{ change: withHeader("X-Bittensor-Hotkey", keypairFromUri("//Rich").address) },
			401,
			"BAD_SIGNATURE",
		],
		["with another body", { send: probeRequest("other").body }, 401, "BAD_SIGNATURE"],
		["compressed", { headers: { "Content-Encoding": "gzip" } }, 415, "ENCODING_UNSUPPORTED"],
		["that the task refuses while answering", {}, 400, "TOO_LONG"],
	];
	it.each(cases)("%s", async (_name, options, status, code) => {
		const answer = await askProbe(miner.server, "refuse", options);
		expect([answer.status, codeOf(answer)]).toEqual([status, code]);
		expect(JSON.parse(Buffer.from(answer.body).toString())).toMatchObject({
			remedy: expect.stringMatching(/./),
		});
	});

	it("for the same nonce twice", async () => {
		const first = await askProbe(miner.server, "");
		const again = await askProbe(miner.server, "", { nonce: first.nonce });
		expect([first.status, again.status, codeOf(again)]).toEqual([200, 401, "REPLAYED_REQUEST"]);
	});

	it("with a receipt where the signature was good, and without one where it was not", async () => {
		const refusedByTask = await askProbe(miner.server, "refuse");
		const unsigned = await askProbe(miner.server, "", { change: without("X-Bittensor-Signature") });
		expect(refusedByTask.headers["x-bittensor-receipt-status"]).toBe("400");
		expect(unsigned.headers["x-bittensor-receipt"]).toBeUndefined();
	});

	it("at an unknown path, and with an unknown method", async () => {
		const unknown = await miner.server.inject({ method: "GET", url: "/v2/models" });
		const other = await miner.server.inject({ method: "GET", url: "/v2/models/other" });
		const method = await miner.server.inject({ method: "PUT", url: INFER });
		expect([unknown.statusCode, unknown.json().code]).toEqual([404, "ROUTE_UNKNOWN"]);
		expect([other.statusCode, other.json().code]).toEqual([404, "MODEL_UNKNOWN"]);
		expect([method.statusCode, method.json().code]).toEqual([404, "ROUTE_UNKNOWN"]);
	});
});

describe("a signed request that was changed in any one place", () => {
	const signedNames = ["Version", "Hotkey", "Receiver", "Nonce", "Signature"].map(
		(name) => `X-Bittensor-${name}`,
	);
	const change = fc.oneof(
		fc.record({
			name: fc.constantFrom(...signedNames),
			at: fc.nat(200),
			by: fc.integer({ min: 1, max: 90 }),
		}),
		fc.record({ name: fc.constantFrom(...signedNames), text: fc.constantFrom("", "0", "-1", "1e3", "null") }),
		fc.record({ byte: fc.nat(500), by: fc.integer({ min: 1, max: 255 }) }),
	);

	it("never reaches the model", async () => {
		await fc.assert(
			fc.asyncProperty(change, async (spoiled) => {
				const { body, headers } = probeRequest("");
				const sent = new Uint8Array(body);
				if ("byte" in spoiled) {
					const at = spoiled.byte % sent.length;
					sent[at] = ((sent[at] ?? 0) + spoiled.by) % 256;
				}
				const answer = await ask(miner.server, INFER, body, {
					headers,
					send: sent,
					remoteAddress: `198.51.100.${Math.floor(Math.random() * 256)}`,
					change: (all) => ("name" in spoiled ? spoil(all, spoiled) : all),
				});
				expect([401, 429]).toContain(answer.status);
			}),
			{ numRuns: 500 },
		);
	});

	/** One character moved to another printable one, or the whole value replaced. */
	function spoil(
		headers: Record<string, string>,
		{ name, ...how }: { name: string; text: string } | { name: string; at: number; by: number },
	) {
		const value = headers[name] ?? "";
		if ("text" in how) return { ...headers, [name]: how.text };
		const at = how.at % value.length;
		const moved = String.fromCharCode(33 + ((value.charCodeAt(at) - 33 + how.by) % 94));
		const spoiled = value.slice(0, at) + moved + value.slice(at + 1);
		// 0x0A and 0x0a are one signature.
		return { ...headers, [name]: spoiled.toLowerCase() === value.toLowerCase() ? `${value}0` : spoiled };
	}
});

describe("a hostile body is refused and the miner goes on", () => {
	const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`.slice(0, 60_000);
	const x = { name: "x", datatype: "FP32", shape: [128], data: Array(128).fill(1) };
	const bodies: readonly (readonly [string, string | Uint8Array, number])[] = [
		["nothing", "", 400],
		["cut off", '{"inputs": [{"name": "x"', 400],
		["no JSON", new Uint8Array(1000).fill(0xff), 400],
		["deep nesting", deep, 400],
		["a prototype key", '{"__proto__": {"polluted": true}, "inputs": []}', 400],
		["a shape that lies", JSON.stringify({ inputs: [{ ...x, shape: [1 << 30] }] }), 413],
		["a shape that overflows", JSON.stringify({ inputs: [{ ...x, shape: [2 ** 31, 2 ** 31] }] }), 413],
		["a negative shape", JSON.stringify({ inputs: [{ ...x, shape: [-128] }] }), 400],
		["a type that lies", JSON.stringify({ inputs: [{ ...x, datatype: "BYTES" }] }), 400],
		["an unknown type", JSON.stringify({ inputs: [{ ...x, datatype: "COMPLEX" }] }), 400],
		["NaN as text", JSON.stringify({ inputs: [{ ...x, data: Array(128).fill("NaN") }] }), 400],
		["no input that the task knows", JSON.stringify({ inputs: [{ ...x, name: "z" }] }), 400],
		["more than the limit", new Uint8Array(70_000).fill(0x20), 413],
	];
	it.each(bodies)("%s", async (_name, body, status) => {
		const answer = await ask(miner.server, INFER, Buffer.from(body));
		expect([400, 413]).toContain(answer.status);
		expect(answer.status).toBe(status);
		expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
		expect((await askProbe(miner.server, "")).status).toBe(200);
	});

	it("rows demanded in a wrong shape", async () => {
		for (const demand of ["", "[]", '{"nonce":1}', '{"nonce":"1","tensor":"y","rows":[-1]}']) {
			const answer = await ask(miner.server, "/v2/models/probe/rows", Buffer.from(demand));
			expect([answer.status, codeOf(answer)]).toEqual([400, "DEMAND_MALFORMED"]);
		}
	});
});
