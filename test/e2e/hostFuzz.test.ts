import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type Host, startHost } from "../../chain/host/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { callRpc } from "./callRpc.js";

/**
 * Malformed JSON-RPC calls, by a seed that a failure names: the host answers each with an error that has a code, and
 * goes on. `GANGLION_FUZZ_CALLS=100000` makes it a long run, which also looks at the memory.
 */

const CALLS = Number(process.env.GANGLION_FUZZ_CALLS ?? 10_000);
const SEED = Number(process.env.GANGLION_FUZZ_SEED ?? 20_261_128);
const AT_ONCE = 100;
/** Growth of the resident set (bytes) that a long run may leave behind. */
const MOST_GROWTH = 64 * 1024 * 1024;
const LONG_RUN = 50_000;

let folder: string;
let host: Host;
let methods: string[];
let socket: WebSocket;
const waiting: ((text: string) => void)[] = [];

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "ganglion-host-fuzz-"));
	host = await startHost({ dataDir: join(folder, "chain"), port: 0, seal: "manual", logger: silentLogger });
	const known = await callRpc(host.endpoint.replace("ws", "http"), "rpc_methods", []);
	// Those that do as they are told, whatever it is: they seal blocks or end what others wait for.
	const obedient = /^dev_(newBlock|fastForward|fastForwardToEpoch)$/;
	methods = (known.methods as string[]).filter((name) => !obedient.test(name));
	socket = new WebSocket(host.endpoint);
	await new Promise((resolve) => socket.once("open", resolve));
	socket.on("message", (data) => {
		const text = String(data);
		// News of a subscription that a call happened to start is no answer.
		if (!text.includes('"subscription":')) waiting.shift()?.(text);
	});
});

afterAll(async () => {
	socket?.terminate();
	await host?.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** Numbers from a seed (xorshift), so that a run can be repeated. */
function createRandom(seed: number): (most: number) => number {
	let state = seed | 1;
	return (most) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % most;
	};
}

/** A value of any kind, some of them what methods look for and some nearly so. */
function value(random: (most: number) => number, depth = 0): unknown {
	const hex = (length: number) =>
		`0x${Array.from({ length }, () => "0123456789abcdef"[random(16)]).join("")}`;
	const kinds: (() => unknown)[] = [
		() => null,
		() => random(2) === 0,
		() => random(1000),
		() => -random(1000),
		() => random(1000) + 0.5,
		() => 2 ** 53 * random(1000),
		() => "",
		() => "Core_version",
		() => "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
		() => hex(random(9)),
		() => hex(64),
		() => hex(2 * random(200)),
		() => `${hex(8)}zz`,
		() => "\u0000\ud83d\udca5".repeat(random(20)),
	];
	if (depth < 3) {
		kinds.push(() => Array.from({ length: random(4) }, () => value(random, depth + 1)));
		kinds.push(() => ({ [`k${random(3)}`]: value(random, depth + 1), key: hex(8), type: "value" }));
	}
	return kinds[random(kinds.length)]?.();
}

function request(random: (most: number) => number, id: number): string {
	const name = random(20) === 0 ? `no_${random(1000)}` : methods[random(methods.length)];
	const params = random(20) === 0 ? value(random) : Array.from({ length: random(4) }, () => value(random));
	const text = JSON.stringify({ jsonrpc: "2.0", id, method: name, params });
	if (random(15) === 0) return text.slice(0, 1 + random(text.length - 1));
	if (random(30) === 0) return `[${text},${text}]`;
	return text;
}

function ask(text: string): Promise<string> {
	return new Promise((resolve) => {
		waiting.push(resolve);
		socket.send(text);
	});
}

interface Answer {
	readonly jsonrpc: string;
	readonly error?: { readonly code: number; readonly message: string };
}

describe("malformed calls", () => {
	it(`are answered with typed errors, ${CALLS} of them`, { timeout: 60_000 + CALLS * 20 }, async () => {
		const random = createRandom(SEED);
		const codes = new Map<number, number>();
		let before = 0;
		for (let sent = 0; sent < CALLS; sent += AT_ONCE) {
			const requests = Array.from({ length: AT_ONCE }, (_, index) => request(random, sent + index));
			const answers = await Promise.all(requests.map(ask));
			for (const text of answers)
				for (const answer of [JSON.parse(text)].flat() as Answer[]) {
					expect(answer.jsonrpc, `seed ${SEED}, call ${sent}: ${text}`).toBe("2.0");
					const { error } = answer;
					if (error === undefined) continue;
					expect(Number.isInteger(error.code), `seed ${SEED}: ${text}`).toBe(true);
					expect(error.code, `an unexpected failure, seed ${SEED}, calls from ${sent}: ${text}`).not.toBe(
						-32603,
					);
					expect(error.message).not.toBe("");
					codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
				}
			if (sent >= CALLS / 5 && before === 0) before = process.memoryUsage().rss;
		}
		expect(codes.size).toBeGreaterThan(4);
		if (CALLS >= LONG_RUN) expect(process.memoryUsage().rss - before).toBeLessThan(MOST_GROWTH);
		expect((await host.sealBlock()).number).toBe(1);
	});
});
