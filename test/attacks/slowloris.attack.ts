import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { makeProbeBundle } from "../unit/miner/probeBundle.js";
import { type Caller, createCaller, INFER } from "./caller.js";
import { type MinerProcess, startMinerProcess } from "./minerProcess.js";
import { expectInTime, isFull, recordRow, sized } from "./rows.js";

// ME6: connections that say nothing, or say it slowly, or never stop.

const MINER = keypairFromUri("//Miner").address;
const SOCKETS = 2_000;
/** Time limits of a short run, ms: the miner's own are 5 s for a head and 8 s for a request. */
const SHORTENED = { headersMs: 2_000, requestMs: 3_000 };
/** Node looks for slow requests once a second. */
const LONGEST_S = isFull ? 10 : 4;
let miner: MinerProcess;
let validator: Caller;

beforeAll(async () => {
	const bundle = await makeProbeBundle();
	miner = await startMinerProcess({
		bundle: bundle.folder,
		neurons: [{ uri: "//Validator", stakeRao: "1000", validatorPermit: true }],
		limits: { callerPerSecond: 1e6, callerBurst: 1e6, ...(isFull ? {} : SHORTENED) },
	});
	validator = createCaller(miner.endpoint, { uri: "//Validator", receiver: MINER, connections: 4 });
});
afterAll(async () => {
	await validator?.close();
	await miner?.end("SIGKILL");
});

/** The start of a request that a validator signed: all that is checked before the body is right. */
const begun = () => {
	const { headers } = validator.sign("");
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
	return `POST ${INFER} HTTP/1.1\r\nHost: x\r\n${lines.join("")}`;
};

const kinds: readonly (readonly [name: string, write: (socket: Socket) => void])[] = [
	["nothing", () => undefined],
	["a head, one byte a second", (socket) => drip(socket, begun(), 1)],
	[
		"a body, one byte a second",
		(socket) =>
			drip(socket, `${begun()}Content-Length: 60000\r\n\r\n${"x".repeat(1_000)}`, begun().length + 26),
	],
	["a body without end", (socket) => endless(socket)],
];

function drip(socket: Socket, text: string, first: number): void {
	let at = first;
	socket.write(text.slice(0, first));
	const timer = setInterval(() => void socket.write(text[at++] ?? "x"), 1_000);
	socket.once("close", () => clearInterval(timer));
}

function endless(socket: Socket): void {
	socket.write(`${begun()}Transfer-Encoding: chunked\r\n\r\n`);
	const chunk = `1000\r\n${"x".repeat(0x1000)}\r\n`;
	const timer = setInterval(() => void (socket.writableLength < 65_536 && socket.write(chunk)), 50);
	socket.once("close", () => clearInterval(timer));
}

describe("ME6: 2,000 connections that hold on", () => {
	it.each([
		["from one address", () => "127.0.0.2"],
		["from 2,000 addresses", (index: number) => `127.2.${index >> 8}.${index & 255}`],
	] as const)("%s are let go in time, and the validator is served all the while", async (name, address) => {
		const before = miner.descriptors();
		const rss = miner.rssMib();
		const sockets = new Set<Socket>();
		const lived: number[] = [];
		let most = 0;
		const asked = { total: 0, answered: 0 };
		const opening = performance.now();
		for (let index = 0; index < SOCKETS; index++) {
			const socket = connect({ port: miner.port, host: "127.0.0.1", localAddress: address(index) });
			const opened = performance.now();
			socket.on("connect", () => kinds[index % kinds.length]?.[1](socket));
			socket.on("error", () => undefined);
			// Unread data would hide from this side that the miner has closed the connection.
			socket.resume();
			socket.on("close", () => {
				sockets.delete(socket);
				lived.push((performance.now() - opened) / 1000);
			});
			sockets.add(socket);
			if (index % 100 !== 99) continue;
			await delay(sized(20, 100));
			most = Math.max(most, miner.descriptors() - before);
			asked.total++;
			if ((await validator.ask("")).status === 200) asked.answered++;
		}
		const until = performance.now() + (LONGEST_S + sized(30, 2)) * 1_000;
		while (sockets.size > 0 && performance.now() < until) {
			await delay(250);
			asked.total++;
			if ((await validator.ask("")).status === 200) asked.answered++;
		}
		const left = sockets.size;
		for (const socket of sockets) socket.destroy();
		await delay(500);
		const after = miner.descriptors();
		const grown = miner.rssMib() - rss;
		expect(left).toBe(0);
		expectInTime(Math.max(...lived), LONGEST_S);
		expect(asked.answered).toBe(asked.total);
		expect(most).toBeLessThan(600);
		expect(after).toBeLessThan(before + 10);
		expect(grown).toBeLessThan(100);
		recordRow({
			id: name === "from one address" ? "ME6a" : "ME6b",
			attack: `Slowloris ${name}: silent, slow heads, slow bodies, bodies without end`,
			load: `one validator, ${asked.answered} of ${asked.total} requests answered`,
			fault: "none",
			inputs: `${SOCKETS} connections in ${((performance.now() - opening) / 1000).toFixed(0)} s`,
			outcome: `all closed by the miner, the longest lived ${Math.max(...lived).toFixed(1)} s; at most ${most} descriptors more, ${after - before} more afterwards; memory +${Math.max(0, grown).toFixed(0)} MiB`,
			file: "slowloris",
		});
	});
});
