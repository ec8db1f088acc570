import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri, verifySignature } from "../../../chain/wallet/index.js";
import type { Miner } from "../../../miner/index.js";
import {
	createNonceSource,
	type HeaderRecord,
	readSynapseAnswer,
	signRequest,
	signSynapse,
	systemClock,
	type TaskBundle,
	verifyReceipt,
} from "../../../subnets/index.js";
import { askMiner } from "../../../validator/asking/askMiner.js";
import { createAxonMiners } from "../../../validator/asking/axonMiners.js";
import { codeOf, minerKey, probeRequest, validatorKey } from "./ask.js";
import { makeProbeBundle } from "./probeBundle.js";
import { startTestMiner } from "./startTestMiner.js";

/** Bittensor's axon headers into a running miner; `test/compat/axonHeaders.compat.ts` does it with Bittensor's code. */

const nextNonce = createNonceSource(systemClock);
const x = Array.from({ length: 128 }, () => 1);
const probe = (parameters?: object) =>
	JSON.stringify({
		...(parameters === undefined ? {} : { parameters }),
		inputs: [
			{ name: "command", datatype: "BYTES", shape: [1], data: ["run"] },
			{ name: "x", datatype: "FP32", shape: [128], data: x },
		],
	});

let folder: string;
let bundle: TaskBundle;
let miner: Miner;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "ganglion-axon-"));
	bundle = await makeProbeBundle();
	miner = await start();
});
afterAll(async () => {
	await miner.stop();
	await rm(folder, { recursive: true, force: true });
});

const start = () => startTestMiner(bundle, { dialects: ["axon"], dataDir: folder });

function synapse(request: string, options: { name?: string; nonce?: bigint; signer?: typeof minerKey } = {}) {
	return signSynapse({
		name: options.name ?? "Probe",
		request,
		receiver: minerKey.address,
		signer: options.signer ?? validatorKey,
		nonce: options.nonce ?? nextNonce(),
		uuid: "6e1f4b8a-0000-11f0-8000-000000000001",
		timeoutS: 12,
	});
}

async function post(
	name: string,
	message: { headers: Record<string, string>; body: Uint8Array },
	to = miner,
) {
	const { headers, body } = message;
	const answer = await to.server.inject({
		method: "POST",
		url: `/${name}`,
		headers,
		payload: Buffer.from(body),
	});
	return {
		status: answer.statusCode,
		headers: answer.headers,
		body: new Uint8Array(answer.rawPayload),
	};
}

describe("axon headers", () => {
	it("bring an answer whose receipt is that of the request within", async () => {
		const nonce = nextNonce();
		const answer = await post("Probe", synapse(probe({ binary_data_output: true }), { nonce }));
		expect(answer.status).toBe(200);
		const read = readSynapseAnswer(answer.body, {});
		// Binary tensors have no place in a text: the answer is JSON, whatever was asked.
		expect(JSON.parse(Buffer.from(read?.response ?? []).toString("utf8"))).toMatchObject({
			outputs: [{ name: "y", datatype: "FP32", shape: [128] }, { name: "hashes" }, { name: "text" }],
		});
		const expected = {
			requestBody: new TextEncoder().encode(probe({ binary_data_output: true })),
			response: read?.response ?? new Uint8Array(),
			status: 200,
			nonce,
			miner: minerKey.address,
			caller: validatorKey.address,
			modelSha256: bundle.manifest.model.sha256,
		};
		expect(verifyReceipt(read?.receipt ?? {}, expected, verifySignature)).toMatchObject({ ok: true });
		expect(verifyReceipt(answer.headers as HeaderRecord, expected, verifySignature)).toMatchObject({
			ok: true,
		});
	});

	it("are refused again after a restart, and by the other dialect's nonces", async () => {
		const used = synapse(probe());
		expect((await post("Probe", used)).status).toBe(200);
		expect(codeOf(await post("Probe", used))).toBe("REPLAYED_REQUEST");
		await miner.stop();
		miner = await start();
		expect(codeOf(await post("Probe", used))).toBe("REPLAYED_REQUEST");

		const nonce = nextNonce();
		const { body, headers } = probeRequest("run");
		const pathAndQuery = "/v2/models/probe/infer";
		const receiver = minerKey.address;
		const signed = signRequest({ method: "POST", pathAndQuery, body, receiver, signer: validatorKey, nonce });
		const url = pathAndQuery.slice(1);
		const sent = { headers: { "Content-Type": "application/json", ...headers, ...signed }, body };
		expect((await post(url, sent)).status).toBe(200);
		expect(codeOf(await post("Probe", synapse(probe(), { nonce })))).toBe("REPLAYED_REQUEST");
	});

	it("lead a request that was turned to the other route nowhere", async () => {
		// The path is not signed: what is signed for one route must do nothing on the other.
		const turned = await post("ProbeRows", synapse(probe()));
		expect([turned.status, codeOf(turned)]).toEqual([400, "DEMAND_MALFORMED"]);
		const demand = JSON.stringify({ nonce: "1", tensor: "y", rows: [0] });
		expect((await post("Probe", synapse(demand))).status).toBe(400);
	});

	it("get a hotkey no rows that another one's answer withheld", async () => {
		const nonce = nextNonce();
		await post("Probe", synapse(probe(), { nonce }));
		const demand = JSON.stringify({ nonce: nonce.toString(), tensor: "y", rows: [0] });
		const other = synapse(demand, { name: "ProbeRows", signer: keypairFromUri("//Other") });
		expect(codeOf(await post("ProbeRows", other))).toBe("ROWS_UNKNOWN");
		const own = await post("ProbeRows", synapse(demand, { name: "ProbeRows" }));
		expect(Buffer.from(readSynapseAnswer(own.body, {})?.response ?? []).toString()).toContain('"rows"');
	});

	it("are not spoken unless the operator says so, and are named where they are", async () => {
		const metadata = async (of: Miner) =>
			(await of.server.inject({ url: "/v2/models/probe" })).json<{ ganglion: object }>().ganglion;
		expect(await metadata(miner)).toMatchObject({ synapse: "Probe" });
		const plain = await startTestMiner(bundle);
		try {
			expect(await metadata(plain)).not.toHaveProperty("synapse");
			expect(codeOf(await post("Probe", synapse(probe()), plain))).toBe("ROUTE_UNKNOWN");
			expect((await post("Probe", synapse(probe()))).status).toBe(200);
		} finally {
			await plain.stop();
		}
	});
});

describe("a validator's first question to an axon", () => {
	it("goes out once more by axon headers, many at a time under names of their own", async () => {
		// An axon's answer to a path that it does not know, in front of a miner that speaks its headers.
		const asked: string[] = [];
		const before = new Agent().compose((dispatch) => (options, handler) => {
			asked.push(options.path);
			return dispatch(options, handler);
		});
		const axons = createAxonMiners();
		const unknown = { ok: true as const, status: 404, body: new Uint8Array(), sentAtMs: 0, finishedAtMs: 1 };
		const origin = miner.endpoint;
		const learn = (headers: Record<string, string>) =>
			axons.learn(minerKey.address, origin, { ...unknown, headers });
		expect(learn({})).toBe(false);
		expect(learn({ bt_header_axon_status_code: "404" })).toBe(true);
		const { request } = await bundle.task.sample(undefined as never);
		const ask = () =>
			askMiner(
				{ uid: 0, hotkey: minerKey.address, origin, request, nonce: nextNonce() },
				{ bundle, timeoutMs: 10_000, signal: new AbortController().signal },
				{ signer: validatorKey, dispatcher: before, axons },
			);
		const results = await Promise.all([ask(), ask(), ask()]);
		expect(results.map(({ result }) => result.ok && result.status)).toEqual([200, 200, 200]);
		expect(asked).toEqual(["/Probe", "/Probe", "/Probe"]);
		await before.destroy();
	});

	it("never uses a name for a nonce that does not rise", () => {
		const axons = createAxonMiners();
		const answer = { ok: true as const, status: 404, body: new Uint8Array(), sentAtMs: 0, finishedAtMs: 1 };
		axons.learn("5A", "http://a", { ...answer, headers: { bt_header_axon_status_code: "404" } });
		const lane = (nonce: bigint) => axons.lane("5A", "http://a", nonce);
		const [first, second] = [lane(10n), lane(11n)];
		expect(first.uuid).not.toBe(second.uuid);
		first.leave();
		second.leave();
		expect(lane(12n).uuid).toBe(first.uuid);
		expect([first.uuid, second.uuid]).not.toContain(lane(5n).uuid);
	});
});
