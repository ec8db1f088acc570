import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Keypair, keypairFromUri, verifySignature } from "../../chain/wallet/index.js";
import { type Behaviour, type Miner, startMiner } from "../../miner/index.js";
import {
	createRandom,
	encodeInferRequest,
	loadBundle,
	parseReceipt,
	systemClock,
	type TaskBundle,
	verifyReceipt,
} from "../../subnets/index.js";
import {
	defaultParameters,
	type ExportedVerdict,
	exportVerdict,
	parseEvidenceDocument,
	startReexecution,
	startValidator,
	type Validator,
	verifyEvidence,
} from "../../validator/index.js";
import { createMemoryChain, type MemoryChain, neuronAt } from "../unit/validator/memoryChain.js";

const logger = pino({ level: process.env.LOG_LEVEL ?? "silent" });
const NETUID = 1;
const parameters = {
	...defaultParameters,
	roundMs: 400,
	urgentRoundMs: 50,
	headMs: 100,
	auditRate: 0.5,
	allowLocalEndpoints: true,
};
const behaviours: readonly Behaviour[] = [
	"honest",
	"honest",
	"quantised",
	"constant",
	"garbage",
	"offline",
	"slow",
];

describe("a validator among real miners", () => {
	const stopping = new AbortController();
	const folder = mkdtempSync(join(tmpdir(), "ganglion-validator-"));
	const own: Keypair = keypairFromUri("//Validator");
	let bundle: TaskBundle;
	let chain: MemoryChain;
	let validator: Validator;
	const miners: Miner[] = [];

	beforeAll(async () => {
		bundle = await loadBundle("ocr");
		chain = createMemoryChain({ tempo: 1000 });
		chain.neurons = [neuronAt(0, own.address, undefined)];
		for (const [i, behaviour] of behaviours.entries()) {
			const hotkey = keypairFromUri(`//Miner${i}`);
			const miner = await startMiner(
				{ netuid: NETUID, bundle, host: "127.0.0.1", port: 0, callers: "any", behaviour },
				{ hotkey, clock: systemClock, logger, signal: stopping.signal },
			);
			miners.push(miner);
			chain.neurons = [...chain.neurons, neuronAt(i + 1, hotkey.address, miner.port)];
		}
		validator = await startValidator(
			{
				bundles: new Map([[NETUID, bundle]]),
				dataDir: folder,
				parameters,
				gateway: { port: 0, apiKeys: ["key"] },
			},
			{ chain, keypair: own, logger, clock: systemClock, signal: stopping.signal },
		);
	}, 120_000);

	afterAll(async () => {
		await validator?.stop();
		stopping.abort();
		await Promise.all(miners.map((miner) => miner.stop()));
		rmSync(folder, { recursive: true, force: true });
	});

	it("pays the honest and names every cheat", async () => {
		const wanted = 5;
		const until = Date.now() + 90_000;
		while (Date.now() < until) {
			const rounds = validator.records
				.rounds(NETUID, 100)
				.filter(({ finishedMs }) => finishedMs !== undefined);
			if (rounds.length >= wanted) break;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		const scores = new Map(validator.records.scores(NETUID).map((miner) => [miner.hotkey, miner]));
		const table = behaviours.map((behaviour, i) => {
			const hotkey = keypairFromUri(`//Miner${i}`).address;
			return { behaviour, ...scores.get(hotkey) };
		});
		const honest = table.filter(({ behaviour }) => behaviour === "honest").map(({ score }) => score ?? 0);
		expect(Math.min(...honest)).toBeGreaterThan(0.3);
		for (const { behaviour, score } of table)
			if (behaviour !== "honest") expect(score ?? 0, behaviour).toBeLessThanOrEqual(Math.min(...honest) / 10);
	}, 120_000);

	it("confirms its verdicts from the evidence alone, and refutes them where anything was changed", async () => {
		const reexecution = startReexecution({}, { logger });
		const check = (verdict: ExportedVerdict) =>
			verifyEvidence(verdict, { bundle, session: reexecution.session(bundle), verifySignature });
		try {
			const kept = validator.records.digestIds(NETUID, 2).flatMap((id) => {
				const record = validator.records.verdict(id, { evidence: true });
				return record === undefined ? [] : [exportVerdict(record)];
			});
			const document = JSON.parse(JSON.stringify({ verdicts: kept })) as unknown;
			const verdicts = parseEvidenceDocument(document);
			const checks = await Promise.all(verdicts.map(check));
			expect(checks.filter(({ result }) => result === "refuted")).toEqual([]);
			// Every failed audit is proven, rows that were never committed to included: the miner signed them.
			expect(checks.filter(({ result, verdict }) => verdict === "fail" && result !== "confirmed")).toEqual(
				[],
			);
			for (const said of ["pass", "fail"])
				expect(checks.some(({ result, verdict }) => result === "confirmed" && verdict === said)).toBe(true);
			const proven = verdicts.filter(
				(verdict, i) =>
					verdict.verdict === "fail" &&
					checks[i]?.result === "confirmed" &&
					verdict.receipt?.rows?.received != null,
			);
			const caught = proven.find(({ measured }) => measured !== null);
			// Rows that the answer never committed to: proven by the miner's signature, nothing measured.
			const uncommitted = proven.find(({ measured }) => measured === null);
			const passed = verdicts.find(
				(verdict, i) => verdict.verdict === "pass" && checks[i]?.result === "confirmed",
			);
			if (caught === undefined || passed === undefined) throw new Error("no proven verdict of each kind");
			for (const verdict of [caught, passed, ...(uncommitted === undefined ? [] : [uncommitted])])
				for (const [what, changed] of forgeries(verdict, passed === verdict ? caught : passed))
					expect((await check(changed)).result, what).not.toBe("confirmed");
			// An honest answer cannot be turned into a proven fault by rows that the miner never committed to.
			const framed = changeRows(passed);
			expect((await check({ ...framed, verdict: "fail", code: "AUDIT_FAILED", measured: null })).result).toBe(
				"unproven",
			);
		} finally {
			await reexecution.stop();
		}
	}, 60_000);

	it("answers a researcher out of a round, with a receipt that proves who answered", async () => {
		const { request } = await bundle.task.sample(createRandom("researcher"));
		const { body, headers } = encodeInferRequest(request);
		const response = await fetch(`${validator.gateway}/v2/models/ocr/infer`, {
			method: "POST",
			headers: { ...headers, Authorization: "Bearer key" },
			body: new Uint8Array(body),
		});
		expect(response.status).toBe(200);
		const hotkey = response.headers.get("x-ganglion-hotkey") ?? "";
		const honest = behaviours.flatMap((behaviour, i) =>
			behaviour === "honest" ? [keypairFromUri(`//Miner${i}`).address] : [],
		);
		expect(honest).toContain(hotkey);
		const receipt = parseReceipt(Object.fromEntries(response.headers));
		if (!receipt.ok) throw new Error(receipt.message);
		const answered = new Uint8Array(await response.arrayBuffer());
		expect(
			verifyReceipt(
				Object.fromEntries(response.headers),
				{
					requestBody: body,
					response: answered,
					status: 200,
					nonce: receipt.value.nonce,
					miner: hotkey,
					caller: own.address,
					modelSha256: bundle.manifest.model.sha256,
				},
				verifySignature,
			).ok,
		).toBe(true);
	}, 60_000);
});

/** A verdict with one thing changed after the other. `other` is one of another miner. */
function forgeries(verdict: ExportedVerdict, other: ExportedVerdict): [string, ExportedVerdict][] {
	const { receipt } = verdict;
	if (receipt === null || other.receipt === null) throw new Error("no evidence");
	const flip = (base64: string): string => {
		const bytes = Buffer.from(base64, "base64");
		bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1;
		return bytes.toString("base64");
	};
	const headers = Object.keys(receipt.headers).map((name): [string, ExportedVerdict] => {
		const { [name]: _, ...rest } = receipt.headers;
		return [`without ${name}`, { ...verdict, receipt: { ...receipt, headers: rest } }];
	});
	const swapped = Object.keys(receipt.headers)
		.filter((name) => receipt.headers[name] !== other.receipt?.headers[name])
		.map((name): [string, ExportedVerdict] => [
			`${name} of another`,
			{
				...verdict,
				receipt: { ...receipt, headers: { ...receipt.headers, [name]: other.receipt?.headers[name] ?? "" } },
			},
		]);
	return [
		...headers,
		...swapped,
		["another verdict", { ...verdict, verdict: verdict.verdict === "pass" ? "fail" : "pass" }],
		["another distance", { ...verdict, measured: (verdict.measured ?? 0) + 1 }],
		["another hotkey", { ...verdict, hotkey: other.hotkey }],
		["another nonce", { ...verdict, requestNonce: `${BigInt(verdict.requestNonce) + 1n}` }],
		["another task", { ...verdict, taskHash: "00".repeat(32) }],
		["another request", { ...verdict, receipt: { ...receipt, requestBody: flip(receipt.requestBody) } }],
		["another answer", { ...verdict, receipt: { ...receipt, responseBody: flip(receipt.responseBody) } }],
		["no receipt", { ...verdict, receipt: null }],
		["other rows", changeRows(verdict)],
	];
}

function changeRows(verdict: ExportedVerdict): ExportedVerdict {
	const { receipt } = verdict;
	if (receipt?.rows?.received == null) throw new Error("no rows");
	const received = receipt.rows.received.map((row) => {
		const bytes = Buffer.from(row, "base64");
		bytes[0] = (bytes[0] ?? 0) ^ 255;
		return bytes.toString("base64");
	});
	return { ...verdict, receipt: { ...receipt, rows: { ...receipt.rows, received } } };
}
