import type { RequestListener } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { findPublicAddress } from "../../../miner/registration/findPublicAddress.js";
import { followPublicAddress } from "../../../miner/registration/followPublicAddress.js";
import { type HttpServer, serveHttp } from "../serveHttp.js";

const servers: HttpServer[] = [];
afterEach(async () => {
	for (const server of servers.splice(0)) await server.close();
});

/** A service of this machine; its address. */
async function serve(answer: RequestListener): Promise<string> {
	const server = await serveHttp(answer);
	servers.push(server);
	return server.origin;
}

const says = (text: string) => serve((_, response) => response.end(text));

describe("the public address", () => {
	it("is what two services say alike, whatever the third one says", async () => {
		const services = [await says("203.0.113.7\n"), await says("198.51.100.1"), await says("203.0.113.7")];
		expect(await findPublicAddress(services)).toBe("203.0.113.7");
		expect(await findPublicAddress([await says("2001:db8::1"), await says("2001:db8::1\n")])).toBe(
			"2001:db8::1",
		);
	});

	it("is unknown where no two agree, and the error says what each one answered", async () => {
		const services = [
			await says("203.0.113.7"),
			await says("<html>blocked</html>"),
			await serve((_, response) => response.writeHead(503).end()),
			await serve((_, response) => response.writeHead(302, { location: "http://203.0.113.7/" }).end()),
			"http://127.0.0.1:9",
		];
		await expect(findPublicAddress(services)).rejects.toMatchObject({
			code: "PUBLIC_ADDRESS_UNKNOWN",
			answers: [
				expect.stringContaining("203.0.113.7"),
				expect.stringContaining("no address in its answer"),
				expect.stringContaining("status 503"),
				expect.stringContaining("redirect"),
				expect.stringMatching(/bad port|ECONNREFUSED/),
			],
		});
	});

	it("is taken from no more than the first bytes of an answer without end", async () => {
		let isOpen = true;
		const endless = await serve((request, response) => {
			const more = () => {
				while (isOpen && response.write("203.0.113.7 ".repeat(1000)));
			};
			response.on("drain", more);
			request.once("close", () => {
				isOpen = false;
			});
			more();
		});
		await expect(findPublicAddress([endless, endless])).rejects.toThrow("no address in its answer");
		while (isOpen) await delay(10);
	});

	it("is followed while it changes, and stays the last one while it cannot be found", async () => {
		let ip = "203.0.113.7";
		const service = await serve((_, response) => response.end(ip));
		const stop = new AbortController();
		const lines: string[] = [];
		const logger = pino(
			{ level: "info" },
			{ write: (line: string) => void lines.push(JSON.parse(line).msg) },
		);
		const own = await followPublicAddress(
			{ services: [service, service], everyMs: 20 },
			{ logger, signal: stop.signal },
		);
		expect(own()).toBe("203.0.113.7");
		ip = "203.0.113.8";
		while (own() !== ip) await delay(10);
		ip = "nonsense";
		while (!lines.some((line) => line.startsWith("public address not found"))) await delay(10);
		await delay(100);
		expect(own()).toBe("203.0.113.8");
		expect(lines.filter((line) => line.startsWith("public address not found"))).toHaveLength(1);
		stop.abort();
	});
});
