import { pino } from "pino";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import {
	type Challenge,
	createEndorsementBook,
	createNonceSource,
	createRandom,
	loadBundle,
	loadModel,
	type ModelSession,
	openSession,
	signReceipt,
	systemClock,
	type TaskBundle,
} from "../../../subnets/index.js";
import { createAskingSessions } from "../../../validator/asking/askingSessions.js";
import { askMiner } from "../../../validator/asking/askMiner.js";
import { createAxonMiners } from "../../../validator/asking/axonMiners.js";
import { demandRows } from "../../../validator/asking/demandRows.js";
import { createOrtSession } from "../../../validator/audit/ortSession.js";
import type { ExportedVerdict } from "../../../validator/evidence/exportedVerdict.js";
import { verifyEvidence } from "../../../validator/evidence/verifyEvidence.js";
import { judgeAnswer } from "../../../validator/verify/judgeAnswer.js";
import { minerKey, validatorKey } from "../miner/ask.js";
import { startTestMiner } from "../miner/startTestMiner.js";
import { documented } from "./documented.js";

/** A real miner and a validator's own way of asking, over a socket, under sessions both ways. */

let bundle: TaskBundle;
let miner: Miner;
let session: ModelSession;
let challenge: Challenge;
const dispatcher = new Agent();
const axons = createAxonMiners();
const nextNonce = createNonceSource(systemClock);
const sessions = createAskingSessions({ signer: validatorKey, clock: systemClock });
const endorsements = createEndorsementBook({}, { verifySignature });

beforeAll(async () => {
	bundle = await loadBundle("text-generation");
	miner = await startTestMiner(bundle);
	session = await createOrtSession(await loadModel(bundle), { threads: 1 });
	challenge = await bundle.task.sample(createRandom("sessions"));
});
afterAll(async () => {
	await miner?.stop();
	await dispatcher.destroy();
});

/** Asks, audits and exports, as a validator's round does. */
async function exchange(): Promise<{ verdict: ExportedVerdict; scheme: string | undefined }> {
	const { signal } = new AbortController();
	const posting = { signer: validatorKey, sessions, dispatcher, axons };
	const nonce = nextNonce();
	const under = sessions.sessionFor(minerKey.address, nonce);
	const ask = { uid: 1, hotkey: minerKey.address, origin: miner.endpoint, request: challenge.request, nonce };
	const options = { bundle, timeoutMs: 10_000, signal };
	const asked = await askMiner(ask, options, posting);
	const judged = await judgeAnswer(
		asked,
		{ bundle, challenge, caller: validatorKey.address, audited: true, rowSeed: new Uint8Array(32), signal },
		{
			verifySignature,
			endorsements,
			session,
			rows: demandRows(ask, options, { ...posting, nextNonce }),
			logger: pino({ level: "silent" }),
		},
	);
	expect(judged.reason, judged.code).toBeTruthy();
	const verdict = documented({
		requestNonce: nonce.toString(),
		verdict: judged.verdict,
		code: judged.code,
		reason: judged.reason,
		measured: judged.measured,
		tolerance: judged.tolerance,
		score: 1,
		quality: judged.quality,
		latencyMs: judged.latencyMs,
		taskHash: bundle.hash,
		evidence: judged.evidence,
	});
	return { verdict, scheme: under?.schemeLine };
}

function withHeaders(verdict: ExportedVerdict, headers: Record<string, string>): ExportedVerdict {
	if (verdict.receipt === null) throw new Error("expected evidence");
	return { ...verdict, receipt: { ...verdict.receipt, headers: { ...verdict.receipt.headers, ...headers } } };
}

const check = (verdict: ExportedVerdict) => verifyEvidence(verdict, { bundle, session, verifySignature });

describe("evidence of exchanges under sessions", () => {
	it("holds the whole chain from the miner's hotkey to the answer, and is checked without anybody else", async () => {
		const first = await exchange();
		const second = await exchange();
		expect(first.scheme).toBeUndefined();
		expect(second.scheme).toMatch(/^ed25519-session:/);
		for (const { verdict } of [first, second]) {
			expect(verdict.receipt?.headers["x-bittensor-receipt-crypto"]).toBe("ed25519-session");
			expect(verdict).toMatchObject({ verdict: "pass", code: "AUDIT_PASSED" });
			expect(await check(verdict)).toMatchObject({ result: "confirmed" });
		}
		expect(endorsements.size, "one session of the miner's, checked once").toBe(1);
	});

	it("is refuted where the endorsement is another's, another time's, or missing", async () => {
		const { verdict } = await exchange();
		const name = "x-bittensor-receipt-session";
		const text = verdict.receipt?.headers[name] ?? "";
		const fields = text.split(";");
		const now = systemClock.nowNs();
		const terms = { use: "receipt", peer: undefined, notBeforeNs: now, notAfterNs: now + 1n } as const;
		const spoiled = {
			forged: [...fields.slice(0, 4), "00".repeat(64)].join(";"),
			prolonged: [...fields.slice(0, 3), `${BigInt(fields[3] ?? 0) + 1n}`, fields[4]].join(";"),
			"another session of the miner's": openSession(terms, minerKey).endorsement,
			empty: "",
		};
		for (const [what, value] of Object.entries(spoiled))
			expect(await check(withHeaders(verdict, { [name]: value })), what).toMatchObject({ result: "refuted" });
	});

	it("cannot be made by a validator that endorses a key in the miner's name", async () => {
		const { verdict } = await exchange();
		const { receipt } = verdict;
		if (receipt === null) throw new Error("expected evidence");
		const liar = keypairFromUri("//Liar");
		const nonce = BigInt(verdict.requestNonce);
		const own = openSession(
			{ use: "receipt", peer: undefined, notBeforeNs: nonce - 1n, notAfterNs: nonce + 1_000_000_000n },
			{ address: minerKey.address, sign: liar.sign },
		);
		const responseBody = Buffer.from(JSON.stringify({ model_name: "text-generation", outputs: [] }));
		const headers = signReceipt(
			{
				status: 200,
				nonce,
				requestBody: new Uint8Array(Buffer.from(receipt.requestBody, "base64")),
				response: responseBody,
				modelSha256: bundle.manifest.model.sha256,
				startedNs: nonce,
				finishedNs: nonce + 1n,
				caller: validatorKey.address,
			},
			minerKey,
			{ sessionFor: () => own },
		);
		const forged: ExportedVerdict = {
			...verdict,
			verdict: "fail",
			code: "ANSWER_MALFORMED",
			measured: null,
			receipt: { ...receipt, headers, responseBody: responseBody.toString("base64") },
		};
		expect(await check(forged)).toMatchObject({
			result: "refuted",
			detail: expect.stringMatching(/endorse/),
		});
	});
});
