import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifySignature } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import {
	decodeInferResponse,
	findTensor,
	sha256Hex,
	type TaskBundle,
	textsOf,
	verifyReceipt,
} from "../../../subnets/index.js";
import { ask, askProbe, codeOf, expectedReceipt, minerKey, probeRequest } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

let bundle: TaskBundle;
let miner: Miner;

beforeAll(async () => {
	bundle = await makeProbeBundle();
	miner = await startTestMiner(bundle);
});
afterAll(async () => {
	await miner?.stop();
});

describe("an inference request", () => {
	it("is answered by the model, under a receipt that verifies", async () => {
		const { body, headers } = probeRequest("", 2);
		const answer = await ask(miner.server, "/v2/models/probe/infer", body, { headers });
		expect(answer.status, Buffer.from(answer.body).toString()).toBe(200);
		const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
		if (!decoded.ok) throw new Error(decoded.message);
		const y = findTensor(decoded.value.outputs, "y")?.data as Float32Array;
		expect(y[0]).toBeCloseTo((2 * Math.sin(1)) / 3, 6);
		const receipt = verifyReceipt(
			answer.headers as Record<string, string>,
			expectedReceipt({
				requestBody: body,
				response: answer.body,
				nonce: answer.nonce,
				modelSha256: bundle.manifest.model.sha256,
			}),
			verifySignature,
		);
		expect(receipt).toMatchObject({ ok: true });
	});

	it("gives binary tensors where they are asked for, and JSON otherwise", async () => {
		const plain = await askProbe(miner.server, "");
		expect(plain.headers["content-type"]).toMatch("application/json");
		const { body, headers } = probeRequest("", 1, true);
		const binary = await ask(miner.server, "/v2/models/probe/infer", body, { headers });
		expect(binary.headers["content-type"]).toBe("application/octet-stream");
		const read = (answer: typeof plain) => {
			const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
			return decoded.ok ? findTensor(decoded.value.outputs, "y")?.data : undefined;
		};
		expect(read(binary)).toEqual(read(plain));
	});

	it("keeps withheld rows for the caller alone", async () => {
		const answer = await askProbe(miner.server, "");
		const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
		if (!decoded.ok) throw new Error(decoded.message);
		const hashes = textsOf(decoded.value.outputs, "hashes");
		const demand = Buffer.from(JSON.stringify({ nonce: answer.nonce.toString(), tensor: "y", rows: [1, 0] }));
		const rows = await ask(miner.server, "/v2/models/probe/rows", demand);
		expect(rows.status).toBe(200);
		const texts = (JSON.parse(Buffer.from(rows.body).toString()) as { rows: string[] }).rows;
		expect(texts.map((row) => sha256Hex(Buffer.from(row, "base64")))).toEqual([hashes?.[1], hashes?.[0]]);

		const stranger = await ask(miner.server, "/v2/models/probe/rows", demand, { signer: minerKey });
		expect([stranger.status, codeOf(stranger)]).toEqual([404, "ROWS_UNKNOWN"]);
	});
});
