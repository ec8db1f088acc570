import type { RequestListener } from "node:http";
import { Agent } from "undici";
import { afterEach, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../../chain/wallet/index.js";
import { postSigned } from "../../../validator/asking/postSigned.js";
import { type HttpServer, serveHttp } from "../serveHttp.js";

const signer = keypairFromUri("//Validator");
const dispatcher = new Agent({ keepAliveTimeout: 1 });
let server: HttpServer | undefined;

afterEach(() => server?.close());

async function post(
	listener: RequestListener,
	bounds: { timeoutMs?: number; maxBytes?: number; signal?: AbortSignal } = {},
) {
	server = await serveHttp(listener);
	return postSigned(
		{
			origin: server.origin,
			path: "/v2/models/ocr/infer",
			headers: { "Content-Type": "application/json" },
			body: Buffer.from("{}"),
			receiver: keypairFromUri("//Miner").address,
			nonce: 1n,
			timeoutMs: bounds.timeoutMs ?? 5_000,
			maxBytes: bounds.maxBytes ?? 1_000,
			signal: bounds.signal ?? new AbortController().signal,
		},
		{ signer, dispatcher },
	);
}

describe("postSigned", () => {
	it("gives status, headers and body as they came, and the times of both ends", async () => {
		const result = await post((request, response) => {
			expect(request.headers["x-bittensor-hotkey"]).toBe(signer.address);
			response.writeHead(418, { "X-Told": "yes" }).end("body");
		});
		expect(result).toMatchObject({ ok: true, status: 418, headers: { "x-told": "yes" } });
		if (!result.ok) throw new Error(result.reason);
		expect(Buffer.from(result.body).toString()).toBe("body");
		expect(result.finishedAtMs).toBeGreaterThanOrEqual(result.sentAtMs);
	});

	it("stops reading past the bound", async () => {
		const result = await post((_request, response) => {
			const more = (): void => {
				while (response.write(Buffer.alloc(64 * 1024)));
			};
			response.on("drain", more);
			more();
		});
		expect(result).toMatchObject({ ok: false, code: "TOO_LARGE" });
	});

	it("gives up on a drip, and on silence, when the time is over", async () => {
		const drip = await post(
			(_request, response) => {
				const timer = setInterval(() => response.write("x"), 20);
				response.on("close", () => clearInterval(timer));
			},
			{ timeoutMs: 200 },
		);
		expect(drip).toMatchObject({ ok: false, code: "TIMEOUT" });
		await server?.close();
		expect(await post(() => undefined, { timeoutMs: 200 })).toMatchObject({ ok: false, code: "TIMEOUT" });
	});

	it("does not follow a redirect", async () => {
		const result = await post((_request, response) =>
			response.writeHead(302, { Location: "http://127.0.0.1:1/" }).end(),
		);
		expect(result).toMatchObject({ ok: true, status: 302 });
	});

	it("takes a broken connection, and bytes that are no HTTP, as no answer", async () => {
		expect(await post((request) => request.socket.destroy())).toMatchObject({
			ok: false,
			code: "UNREACHABLE",
		});
		expect(
			await post((_request, response) => {
				response.socket?.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
			}),
		).toMatchObject({ ok: false });
	});

	it("ends at once when the validator stops", async () => {
		const stopping = new AbortController();
		setTimeout(() => stopping.abort(), 50);
		expect(await post(() => undefined, { signal: stopping.signal })).toMatchObject({
			ok: false,
			code: "ABORTED",
		});
	});
});
