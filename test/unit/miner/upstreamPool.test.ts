import type { RequestListener } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { createUpstreamPool, type UpstreamPool } from "../../../miner/upstream/upstreamPool.js";
import { serveHttp } from "../serveHttp.js";

/** A pool before plain HTTP servers that answer, hang and break off as they are told to. */

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});

async function serve(listener: RequestListener): Promise<string> {
	const { origin, close } = await serveHttp(listener);
	closers.push(close);
	return origin;
}

const signal = new AbortController().signal;
const call = { path: "/ask", headers: {}, body: new Uint8Array([1]), signal };
const readText = async (response: { body: { text(): Promise<string> } }) => response.body.text();

function poolOf(servers: readonly string[], timeoutMs = 5_000, concurrency = 64): UpstreamPool {
	const pool = createUpstreamPool({
		servers,
		concurrency,
		healthPath: "/health",
		healthEveryMs: 60_000,
		healthWaitMs: 1_000,
		timeoutMs,
	});
	closers.push(() => pool.close());
	return pool;
}

/** A server that is healthy; `answer` does the rest. `count` is how many requests reached it. */
async function counted(answer: RequestListener): Promise<{ origin: string; count: () => number }> {
	let count = 0;
	const origin = await serve((incoming, outgoing) => {
		if (incoming.url === "/health") return void outgoing.end();
		count++;
		incoming.resume().on("end", () => answer(incoming, outgoing));
	});
	return { origin, count: () => count };
}

describe("a pool of servers", () => {
	it("asks the one with the least under way", async () => {
		const held: (() => void)[] = [];
		const hold: RequestListener = (_incoming, outgoing) => held.push(() => outgoing.end("ok"));
		const [a, b] = [await counted(hold), await counted(hold)];
		const pool = poolOf([a.origin, b.origin]);
		expect(await pool.check()).toBe(2);
		const asked = Array.from({ length: 6 }, () => pool.ask(call, readText));
		while (held.length < 6) await new Promise((resolve) => setTimeout(resolve, 5));
		expect([a.count(), b.count()]).toEqual([3, 3]);
		for (const release of held) release();
		expect(await Promise.all(asked)).toEqual(Array.from({ length: 6 }, () => "ok"));
	});

	it("never has more under way at one than it may, also when another is lost; who waits gets the next place", async () => {
		const held: (() => void)[] = [];
		let [running, most] = [0, 0];
		const hold: RequestListener = (_incoming, outgoing) => {
			most = Math.max(most, ++running);
			held.push(() => {
				running--;
				outgoing.end("ok");
			});
		};
		const [kept, lost] = [await counted(hold), await counted((incoming) => void incoming.socket.destroy())];
		const pool = poolOf([kept.origin, lost.origin], 5_000, 2);
		expect(await pool.check()).toBe(2);
		const gone = new AbortController();
		const asked = Array.from({ length: 6 }, () => pool.ask(call, readText));
		const leaving = pool.ask({ ...call, signal: gone.signal }, readText);
		while (held.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
		gone.abort();
		await expect(leaving).rejects.toMatchObject({ name: "AbortError" });
		for (let answered = 0; answered < 6; answered++) {
			while (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
			held.shift()?.();
		}
		expect(await Promise.all(asked)).toEqual(Array.from({ length: 6 }, () => "ok"));
		expect(most).toBe(2);
		expect(kept.count()).toBe(6);
	});

	it("asks another where one is gone, full, or lost before its answer, and leaves it out until it is back", async () => {
		const good = await counted((_incoming, outgoing) => void outgoing.end("ok"));
		const full = await counted((_incoming, outgoing) => {
			outgoing.statusCode = 503;
			outgoing.end();
		});
		const dying = await counted((incoming) => void incoming.socket.destroy());
		for (const bad of [full, dying]) {
			const pool = poolOf([bad.origin, good.origin]);
			await pool.check();
			expect(await pool.ask(call, readText)).toBe("ok");
			expect(bad.count()).toBe(1);
			await pool.ask(call, readText);
			// One that was lost is not healthy any more; one that was full may have room again.
			expect(bad.count()).toBe(bad === full ? 2 : 1);
		}
		const gone = poolOf(["http://127.0.0.1:9", good.origin]);
		expect(await gone.check()).toBe(1);
		expect(await gone.ask(call, readText)).toBe("ok");
	});

	it("asks no other once something was passed on, nor after a refusal, nor when time is over", async () => {
		const good = await counted((_incoming, outgoing) => void outgoing.end("ok"));
		const half = await counted((_incoming, outgoing) => {
			outgoing.write("half");
			setTimeout(() => outgoing.destroy(), 20);
		});
		const pool = poolOf([half.origin, good.origin]);
		await pool.check();
		const passedOn = pool.ask(call, async (response, commit) => {
			for await (const _ of response.body) commit();
		});
		await expect(passedOn).rejects.toMatchObject({ code: "UPSTREAM_LOST", status: 502 });
		expect(good.count()).toBe(0);
		// Where nothing was passed on, the whole answer of the other one is.
		await pool.check();
		expect(await pool.ask(call, readText)).toBe("ok");

		const faulty = await counted((_incoming, outgoing) => {
			outgoing.statusCode = 500;
			outgoing.end();
		});
		const silent = await counted(() => undefined);
		for (const [bad, code] of [
			[faulty, "UPSTREAM_REFUSED"],
			[silent, "UPSTREAM_LATE"],
		] as const) {
			const before = good.count();
			const late = poolOf([bad.origin, good.origin], 300);
			await late.check();
			await expect(late.ask(call, readText)).rejects.toMatchObject({ code });
			expect(good.count()).toBe(before);
		}
	});

	it("ends the request at the server when the caller goes away", async () => {
		let isClosed = false;
		const slow = await counted((incoming) => {
			incoming.socket.once("close", () => {
				isClosed = true;
			});
		});
		const pool = poolOf([slow.origin]);
		await pool.check();
		const gone = new AbortController();
		const asked = pool.ask({ ...call, signal: gone.signal }, readText);
		while (slow.count() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		gone.abort();
		await expect(asked).rejects.toMatchObject({ name: "AbortError" });
		while (!isClosed) await new Promise((resolve) => setTimeout(resolve, 5));
		expect(isClosed).toBe(true);
	});
});
