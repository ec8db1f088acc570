import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifySignature } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import {
	createSessionSource,
	openSession,
	type Session,
	systemClock,
	verifyReceipt,
} from "../../../subnets/index.js";
import { ask, codeOf, expectedReceipt, minerKey, probeRequest, validatorKey } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

const PATH = "/v2/models/probe/infer";
const { body, headers } = probeRequest("");
const source = createSessionSource({ use: "request" }, { signer: validatorKey, clock: systemClock });

let miner: Miner;
beforeAll(async () => {
	miner = await startTestMiner(await makeProbeBundle(), { limits: { badSignaturesPerMinute: 3 } });
});
afterAll(async () => {
	await miner?.stop();
});

function askUnder(session: Session | undefined, options: Parameters<typeof ask>[3] = {}) {
	return ask(miner.server, PATH, body, { headers, session, ...options });
}

function receiptOf(answer: Awaited<ReturnType<typeof ask>>) {
	return verifyReceipt(
		answer.headers as Record<string, string>,
		expectedReceipt({
			requestBody: body,
			response: answer.body,
			status: answer.status,
			nonce: answer.nonce,
		}),
		verifySignature,
	);
}

describe("a miner", () => {
	it("says in its metadata and in its answers that it takes sessions", async () => {
		const metadata = await miner.server.inject("/v2/models/probe");
		expect(metadata.json().ganglion.sessions).toEqual(["ed25519"]);
		expect((await askUnder(undefined)).headers["x-bittensor-sessions"]).toBe("ed25519");
	});

	it("answers a request under a session with a receipt under one", async () => {
		const answer = await askUnder(source.sessionFor(minerKey.address, []));
		expect(answer.status).toBe(200);
		expect(receiptOf(answer)).toMatchObject({ ok: true, value: { scheme: "ed25519-session" } });
	});

	it("signs by its hotkey for a client that knows no sessions", async () => {
		const answer = await askUnder(undefined);
		expect(answer.headers).not.toHaveProperty("x-bittensor-receipt-session");
		expect(receiptOf(answer)).toMatchObject({ ok: true, value: { scheme: "sr25519" } });
	});

	it("signs under its session for a client that says it takes them", async () => {
		const answer = await ask(miner.server, PATH, body, {
			headers: { ...headers, "X-Bittensor-Sessions": "ed25519" },
		});
		expect(receiptOf(answer)).toMatchObject({ ok: true, value: { scheme: "ed25519-session" } });
	});

	it("signs refusals under the session too, and takes rows' demands under it", async () => {
		const session = source.sessionFor(minerKey.address, []);
		const answer = await ask(miner.server, "/v2/models/probe/rows", Buffer.from("{}"), { session });
		expect([answer.status, codeOf(answer)]).toEqual([400, "DEMAND_MALFORMED"]);
		expect(answer.headers["x-bittensor-receipt-crypto"]).toBe("ed25519-session");
	});

	it("counts forged endorsements against the address that sends them, as wrong signatures", async () => {
		const now = systemClock.nowNs();
		const forged = openSession(
			{
				use: "request",
				peer: undefined,
				notBeforeNs: now - 60_000_000_000n,
				notAfterNs: now + 60_000_000_000n,
			},
			{ address: validatorKey.address, sign: minerKey.sign },
		);
		const remoteAddress = "203.0.113.9";
		const codes: string[] = [];
		for (let i = 0; i < 4; i++) codes.push(codeOf(await askUnder(forged, { remoteAddress })));
		expect(codes).toEqual(["BAD_SESSION", "BAD_SESSION", "BAD_SESSION", "TOO_MANY_BAD_SIGNATURES"]);
		const good = await askUnder(source.sessionFor(minerKey.address, []));
		expect(good.status, "the hotkey that was named pays nothing").toBe(200);
	});
});
