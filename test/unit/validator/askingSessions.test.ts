import type { IncomingHttpHeaders, RequestListener } from "node:http";
import { Agent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { createNonceSource } from "../../../subnets/index.js";
import { type AskingSessions, createAskingSessions } from "../../../validator/asking/askingSessions.js";
import { postSigned } from "../../../validator/asking/postSigned.js";
import { type HttpServer, serveHttp } from "../serveHttp.js";

const signer = keypairFromUri("//Validator");
const miner = keypairFromUri("//Miner").address;
const dispatcher = new Agent({ keepAliveTimeout: 1 });
const OFFER = { "X-Bittensor-Sessions": "ed25519" };

let server: HttpServer | undefined;
afterEach(() => server?.close());

/** A server, what it was sent, and a validator with a clock that can be set. */
async function start(
	listener: (headers: IncomingHttpHeaders) => { status: number; headers?: object; afterMs?: number },
) {
	const seen: IncomingHttpHeaders[] = [];
	const answer: RequestListener = (request, response) => {
		seen.push(request.headers);
		const { status, headers, afterMs = 0 } = listener(request.headers);
		setTimeout(() => response.writeHead(status, { ...headers }).end("{}"), afterMs);
	};
	server = await serveHttp(answer);
	const { origin } = server;
	const clock = { ns: 1_752_076_800_000_000_000n, nowNs: () => clock.ns };
	const sessions = createAskingSessions({ signer, clock });
	const nextNonce = createNonceSource(clock);
	const post = (by: AskingSessions | undefined = sessions) =>
		postSigned(
			{
				origin,
				path: "/v2/models/ocr/infer",
				headers: {},
				body: Buffer.from("{}"),
				receiver: miner,
				nonce: nextNonce(),
				timeoutMs: 5_000,
				maxBytes: 1_000,
				signal: new AbortController().signal,
			},
			{ signer, dispatcher, sessions: by },
		);
	const schemes = () => seen.map((headers) => headers["x-bittensor-crypto"] ?? "hotkey");
	return { post, schemes, seen, clock };
}

describe("a validator's sessions", () => {
	it("begin with the second request to a miner that offered them, and end when it no longer does", async () => {
		let offers = true;
		const { post, schemes, seen } = await start(() => ({ status: 200, headers: offers ? OFFER : {} }));
		await post();
		await post();
		offers = false;
		await post();
		await post();
		expect(schemes()).toEqual(["hotkey", "ed25519-session", "ed25519-session", "hotkey"]);
		expect(seen.every((headers) => headers["x-bittensor-sessions"] === "ed25519")).toBe(true);
	});

	it("are not tried with a miner that never offered them", async () => {
		const { post, schemes } = await start(() => ({ status: 200 }));
		for (let i = 0; i < 3; i++) await post();
		expect(schemes()).toEqual(["hotkey", "hotkey", "hotkey"]);
	});

	it("fall back to the hotkey in the same exchange, with the same nonce, timed from the first sending", async () => {
		const { post, schemes, seen } = await start((headers) =>
			headers["x-bittensor-crypto"] === undefined
				? { status: 200, headers: OFFER }
				: { status: 401, afterMs: 100 },
		);
		await post();
		const result = await post();
		expect(result).toMatchObject({ ok: true, status: 200 });
		if (result.ok) expect(result.finishedAtMs - result.sentAtMs).toBeGreaterThan(95);
		expect(schemes()).toEqual(["hotkey", "ed25519-session", "hotkey"]);
		expect(seen[2]?.["x-bittensor-nonce"]).toBe(seen[1]?.["x-bittensor-nonce"]);
	});

	it("are not tried again for ten minutes with a miner that offers and refuses", async () => {
		const { post, schemes, clock } = await start((headers) =>
			headers["x-bittensor-crypto"] === undefined ? { status: 200, headers: OFFER } : { status: 401 },
		);
		for (let i = 0; i < 4; i++) await post();
		expect(schemes()).toEqual(["hotkey", "ed25519-session", "hotkey", "hotkey", "hotkey"]);
		clock.ns += 601_000_000_000n;
		await post();
		await post();
		expect(schemes().slice(5)).toEqual(["ed25519-session", "hotkey", "hotkey"]);
	});

	it("send a request that the hotkey signed and that was refused no second time", async () => {
		const { post, schemes } = await start(() => ({ status: 401, headers: OFFER }));
		expect(await post()).toMatchObject({ ok: true, status: 401 });
		expect(schemes()).toEqual(["hotkey"]);
	});
});
