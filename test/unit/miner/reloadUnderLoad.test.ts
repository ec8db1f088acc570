import { mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifySignature } from "../../../chain/wallet/index.js";
import { decodeInferResponse, type TaskBundle, verifyReceipt } from "../../../subnets/index.js";
import { createCaller, type SignedPost } from "../../attacks/caller.js";
import { type MinerProcess, startMinerProcess } from "../../attacks/minerProcess.js";
import { digestFrames, readFrames } from "../subnets/streamFrames.js";
import { expectedReceipt, minerKey } from "./ask.js";
import { makeProbeBundle, probeWeights } from "./probeBundle.js";

/**
 * A miner as a process of its own, whose task is replaced by SIGHUP again and again while several callers ask it and
 * one reads a stream all the while. Not one request may fail, and each answer must be that of the model that its
 * receipt names.
 */

const SCALES = [1, 2] as const;
const CALLERS = 3;
const RELOADS = 3;
/** Pause of a caller between two requests, ms: the engines that start need the processor too. */
const PAUSE_MS = 20;
/** Longest time for all reloads on a machine with much else to do, ms. */
const PATIENCE_MS = 300_000;

let folder: string;
let link: string;
let bundles: readonly TaskBundle[];
let miner: MinerProcess;

/** Puts another bundle in place in one step, as a careful operator does. */
async function pointTo(target: string): Promise<void> {
	await symlink(target, `${link}.next`);
	await rename(`${link}.next`, link);
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "ganglion-reload-"));
	link = join(folder, "task");
	bundles = await Promise.all(SCALES.map((scale) => makeProbeBundle({ scale, timeoutMs: 120_000 })));
	await pointTo(bundleAt(0).folder);
	miner = await startMinerProcess({
		bundle: link,
		publishes: false,
		callers: "any",
		// A request that is sent again must be refused for its nonce, not for its age.
		limits: { engines: 2, callerPerSecond: 10_000, callerBurst: 10_000, nonceAgeMs: 600_000 },
		dataDir: join(folder, "data"),
	});
});
afterAll(async () => {
	await miner?.end("SIGKILL");
	await rm(folder, { recursive: true, force: true });
});

function bundleAt(turn: number): TaskBundle {
	const bundle = bundles[turn % bundles.length];
	if (bundle === undefined) throw new RangeError("no bundle");
	return bundle;
}

/** Which of the two models answered, by receipt and by what the answer holds. */
function judge(
	post: SignedPost,
	caller: string,
	answer: {
		status: number;
		body: Uint8Array;
		headers: Readonly<Record<string, string | string[] | undefined>>;
	},
): number {
	const text = Buffer.from(answer.body).toString("utf8");
	expect(answer.status, text).toBe(200);
	const named = bundles.findIndex(
		({ manifest }) => manifest.model.sha256 === answer.headers["x-bittensor-receipt-model"],
	);
	const headers = Object.fromEntries(
		Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const),
	);
	const receipt = verifyReceipt(
		headers,
		expectedReceipt({
			requestBody: post.body,
			response: answer.body,
			nonce: post.nonce,
			caller,
			modelSha256: bundleAt(named).manifest.model.sha256,
		}),
		verifySignature,
	);
	expect(receipt).toMatchObject({ ok: true });
	const decoded = decodeInferResponse(answer.body, headers);
	const y = decoded.ok ? decoded.value.outputs.find(({ name }) => name === "y") : undefined;
	const expected = probeWeights(SCALES[named]);
	expect(Float32Array.from(y?.data as ArrayLike<number>)).toEqual(expected);
	return named;
}

/**
 * Asks one request after the other until `isOver`.
 *
 * @param settled - the turn whose task is in force; undefined while a reload is under way
 * @returns what answered each, and what had to where no reload came in between
 */
async function askOn(name: string, settled: () => number | undefined, isOver: () => boolean) {
	const caller = createCaller(miner.endpoint, {
		uri: `//Caller//${name}`,
		receiver: minerKey.address,
		connections: 1,
	});
	const answers: { answered: number; due: number | undefined }[] = [];
	while (!isOver()) {
		const before = settled();
		const post = caller.sign("");
		const answered = judge(post, caller.key.address, await caller.send(post));
		const isCertain = before !== undefined && before === settled();
		answers.push({ answered, due: isCertain ? before % SCALES.length : undefined });
		await delay(PAUSE_MS);
	}
	await caller.close();
	return answers;
}

/** A stream that lasts until the file is there: its frames and the model that its receipt names. */
async function stream(gate: string, onFrame: () => void) {
	const caller = createCaller(miner.endpoint, { uri: "//Caller//stream", receiver: minerKey.address });
	const body = Buffer.from(JSON.stringify({ prompt: `until ${gate}`, stream: true }));
	const post = caller.signBody("/v1/completions", body, { "content-type": "application/json" });
	const dispatcher = new Agent();
	const response = await request(`${miner.endpoint}${post.path}`, {
		method: "POST",
		headers: post.headers,
		body,
		dispatcher,
	});
	let text = "";
	for await (const piece of response.body) {
		text += String(piece);
		onFrame();
	}
	await dispatcher.close();
	await caller.close();
	const { frames, receipt } = readFrames(text);
	const verdict = verifyReceipt(
		receipt,
		expectedReceipt({
			requestBody: body,
			response: { sha256: digestFrames(frames) },
			nonce: post.nonce,
			caller: caller.key.address,
			modelSha256: bundleAt(0).manifest.model.sha256,
		}),
		verifySignature,
	);
	return { frames, verdict };
}

/** Reloads and waits until the miner has said how it ended. */
async function reload(outcome: "done" | "failed"): Promise<void> {
	const counter = `ganglion_miner_reloads_total\\{outcome="${outcome}"\\}`;
	const before = await miner.metric(counter);
	miner.reload();
	while ((await miner.metric(counter)) === before) await delay(20);
}

describe("a miner that is reloaded again and again under load", () => {
	it(
		"fails no request, and each answer is that of the model that its receipt names",
		async () => {
			const gate = join(folder, "gate");
			let frames = 0;
			let settled: number | undefined = 0;
			let isOver = false;
			const streamed = stream(gate, () => {
				frames += 1;
			});
			while (frames === 0) await delay(10);
			const [streamer] = miner.engines();
			const callers = Array.from({ length: CALLERS }, (_, index) => `caller-${index}`);
			const asked = Promise.all(
				callers.map((name) =>
					askOn(
						name,
						() => settled,
						() => isOver,
					),
				),
			);
			// Waited for below; where something else fails first, that is what is to be read.
			asked.catch(() => undefined);
			const first = createCaller(miner.endpoint, { uri: "//Caller//replay", receiver: minerKey.address });
			const used = first.sign("");
			judge(used, first.key.address, await first.send(used));

			for (let next = 1; next <= RELOADS; next++) {
				await pointTo(bundleAt(next).folder);
				settled = undefined;
				await reload("done");
				settled = next;
				const framesNow = frames;
				while (frames < framesNow + 3) await delay(10);
			}
			// A folder without a task: it serves on.
			await pointTo(folder);
			await reload("failed");
			const replayed = await first.send(used);
			expect([replayed.status, replayed.code]).toEqual([401, "REPLAYED_REQUEST"]);
			isOver = true;
			const answers = (await asked).flat();

			// The engine of the stream is the one that it began on, past every reload; with the stream it ends.
			expect(miner.engines()).toContain(streamer);
			const last = first.sign("");
			expect(judge(last, first.key.address, await first.send(last))).toBe(RELOADS % SCALES.length);
			await writeFile(gate, "");
			const { frames: all, verdict } = await streamed;
			expect(verdict).toMatchObject({ ok: true });
			expect(all.at(-1)).toBe("data: [DONE]\n\n");
			while (miner.engines().length > 2) await delay(20);
			expect(miner.engines()).not.toContain(streamer);
			expect(await miner.metric("ganglion_miner_tasks_retiring")).toBe(0);
			await first.close();

			expect(new Set(answers.map(({ answered }) => answered))).toEqual(new Set([0, 1]));
			const certain = answers.filter(({ due }) => due !== undefined);
			expect(certain.length).toBeGreaterThan(CALLERS);
			expect(certain.filter(({ answered, due }) => answered !== due)).toEqual([]);
			const failures = 'ganglion_miner_requests_total\\{route="[^"]*",status="5[^}]*\\}';
			expect(await miner.metric(failures)).toBe(0);
		},
		PATIENCE_MS,
	);

	it("ends on SIGTERM in the middle of a reload, with no process left", async () => {
		await pointTo(bundleAt(RELOADS + 1).folder);
		const before = miner.engines();
		miner.reload();
		while (miner.engines().length <= before.length) await delay(5);
		const during = miner.engines();
		await miner.end("SIGTERM");
		expect(miner.log()).toContain("miner stopped");
		expect(during.filter((pid) => pid !== miner.pid && isThere(pid))).toEqual([]);
	});
});

function isThere(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
