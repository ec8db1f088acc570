import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifySignature } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import {
	createRandom,
	decodeInferResponse,
	encodeInferRequest,
	type InferRequest,
	loadBundle,
	loadModel,
	type ModelSession,
	signReceipt,
	type TaskBundle,
} from "../../../subnets/index.js";
import { receiptHeaders } from "../../../validator/asking/askMiner.js";
import { createOrtSession } from "../../../validator/audit/ortSession.js";
import type { DemandedRows, NewVerdict, RowsProof } from "../../../validator/evidence/verdict.js";
import { verifyEvidence } from "../../../validator/evidence/verifyEvidence.js";
import { ask, minerKey, validatorKey } from "../miner/ask.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { documented } from "./documented.js";

// What a lying validator could try against an honest miner: every signature here is the honest miner's own.

const bytes = (value: unknown) => new Uint8Array(Buffer.from(JSON.stringify(value)));

/** A miner that answers as it should, its model, and what it is asked. */
async function startHonest(name: string) {
	const bundle = await loadBundle(name);
	return {
		bundle,
		miner: await startTestMiner(bundle, { limits: { callerBurst: 1000, callerPerSecond: 1000 } }),
		session: await createOrtSession(await loadModel(bundle), { threads: 1 }),
		request: (await bundle.task.sample(createRandom("framing"))).request,
	};
}

describe.each(["ocr", "text-generation"])("evidence against an honest miner of %s", (name) => {
	let bundle: TaskBundle;
	let miner: Miner;
	let session: ModelSession;
	let request: InferRequest;

	beforeAll(async () => {
		({ bundle, miner, session, request } = await startHonest(name));
	});
	afterAll(async () => {
		await miner?.stop();
	});

	/** Sends a body to a path, and claims it was an inference that failed. */
	async function claim(
		path: string,
		body: Uint8Array,
		claimed: Partial<NewVerdict>,
		options: { headers?: Record<string, string>; demanded?: (nonce: bigint) => Promise<DemandedRows> } = {},
	) {
		const answer = await ask(miner.server, path, body, { headers: options.headers ?? {} });
		const demanded = await options.demanded?.(answer.nonce);
		const verdict = documented({
			requestNonce: answer.nonce.toString(),
			verdict: "fail",
			code: "ANSWER_MALFORMED",
			reason: "claimed",
			measured: undefined,
			tolerance: undefined,
			score: 0,
			quality: 0,
			latencyMs: 1,
			taskHash: bundle.hash,
			evidence: {
				receipt: receiptHeaders(answer.headers as Record<string, string>),
				status: answer.status,
				request: { headers: {}, body },
				response: { headers: {}, body: answer.body },
				...(demanded === undefined ? {} : { demanded }),
			},
			...claimed,
		});
		return {
			...(await verifyEvidence(verdict, { bundle, session, verifySignature })),
			status: answer.status,
		};
	}
	const inferPath = `/v2/models/${name}/infer`;
	const infer = (change: Partial<InferRequest> = {}) => encodeInferRequest({ ...request, ...change });

	it("takes the miner's refusal for no answer", async () => {
		const { body, headers } = encodeInferRequest({
			inputs: [{ name: "wrong", datatype: "FP32", shape: [1], data: Float32Array.of(1) }],
		});
		const check = await claim(inferPath, body, {}, { headers });
		expect(check.status).toBe(400);
		expect(check.result, check.detail).toBe("refuted");
	});

	it("takes no answer of another route for one to an inference", async () => {
		const fits = name === "text-generation";
		const { body } = encodeInferRequest(
			{
				inputs: fits
					? request.inputs
					: [{ name: "x", datatype: "FP32", shape: [1], data: Float32Array.of(1) }],
			},
			{ binary: false },
		);
		const inputs = JSON.parse(Buffer.from(body).toString("utf8")) as object;
		const first = infer();
		const { nonce } = await ask(miner.server, inferPath, first.body, { headers: first.headers });
		const bodies = [
			[
				`/v2/models/${name}/rows`,
				{ ...inputs, nonce: nonce.toString(), tensor: "transpose_51.tmp_0", rows: [0] },
			],
			["/v1/completions", { ...inputs, prompt: "In the beginning" }],
			["/v1/chat/completions", { ...inputs, messages: [{ role: "user", content: "In the beginning" }] }],
		] as const;
		for (const [path, document] of bodies) {
			const check = await claim(path, bytes(document), {});
			expect(check.result, `${path}: ${check.detail}`).not.toBe("confirmed");
		}
	});

	it("takes outputs that nobody asked for as not missing", async () => {
		const { body, headers } = infer({ outputs: ["text"] });
		const check = await claim(inferPath, body, { code: "AUDIT_FAILED" }, { headers });
		expect(check.status).toBe(200);
		expect(check.result, check.detail).toBe("refuted");
	});

	it("holds a verdict to what its own code says", async () => {
		const { body, headers } = infer();
		for (const claimed of [
			{ code: "ANSWER_MALFORMED", verdict: "fail" },
			{ code: "ANSWER_MALFORMED", verdict: "pass" },
			{ code: "AUDIT_FAILED", verdict: "fail" },
		] as const) {
			const check = await claim(inferPath, body, claimed, { headers });
			expect(check.result, `${claimed.code} ${claimed.verdict}: ${check.detail}`).not.toBe("confirmed");
		}
	});
});

const forgedRow = new Uint8Array(4 * 97).fill(7);

/** A demand that this miner's hotkey answers with rows that are none of its answer's. */
function otherRows(nonce: bigint, tensor: string, rows: readonly number[]): RowsProof {
	const requestBody = bytes({ nonce: nonce.toString(), tensor, rows });
	const responseBody = bytes({ tensor, rows: rows.map(() => Buffer.from(forgedRow).toString("base64")) });
	const startedNs = BigInt(Date.now()) * 1_000_000n;
	const receipt = signReceipt(
		{
			status: 200,
			nonce: nonce + 1n,
			requestBody,
			response: responseBody,
			modelSha256: "ab".repeat(32),
			startedNs,
			finishedNs: startedNs + 1n,
			caller: validatorKey.address,
		},
		minerKey,
	);
	return { receipt, status: 200, requestBody, responseBody };
}

describe("demands that an honest miner of ocr must refuse", () => {
	const tensor = "transpose_51.tmp_0";
	let bundle: TaskBundle;
	let miner: Miner;
	let session: ModelSession;
	let request: InferRequest;

	beforeAll(async () => {
		({ bundle, miner, session, request } = await startHonest("ocr"));
	});
	afterAll(async () => {
		await miner?.stop();
	});

	async function claimRows(
		asked: { tensor?: string; rows?: readonly number[]; path?: string; early?: boolean; forged?: boolean },
		claimed: Partial<NewVerdict> = {},
	) {
		const path = "/v2/models/ocr/infer";
		const { body, headers } = encodeInferRequest(request);
		const rows = asked.rows ?? [0, 1, 2, 3];
		const named = asked.tensor ?? tensor;
		const demandOf = async (nonce: bigint) => {
			const demand = bytes({ nonce: nonce.toString(), tensor: named, rows });
			const answer = await ask(miner.server, asked.path ?? "/v2/models/ocr/rows", demand);
			return {
				receipt: receiptHeaders(answer.headers as Record<string, string>),
				status: answer.status,
				requestBody: demand,
				responseBody: answer.body,
			};
		};
		const nonce = BigInt(Date.now()) * 1_000_000n + BigInt(Math.floor(Math.random() * 999_999));
		const early = asked.early === true ? await demandOf(nonce) : undefined;
		const answer = await ask(miner.server, path, body, { headers, nonce });
		await new Promise((resolve) => setTimeout(resolve, 5));
		const proof = early ?? (asked.forged === true ? otherRows(nonce, named, rows) : await demandOf(nonce));
		const decoded = decodeInferResponse(answer.body, answer.headers as Record<string, string>);
		expect(decoded.ok).toBe(true);
		const verdict = documented({
			requestNonce: answer.nonce.toString(),
			verdict: "fail",
			code: "ROWS_REFUSED",
			reason: "claimed",
			measured: undefined,
			tolerance: undefined,
			score: 0,
			quality: 0,
			latencyMs: 1,
			taskHash: bundle.hash,
			...claimed,
			evidence: {
				receipt: receiptHeaders(answer.headers as Record<string, string>),
				status: answer.status,
				request: { headers: {}, body },
				response: { headers: {}, body: answer.body },
				demanded: {
					tensor: named,
					rows,
					...(claimed.verdict === "pass" ? { received: [] } : {}),
					...(asked.forged === true ? { received: rows.map(() => forgedRow) } : {}),
					...(claimed.verdict === "pass" ? {} : { proof }),
				},
			},
		});
		return {
			...(await verifyEvidence(verdict, { bundle, session, verifySignature })),
			proofStatus: proof.status,
		};
	}

	it.each([
		["rows that the tensor does not have", { rows: [0, 1, 2, 9999] }],
		["more rows than a demand may name", { rows: Array.from({ length: 65 }, () => 1) }],
		["no rows", { rows: [] }],
		["a tensor that is not withheld", { tensor: "another" }],
		["rows by another route", { path: "/v2/models/ocr/infer" }],
		["rows before the answer was there", { early: true }],
	])("prove nothing: %s", async (_case, asked) => {
		const check = await claimRows(asked);
		expect(check.proofStatus).toBeGreaterThanOrEqual(400);
		expect(check.result, check.detail).not.toBe("confirmed");
	});

	it("confirm a miner that signed rows which its answer never committed to, and no figure beside them", async () => {
		const claimed = { code: "AUDIT_FAILED", reason: "claimed" } as const;
		const proven = await claimRows({ forged: true }, claimed);
		expect(proven.result, proven.detail).toBe("confirmed");
		const figured = await claimRows({ forged: true }, { ...claimed, measured: 1, tolerance: 4e-4 });
		expect(figured.result, figured.detail).toBe("refuted");
	});

	it("does not confirm an audit that compared nothing", async () => {
		const check = await claimRows({ rows: [] }, { verdict: "pass", code: "AUDIT_PASSED", measured: 0 });
		expect(check.result, check.detail).not.toBe("confirmed");
	});
});
