import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Miner } from "../../../miner/index.js";
import {
	createRandom,
	decodeInferResponse,
	encodeInferRequest,
	loadBundle,
	sha256Hex,
	tensorBytes,
} from "../../../subnets/index.js";
import { ask, minerKey } from "./ask.js";
import { startTestMiner } from "./startTestMiner.js";

describe.each(["ocr", "text-generation"])("a miner of %s", (name) => {
	let miner: Miner;
	beforeAll(async () => {
		miner = await startTestMiner(await loadBundle(name));
	});
	afterAll(async () => {
		await miner?.stop();
	});

	it("answers a drawn challenge well", async () => {
		const { task } = await loadBundle(name);
		const challenge = await task.sample(createRandom("miner test"));
		const { body, headers } = encodeInferRequest({ ...challenge.request, binaryOutputs: true });
		const answer = await ask(miner.server, `/v2/models/${name}/infer`, body, { headers });
		expect(answer.status, Buffer.from(answer.body).toString("latin1")).toBe(200);
		const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
		if (!decoded.ok) throw new Error(decoded.message);
		expect(task.score(challenge, decoded.value)).toBeGreaterThan(0.8);
		expect(task.show(challenge.request, decoded.value).length).toBeGreaterThan(3);
		expect(answer.body.length).toBeLessThan(20_000);
		void [sha256Hex, tensorBytes, minerKey];
	});
});
