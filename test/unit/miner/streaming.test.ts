import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifySignature } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import { verifyReceipt } from "../../../subnets/index.js";
import { digestFrames, readFrames } from "../subnets/streamFrames.js";
import { ask, codeOf, expectedReceipt } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

let miner: Miner;

beforeAll(async () => {
	miner = await startTestMiner(await makeProbeBundle());
});
afterAll(async () => {
	await miner?.stop();
});

const post = (body: object, path = "/v1/completions") =>
	ask(miner.server, path, Buffer.from(JSON.stringify(body)), {
		headers: { "Content-Type": "application/json" },
	});

describe("OpenAI's shapes", () => {
	it("answer whole, with a receipt in the headers", async () => {
		const answer = await post({ model: "probe", prompt: "a b" });
		expect(answer.status).toBe(200);
		expect(JSON.parse(Buffer.from(answer.body).toString())).toMatchObject({
			model: "probe",
			choices: [{ text: "a b" }],
		});
		expect(answer.headers["x-bittensor-receipt-status"]).toBe("200");
	});

	it("stream frames whose hashes chain into a final receipt that verifies", async () => {
		const body = { prompt: "in the beginning", stream: true };
		const answer = await post(body);
		expect(answer.headers["content-type"]).toMatch("text/event-stream");
		const { frames, receipt } = readFrames(Buffer.from(answer.body).toString());
		const texts = frames
			.slice(0, -2)
			.map((frame) => JSON.parse(frame.slice("data: ".length)).choices[0].text);
		expect(texts).toEqual(["in ", "the ", "beginning "]);
		expect(frames.at(-1)).toBe("data: [DONE]\n\n");

		const expectation = expectedReceipt({
			requestBody: Buffer.from(JSON.stringify(body)),
			response: { sha256: digestFrames(frames) },
			nonce: answer.nonce,
		});
		expect(verifyReceipt(receipt, expectation, verifySignature)).toMatchObject({ ok: true });
		const tampered = { ...expectation, response: { sha256: digestFrames(frames.slice(1)) } };
		expect(verifyReceipt(receipt, tampered, verifySignature).ok).toBe(false);
	});

	it("refuse before the first frame with a status of HTTP", async () => {
		const answer = await post({ prompt: "refuse", stream: true });
		expect([answer.status, codeOf(answer)]).toEqual([400, "TOO_LONG"]);
	});

	it("refuse another model, and a body that is none", async () => {
		const other = await post({ model: "gpt", prompt: "a" });
		const none = await ask(miner.server, "/v1/chat/completions", Buffer.from("{"));
		expect([other.status, codeOf(other)]).toEqual([404, "MODEL_UNKNOWN"]);
		expect([none.status, codeOf(none)]).toEqual([400, "MESSAGE_MALFORMED"]);
	});

	it("list the model", async () => {
		const list = await miner.server.inject("/v1/models");
		expect(list.json().data[0].id).toBe("probe");
	});
});
