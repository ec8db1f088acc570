import fc from "fast-check";
import { pino } from "pino";
import { beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import {
	type Challenge,
	createRandom,
	encodeInferRequest,
	encodeInferResponse,
	loadBundle,
	type ModelSession,
	signReceipt,
	type TaskBundle,
	textTensor,
} from "../../../subnets/index.js";
import type { Asked } from "../../../validator/asking/askMiner.js";
import { ReexecutionFailedError } from "../../../validator/index.js";
import { judgeAnswer } from "../../../validator/verify/judgeAnswer.js";

const miner = keypairFromUri("//Miner");
const own = keypairFromUri("//Validator");
const NONCE = 7n;
let bundle: TaskBundle;
let challenge: Challenge;

beforeAll(async () => {
	bundle = await loadBundle("text-generation");
	challenge = await bundle.task.sample(createRandom("judge"));
});

/** An answer over the wire, with a receipt signed for it as it is, or as `receipt` says otherwise. */
function answered(
	body: Uint8Array,
	options: {
		headers?: Record<string, string>;
		status?: number;
		receipt?: Partial<Parameters<typeof signReceipt>[0]>;
	} = {},
): Asked {
	const sent = encodeInferRequest(challenge.request);
	const status = options.status ?? 200;
	const receipt = signReceipt(
		{
			status,
			nonce: NONCE,
			requestBody: sent.body,
			response: body,
			modelSha256: bundle.manifest.model.sha256,
			startedNs: 1n,
			finishedNs: 2n,
			caller: own.address,
			...options.receipt,
		},
		miner,
	);
	return {
		ask: {
			uid: 3,
			hotkey: miner.address,
			origin: "http://127.0.0.1:1",
			request: challenge.request,
			nonce: NONCE,
		},
		sent,
		result: {
			ok: true,
			status,
			headers: { ...options.headers, ...receipt },
			body,
			sentAtMs: 0,
			finishedAtMs: 5,
		},
	};
}

/** Judges an answer, audited without a model unless the options say otherwise; `by` is the task that it is judged by. */
function judge(
	asked: Asked,
	options: { readonly session?: ModelSession; readonly audited?: boolean; readonly by?: TaskBundle } = {},
) {
	const {
		session = { run: () => Promise.reject(new Error("no model")) },
		audited = true,
		by = bundle,
	} = options;
	return judgeAnswer(
		asked,
		{
			bundle: by,
			challenge,
			caller: own.address,
			audited,
			rowSeed: new Uint8Array(32),
			signal: new AbortController().signal,
		},
		{
			verifySignature,
			session,
			rows: { demand: async () => undefined, exchange: () => undefined },
			logger: pino({ level: "silent" }),
		},
	);
}

const plausible = () =>
	encodeInferResponse(
		{ modelName: bundle.manifest.name, outputs: [textTensor("text", ["and"])] },
		{ binary: false },
	);

describe("judgeAnswer", () => {
	it("turns any bytes whatever into a verdict, whatever their headers, and never throws", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(
					fc.uint8Array({ maxLength: 400 }),
					fc.json().map((text) => new Uint8Array(Buffer.from(text))),
				),
				fc.dictionary(
					fc.constantFrom("Inference-Header-Content-Length", "Content-Type"),
					fc.oneof(fc.string(), fc.integer().map(String)),
				),
				async (body, headers) => {
					const { verdict, quality, code } = await judge(answered(body, { headers }));
					expect([verdict, code, quality]).toEqual(["fail", "ANSWER_MALFORMED", 0]);
				},
			),
			{ numRuns: 150 },
		);
	});

	it("takes no receipt but that of this miner for this request, answer, caller and model", async () => {
		const { body, headers } = plausible();
		const changes: Partial<Parameters<typeof signReceipt>[0]>[] = [
			{ nonce: 8n },
			{ requestBody: new Uint8Array([1]) },
			{ response: new Uint8Array([1]) },
			{ modelSha256: "00".repeat(32) },
			{ caller: miner.address },
			{ status: 201 },
		];
		for (const receipt of changes)
			expect(await judge(answered(body, { headers, receipt })), Object.keys(receipt).join()).toMatchObject({
				verdict: "fail",
				code: "RECEIPT_FAULTY",
				quality: 0,
			});
		const bare = answered(body, { headers });
		if (!bare.result.ok) throw new Error("no answer");
		expect(await judge({ ...bare, result: { ...bare.result, headers } })).toMatchObject({
			code: "RECEIPT_FAULTY",
		});
	});

	it("does not let an answer past the audit by making the audit fail", async () => {
		const { body, headers } = plausible();
		const broken: ModelSession = {
			run: () => Promise.reject(new ReexecutionFailedError("run", "index out of range")),
		};
		expect(await judge(answered(body, { headers }), { session: broken })).toMatchObject({
			verdict: "fail",
			quality: 0,
			counted: true,
		});
	});

	it("counts an audit as failed where the task's code did not foresee the answer, not where the model broke", async () => {
		const { body, headers } = plausible();
		const judged = (audit: () => Promise<never>) =>
			judge(answered(body, { headers }), { by: { ...bundle, task: { ...bundle.task, audit } } });
		const thrown = await judged(() => Promise.reject(new RangeError("out of bounds")));
		expect(thrown).toMatchObject({ code: "ANSWER_MALFORMED", failedAudit: true });
		const broken = await judged(() => Promise.reject(new ReexecutionFailedError("run", "no memory")));
		expect(broken).toMatchObject({ code: "ANSWER_MALFORMED" });
		expect(broken.failedAudit).toBeUndefined();
	});

	it("reads a body in the one way that its receipt binds, whatever its headers say of it", async () => {
		const plain = plausible();
		const line = new Uint8Array([...plain.body, 0x0a]);
		const binary = encodeInferResponse({
			modelName: bundle.manifest.name,
			outputs: [textTensor("text", ["and"])],
		});
		for (const body of [plain.body, line, binary.body])
			for (const length of [undefined, "1", String(body.length)]) {
				const headers = { "content-type": "text/html" };
				const said =
					length === undefined ? headers : { ...headers, "inference-header-content-length": length };
				const judgement = await judge(answered(body, { headers: said }), { audited: false });
				expect(judgement).toMatchObject({ verdict: "unaudited", code: "NOT_AUDITED" });
				expect(judgement.evidence?.response.headers["Content-Type"]).not.toBe("text/html");
			}
	});

	it("counts neither for nor against a miner what the validator's own trouble cut off", async () => {
		const asked = answered(plausible().body, { headers: plausible().headers });
		const task = {
			...bundle.task,
			audit: () => Promise.reject(new ReexecutionFailedError("process", "it ended")),
		};
		const judgement = await judge(asked, { by: { ...bundle, task } });
		expect(judgement).toMatchObject({ verdict: "unaudited", counted: false });
	});

	it("tells a refusal by its status and code, and nothing else of what the miner wrote", async () => {
		const body = new Uint8Array(Buffer.from('{"code":"CALLER_WITHOUT_PERMIT","message":"secret text"}'));
		const { reason, verdict, code } = await judge(answered(body, { status: 403 }));
		expect([verdict, code]).toEqual(["none", "REFUSED"]);
		expect(reason).toBe("it refused with status 403 (CALLER_WITHOUT_PERMIT)");
	});

	it("gives a scorer that throws, or scores no number, quality 0", async () => {
		const { body, headers } = plausible();
		for (const score of [() => Number.NaN, () => -5, () => JSON.parse("{") as number]) {
			const by = { ...bundle, task: { ...bundle.task, score } };
			const judgement = await judge(answered(body, { headers }), { audited: false, by });
			expect(judgement.quality).toBe(0);
		}
	});
});
