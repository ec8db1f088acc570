import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerFromEngine } from "../../../miner/answerFromEngine.js";
import { createRowStore } from "../../../miner/createRowStore.js";
import type { EngineJob, EngineReply } from "../../../miner/engine/engineMessages.js";
import type { EngineResult, KeptRows } from "../../../miner/engine/engineResult.js";
import { createEngineSlot } from "../../../miner/engine/engineSlot.js";
import { createJobReplies } from "../../../miner/engine/jobReplies.js";
import { packRows, unpackRows } from "../../../miner/engine/packedRows.js";
import { openRowFiles } from "../../../miner/rowFiles.js";
import { type Answer, systemClock } from "../../../subnets/index.js";

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "ganglion-rows-"));
});
afterAll(async () => {
	await rm(folder, { recursive: true });
});

const big = [new Uint8Array(100_000).fill(1), new Uint8Array(100_000).fill(2)];
const small = [Uint8Array.of(1), Uint8Array.of(2)];
const answerWith = (rows: readonly Uint8Array[]): Answer => ({ outputs: [], withheld: { y: { rows } } });
const job = (id: number, rowsFile: string): EngineJob => ({
	id,
	request: { inputs: [] },
	miner: "5M",
	streams: false,
	rowsFile,
});

describe("an engine process", () => {
	/** Gives so many answers at once and waits until all their rows are kept. */
	const reply = async (files: readonly string[], rows: readonly Uint8Array[]): Promise<EngineReply[]> => {
		const sent: EngineReply[] = [];
		let done = (): void => undefined;
		const all = new Promise<void>((resolve) => {
			done = resolve;
		});
		const wanted = rows === big ? 2 * files.length : files.length;
		const replies = createJobReplies(
			(message) => {
				sent.push(message);
				if (sent.length === wanted) done();
			},
			() => undefined,
		);
		files.forEach((file, id) => {
			replies.answered(job(id, file), answerWith(rows));
		});
		await all;
		return sent;
	};

	it("gives the answer first, then says that its rows are in the file", async () => {
		const file = join(folder, "one.part");
		expect(await reply([file], big)).toEqual([
			{ type: "answered", id: 0, answer: { outputs: [] }, rows: { tensors: { y: [100_000, 100_000] } } },
			{ type: "kept", id: 0 },
		]);
		expect(await readFile(file)).toEqual(Buffer.concat(big));
	});

	it("keeps up with answers that come faster than the disk", async () => {
		const files = Array.from({ length: 12 }, (_, i) => join(folder, `many-${i}.part`));
		const sent = await reply(files, big);
		expect(sent.filter((message) => message.type === "kept" && message.withheld === undefined)).toHaveLength(
			12,
		);
		for (const file of files) expect((await readFile(file)).length).toBe(200_000);
	});

	it("sends the rows where the disk does not take them", async () => {
		const files = Array.from({ length: 6 }, (_, i) => join(folder, "no-such-folder", `${i}.part`));
		const sent = await reply(files, big);
		const kept = sent.filter((message) => message.type === "kept");
		expect(kept).toHaveLength(6);
		for (const message of kept) expect(message).toMatchObject({ withheld: { y: { rows: big } } });
	});

	it("sends few rows with their answer", async () => {
		expect(await reply([join(folder, "small.part")], small)).toEqual([
			{
				type: "answered",
				id: 0,
				answer: { outputs: [] },
				packed: { tensors: { y: [1, 1] }, bytes: Buffer.concat(small) },
			},
		]);
		expect(unpackRows(packRows({ y: { rows: small }, z: { rows: [] } }))).toEqual({
			y: { rows: small.map((row) => Buffer.from(row)) },
			z: { rows: [] },
		});
	});
});

describe("a place for an engine process", () => {
	it("is at work until the rows of its answer are kept: a reload or a stop must not end it before", async () => {
		let reply = (_: EngineReply): void => undefined;
		const slot = createEngineSlot({
			launch: () => Promise.reject(new Error("it is not started again")),
			changed: () => undefined,
			takeBack: () => undefined,
			restarted: () => undefined,
			logger: pino({ level: "silent" }),
			signal: new AbortController().signal,
		});
		slot.attach({
			pid: 1,
			cap: { kind: "watch", bytes: 1 },
			modelSha256: "",
			capacity: 1,
			provider: { provider: "cpu" },
			servers: [],
			send: () => undefined,
			kill: () => undefined,
			onExit: () => undefined,
			onReply: (listener) => {
				reply = listener;
			},
		});
		const answered = new Promise<EngineResult>((resolve) => {
			const state = { finished: false, begun: false, told: false, alone: false };
			slot.give({ ...job(1, "one.part"), ...state, onToken: undefined, finish: resolve });
		});
		expect(slot.isBusy).toBe(true);
		reply({ type: "answered", id: 1, answer: { outputs: [] }, rows: { tensors: { y: [1] } } });
		expect(await answered).toMatchObject({ ok: true });
		expect(slot.isBusy).toBe(true);
		reply({ type: "kept", id: 1 });
		expect(slot.isBusy).toBe(false);
	});
});

describe("a demand for rows that are still on their way to the disk", () => {
	const demand = async (end: KeptRows) => {
		const path = await mkdtemp(join(folder, "store-"));
		const rowStore = createRowStore(
			{ keepMs: 60_000, maxBytes: 1_000_000 },
			{ clock: systemClock, files: openRowFiles(path) },
		);
		let keep = (_: KeptRows): void => undefined;
		const kept = new Promise<KeptRows>((resolve) => {
			keep = resolve;
		});
		let file = "";
		const source = answerFromEngine(
			{ task: "probe", answersFor: new Set() },
			{
				rowStore,
				rowsBeingKept: new Map(),
				engine: {
					counts: () => ({ ready: 1, running: 0, waiting: 0, restarts: 0 }),
					hasRoom: () => true,
					async answer(_request, options): Promise<EngineResult> {
						file = options.rowsFile ?? "";
						return { ok: true, answer: { outputs: [] }, rows: { lengths: { y: [1, 1] }, kept } };
					},
				},
			},
		);
		const signal = new AbortController().signal;
		const result = await source.answer({ inputs: [] }, { caller: "5C", nonce: 1n, signal });
		expect(result.ok).toBe(true);
		let isGiven = false;
		const rows = source.rows("5C", 1n, "y", [1]).then((found) => {
			isGiven = true;
			return found;
		});
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(isGiven).toBe(false);
		if (end.place === "file") {
			await writeFile(file, Buffer.concat(small));
		}
		keep(end);
		return rows;
	};

	it("waits for them", async () => {
		expect(await demand({ place: "file" })).toEqual({ ok: true, rows: [Uint8Array.of(2)] });
	});

	it("gets them from memory where the disk failed", async () => {
		const rows = await demand({ place: "memory", withheld: { y: { rows: small } } });
		expect(rows).toEqual({ ok: true, rows: [Uint8Array.of(2)] });
	});

	it("is refused where they were lost with their process", async () => {
		expect(await demand({ place: "lost" })).toMatchObject({ ok: false, status: 404, code: "ROWS_UNKNOWN" });
	});
});
