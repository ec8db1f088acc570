import { request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifySignature } from "../../chain/wallet/index.js";
import { createOrtSession } from "../../miner/engine/ortSession.js";
import type { Miner } from "../../miner/index.js";
import { loadBundle, loadModel, signRequest, type TaskBundle, verifyReceipt } from "../../subnets/index.js";
import { ask, askProbe, codeOf, expectedReceipt, minerKey, validatorKey } from "../unit/miner/ask.js";
import { makeProbeBundle } from "../unit/miner/probeBundle.js";
import { startTestMiner } from "../unit/miner/startTestMiner.js";
import { digestFrames, readFrames } from "../unit/subnets/streamFrames.js";
import { median } from "./caller.js";
import { expectInTime, recordRow, sized } from "./rows.js";

// Callers that leave, streams that are cut, requests whose time is over: nothing goes on for nobody.

const PATH = "/v1/completions";
/** A prompt and a length whose generation takes many times longer than one token. */
const LONG = { prompt: "In the beginning", max_tokens: 100, seed: 1, stream: true };
/** Pieces that come before the caller goes. */
const CUT_AFTER = 10;
const limits = { callerPerSecond: 1e6, callerBurst: 1e6, callerConcurrent: 100 };
let miner: Miner;

beforeAll(async () => {
	miner = await startTestMiner(await loadBundle("text-generation"), { limits });
});
afterAll(async () => {
	await miner?.stop();
});

const running = async () => {
	const { body } = await miner.server.inject("/metrics");
	return Number(/^ganglion_miner_engines_running (\d+)$/m.exec(body)?.[1] ?? 0);
};

/** Streams until so many pieces came, then cuts the connection. */
function cutAfter(pieces: number): Promise<void> {
	const body = Buffer.from(JSON.stringify(LONG));
	const signed = signRequest({
		method: "POST",
		pathAndQuery: PATH,
		body,
		receiver: minerKey.address,
		signer: validatorKey,
	});
	return new Promise((resolve, reject) => {
		const headers = { ...signed, "Content-Length": body.length };
		const sent = request({ port: miner.port, path: PATH, method: "POST", headers }, (response) => {
			let seen = 0;
			response.on("data", (data: Buffer) => {
				seen += data.toString("utf8").split("\n\n").length - 1;
				if (seen < pieces) return;
				sent.destroy();
				resolve();
			});
			response.on("error", () => undefined);
			response.on("end", () => reject(new Error(`the stream ended after ${seen} pieces`)));
		});
		sent.on("error", () => undefined);
		sent.end(body);
	});
}

/** Runs of the model that begin after a caller has gone at its tenth token, the model's steps being its tokens. */
async function stepsAfterLeaving(bundle: TaskBundle): Promise<number> {
	const session = await createOrtSession(await loadModel(bundle), { threads: 1, provider: "cpu" });
	const gone = new AbortController();
	let [pieces, after] = [0, 0];
	const counted = {
		run: (...parameters: Parameters<typeof session.run>) => {
			if (gone.signal.aborted) after++;
			return session.run(...parameters);
		},
	};
	const { openai, openBatch } = bundle.task;
	const parsed = openai?.parse("completions", LONG);
	if (parsed?.ok !== true || openBatch === undefined)
		throw new Error("text-generation streams no completions");
	const answered = openBatch(counted).answer(parsed.value.request, {
		miner: minerKey.address,
		signal: gone.signal,
		onToken: () => {
			if (++pieces === CUT_AFTER) gone.abort();
		},
	});
	await expect(answered).rejects.toThrow();
	await delay(100);
	await session.release();
	return after;
}

describe("a caller that goes away in the middle of a stream", () => {
	it("frees its slot within a token", async () => {
		const cuts = sized(10, 100);
		const bundle = await loadBundle("text-generation");
		const after = await stepsAfterLeaving(bundle);
		const whole: number[] = [];
		const freed: number[] = [];
		for (let cut = 0; cut < cuts; cut++) {
			const began = performance.now();
			await ask(miner.server, PATH, Buffer.from(JSON.stringify(LONG)));
			whole.push(performance.now() - began);
			await cutAfter(CUT_AFTER);
			const left = performance.now();
			while ((await running()) > 0) await delay(1);
			freed.push(performance.now() - left);
		}
		const token = median(whole) / LONG.max_tokens;
		expect(after).toBe(0);
		expectInTime(median(freed), (token * (LONG.max_tokens - CUT_AFTER)) / 2);
		recordRow({
			id: "S1",
			attack: "A caller closes its connection in the middle of a stream",
			load: "a whole stream before each",
			fault: `connection closed after ${CUT_AFTER} tokens of ${LONG.max_tokens}`,
			inputs: `${cuts} streams`,
			outcome: `${after} runs of the model begin after that; its slot is free after ${median(freed).toFixed(1)} ms over sockets and processes (median), the rest of the stream would take ${(token * (LONG.max_tokens - CUT_AFTER)).toFixed(0)} ms`,
			file: "streams",
		});
	});
});

describe("a stream that was cut or changed on its way", () => {
	it("has no valid final receipt", async () => {
		const body = Buffer.from(JSON.stringify({ ...LONG, max_tokens: 40 }));
		const answer = await ask(miner.server, PATH, body);
		const { frames, receipt } = readFrames(Buffer.from(answer.body).toString("utf8"));
		const judge = (sent: readonly string[]) => {
			const response = { sha256: digestFrames(sent) };
			const expectation = expectedReceipt({ requestBody: body, response, nonce: answer.nonce });
			return verifyReceipt(receipt, expectation, verifySignature).ok;
		};
		expect(judge(frames)).toBe(true);
		let tried = 0;
		const refuse = (sent: readonly string[]) => {
			tried++;
			expect(judge(sent)).toBe(false);
		};
		for (let at = 0; at < frames.length; at++) {
			refuse(frames.slice(0, at));
			refuse(frames.toSpliced(at, 1));
			refuse(frames.toSpliced(at, 0, frames[at] ?? ""));
			refuse(frames.with(at, `${frames[at]} `));
			if (at > 0 && frames[at] !== frames[at - 1])
				refuse(frames.toSpliced(at - 1, 2, frames[at] ?? "", frames[at - 1] ?? ""));
		}
		// Two frames as one are other bytes to the hash of a frame, the same to the hash of all.
		for (let at = 1; at < frames.length; at++)
			refuse(frames.toSpliced(at - 1, 2, `${frames[at - 1]}${frames[at]}`));
		recordRow({
			id: "S2",
			attack:
				"A stream cut off, with frames lost, doubled, swapped, joined or changed, under its own final receipt",
			load: "none",
			fault: "none",
			inputs: `${tried} changes of a stream of ${frames.length} frames`,
			outcome: "0 receipts held",
			file: "streams",
		});
	});
});

describe("a request whose time is over", () => {
	it("is dropped before it is answered", async () => {
		const timeoutMs = 1_000;
		const probe = await startTestMiner(await makeProbeBundle({ timeoutMs }), {
			limits: { ...limits, queueLength: 100 },
		});
		const waiting = 30;
		const began = performance.now();
		const answers = await Promise.all(Array.from({ length: waiting }, () => askProbe(probe.server, "nap")));
		const late = answers.filter(({ status }) => status === 408);
		for (const answer of late) expect(codeOf(answer)).toBe("ANSWER_TIMEOUT");
		while ((await askProbe(probe.server, "")).status !== 200) await delay(20);
		const seconds = (performance.now() - began) / 1000;
		await probe.stop();
		expect(late.length).toBeGreaterThan(waiting / 2);
		expectInTime(seconds, (0.6 * waiting) / 2);
		recordRow({
			id: "S3",
			attack: "More requests than can be answered in their time",
			load: `${answers.length - late.length} of them answered in time`,
			fault: "none",
			inputs: `${waiting} requests of 0.6 s each, time limit ${timeoutMs / 1000} s`,
			outcome: `${late.length} dropped unanswered (408); the next request answered ${seconds.toFixed(1)} s after the first came, where running them all takes ${(0.6 * waiting).toFixed(0)} s`,
			file: "streams",
		});
	});
});
