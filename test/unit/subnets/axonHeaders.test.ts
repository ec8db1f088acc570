import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import {
	createAxonVerifier,
	createReplayStore,
	readSynapseAnswer,
	refusal,
	rowsSynapseName,
	sha256Hex,
	signAxonReply,
	signSynapse,
	synapseName,
	writeSynapseAnswer,
} from "../../../subnets/index.js";

const alice = keypairFromUri("//Alice");
const bob = keypairFromUri("//Bob");
const NONCE = 1_752_076_800_000_000_000n;

/** As `bittensor` 10.5.0's Dendrite made them for //Alice, asking //Bob, with its clock held still. */
const recorded = {
	headers: {
		name: "TextGeneration",
		timeout: "12.0",
		bt_header_axon_ip: "203.0.113.7",
		bt_header_axon_port: "8091",
		bt_header_axon_hotkey: "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
		bt_header_dendrite_ip: "203.0.113.9",
		bt_header_dendrite_version: "10005000",
		bt_header_dendrite_nonce: "1752076800000000000",
		bt_header_dendrite_uuid: "5ecbd69c-1cec-11ee-b0dc-e29ce36fec1a",
		bt_header_dendrite_hotkey: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
		bt_header_dendrite_signature:
			"0x689427b233819990dae191ec2d29d2cf428c676b67efdce83b7fd4e044aad7637f455ad827fafb8a7db418d1bf6cb57b3c16294a9c10d1e20254dd95d8d20b89",
		header_size: "464",
		total_size: "3202",
		computed_body_hash: "a11416004641ebb67a10f64d7c784264e0ffa64aecb010775563e30ab6d60991",
	} as Record<string, string>,
	request: '{"inputs": [{"name": "prompt", "datatype": "BYTES", "shape": [1], "data": ["café"]}]}',
};
const body = (request: unknown = recorded.request) =>
	Buffer.from(JSON.stringify({ timeout: 12, dendrite: {}, request, response: null }));

function makeVerifier(options: { nowNs?: bigint; forbidden?: string } = {}) {
	const clock = { nowNs: () => options.nowNs ?? NONCE + 1_000_000n };
	return createAxonVerifier(
		{ receiver: bob.address },
		{
			clock,
			verifySignature,
			replayStore: createReplayStore({}, { clock }),
			gates: (sender) =>
				sender === options.forbidden ? refusal(403, "FORBIDDEN", "no", "do not") : undefined,
		},
	);
}

const check = (headers: Record<string, string | string[]>, sent: Uint8Array, verifier = makeVerifier()) => {
	const checked = verifier.verify("POST", "/TextGeneration", headers, sent);
	return checked.ok ? "ok" : checked.code;
};
const without = (name: string) =>
	Object.fromEntries(Object.entries(recorded.headers).filter(([key]) => key !== name));

describe("a dendrite's request", () => {
	it("is accepted as Bittensor's own Dendrite made it, once", () => {
		const verifier = makeVerifier();
		expect(verifier.verify("POST", "/TextGeneration", recorded.headers, body())).toEqual({
			ok: true,
			value: {
				sender: alice.address,
				nonce: NONCE,
				scheme: "sr25519",
				takesSessions: false,
				bodySha256: sha256Hex(recorded.request),
			},
		});
		expect(check(recorded.headers, body(), verifier)).toBe("REPLAYED_REQUEST");
	});

	it("is refused where any part that the signature rests on is absent, repeated or of another shape", () => {
		for (const name of [
			"bt_header_dendrite_signature",
			"bt_header_dendrite_hotkey",
			"bt_header_dendrite_nonce",
			"bt_header_dendrite_uuid",
			"bt_header_axon_hotkey",
			"computed_body_hash",
		]) {
			expect(check(without(name), body()), name).toBe("MALFORMED_AUTH");
			const value = recorded.headers[name] as string;
			expect(check({ ...recorded.headers, [name]: [value, value] }, body()), name).toBe("MALFORMED_AUTH");
			expect(check({ ...recorded.headers, [name]: `${value}.x` }, body()), name).toBe("MALFORMED_AUTH");
		}
	});

	it("is refused with another body than the one that was signed, and such a try leaves the nonce unused", () => {
		const verifier = makeVerifier();
		for (const changed of [`${recorded.request} `, "", recorded.request.replace("é", "e")])
			expect(check(recorded.headers, body(changed), verifier)).toBe("BODY_HASH_MISMATCH");
		for (const shapeless of [body({}), body(7), Buffer.from("[]"), Buffer.from("{"), new Uint8Array()])
			expect(check(recorded.headers, shapeless, verifier)).toBe("SYNAPSE_MALFORMED");
		expect(check(recorded.headers, body(), verifier)).toBe("ok");
	});

	it("is refused where its synapse signs no field, as most of Bittensor's do not", () => {
		// sha3-256 of nothing, the body hash of every synapse without required_hash_fields.
		const empty = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";
		const uuid = recorded.headers.bt_header_dendrite_uuid;
		const message = `${NONCE}.${alice.address}.${bob.address}.${uuid}.${empty}`;
		const signature = `0x${Buffer.from(alice.sign(Buffer.from(message))).toString("hex")}`;
		const headers = {
			...recorded.headers,
			computed_body_hash: empty,
			bt_header_dendrite_signature: signature,
		};
		expect(check(headers, body())).toBe("BODY_HASH_MISMATCH");
	});

	it("is refused from the future, from too long ago whatever timeout it names, and for another hotkey", () => {
		const second = 1_000_000_000n;
		const at = (offset: bigint) => makeVerifier({ nowNs: NONCE + offset });
		expect(check(recorded.headers, body(), at(-2n * second))).toBe("ok");
		expect(check(recorded.headers, body(), at(-3n * second))).toBe("STALE_REQUEST");
		expect(check(recorded.headers, body(), at(10n * second))).toBe("ok");
		expect(check({ ...recorded.headers, timeout: "1e9" }, body(), at(11n * second))).toBe("STALE_REQUEST");
		expect(check({ ...recorded.headers, bt_header_axon_hotkey: alice.address }, body())).toBe(
			"WRONG_RECEIVER",
		);
		expect(check(recorded.headers, body(), makeVerifier({ forbidden: alice.address }))).toBe("FORBIDDEN");
	});

	it("cannot name a sender who did not sign it", () => {
		fc.assert(
			fc.property(fc.nat({ max: 63 }), fc.integer({ min: 1, max: 255 }), (index, flip) => {
				const bytes = Buffer.from((recorded.headers.bt_header_dendrite_signature as string).slice(2), "hex");
				bytes[index] = (bytes[index] as number) ^ flip;
				const changed = { ...recorded.headers, bt_header_dendrite_signature: `0x${bytes.toString("hex")}` };
				return check(changed, body()) === "BAD_SIGNATURE";
			}),
			{ numRuns: 20 },
		);
		expect(check({ ...recorded.headers, bt_header_dendrite_hotkey: bob.address }, body())).toBe(
			"BAD_SIGNATURE",
		);
	});

	it("is made as Bittensor's Dendrite makes it", () => {
		const made = signSynapse({
			name: "TextGeneration",
			request: recorded.request,
			receiver: bob.address,
			signer: alice,
			nonce: NONCE,
			uuid: recorded.headers.bt_header_dendrite_uuid as string,
			timeoutS: 12,
		});
		expect(made.headers.computed_body_hash).toBe(recorded.headers.computed_body_hash);
		// sr25519 draws a nonce for each signature, so the two signatures differ; both hold.
		expect(check(made.headers, made.body)).toBe("ok");
	});
});

describe("an axon's answer", () => {
	const reply = {
		name: "TextGeneration",
		status: 200,
		statusMessage: "Success",
		dendrite: alice.address,
		dendriteNonce: NONCE,
		dendriteUuid: "a",
		bodyHash: "b",
		nonce: NONCE + 5n,
		uuid: "own",
		processTimeS: 0.25,
	};

	it("is signed over both hotkeys as an Axon signs it", () => {
		const headers = signAxonReply(reply, bob);
		const message = Buffer.from(`${NONCE + 5n}.${alice.address}.${bob.address}.own`);
		const signature = Buffer.from((headers.bt_header_axon_signature as string).slice(2), "hex");
		expect(verifySignature(message, signature, bob.address)).toBe(true);
		expect(headers).toMatchObject({
			bt_header_axon_status_code: "200",
			bt_header_axon_process_time: "0.250000",
		});
	});

	it("carries a reason in any script as text that a header can hold", () => {
		const headers = signAxonReply({ ...reply, status: 400, statusMessage: "zu lang:\nü" }, bob);
		expect(headers.bt_header_axon_status_message).toBe("zu lang:??");
	});

	it("is read with the receipt that the synapse holds, else with that of the response", () => {
		const receipt = { "X-Bittensor-Receipt": "1", "X-Bittensor-Receipt-Status": "200" };
		const sent = writeSynapseAnswer("Ocr", { request: "{}", timeoutS: 1 }, { response: '"é"', receipt });
		const other = { "x-bittensor-receipt": "2", "content-type": "a" };
		const read = readSynapseAnswer(sent, other);
		expect(read).toEqual({ response: new Uint8Array(Buffer.from('"é"')), receipt });
		const bare = Buffer.from('{"response": "1", "receipt": null}');
		expect(readSynapseAnswer(bare, other)?.receipt).toEqual({ "x-bittensor-receipt": "2" });
		expect(readSynapseAnswer(Buffer.from('{"response": null}'), other)).toBeUndefined();
		expect(readSynapseAnswer(Buffer.from("oh"), other)).toBeUndefined();
	});
});

describe("a synapse's name", () => {
	it("is a Python class's name made from the task's", () => {
		expect(["ocr", "text-generation", "a.b_c", "7b"].map(synapseName)).toEqual([
			"Ocr",
			"TextGeneration",
			"ABC",
			"Task7b",
		]);
		expect(rowsSynapseName("ocr")).toBe("OcrRows");
	});
});
