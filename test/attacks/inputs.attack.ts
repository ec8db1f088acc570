import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keypairFromUri } from "../../chain/wallet/index.js";
import { decodeInferRequest, encodeInferRequest, loadBundle, type TaskBundle } from "../../subnets/index.js";
import { makeProbeBundle } from "../unit/miner/probeBundle.js";
import { type Caller, createCaller, INFER } from "./caller.js";
import { type MinerProcess, startMinerProcess } from "./minerProcess.js";
import { recordRow, sized } from "./rows.js";

// ME7: inputs made to crash, to fill memory, or to be taken for something else, from somebody who may ask.

const MINER = keypairFromUri("//Miner").address;
const MIB = 2 ** 20;
let miner: MinerProcess;
let caller: Caller;
let text: TaskBundle;

beforeAll(async () => {
	const bundle = await makeProbeBundle();
	text = await loadBundle("text-generation");
	miner = await startMinerProcess({
		bundle: bundle.folder,
		neurons: [{ uri: "//Validator", stakeRao: "1000", validatorPermit: true }],
		limits: { callerPerSecond: 1e6, callerBurst: 1e6, unsignedPerSecond: 1e6, unsignedBurst: 1e6 },
		logLevel: "warn",
	});
	caller = createCaller(miner.endpoint, { uri: "//Validator", receiver: MINER });
});
afterAll(async () => {
	await caller?.close();
	await miner?.end("SIGKILL");
});

const x = { name: "x", datatype: "FP32", shape: [128], data: Array(128).fill(1) };
const body = (change: object) => JSON.stringify({ inputs: [{ ...x, ...change }] });
const deep = (depth: number) => `${'{"a":['.repeat(depth)}1${"]}".repeat(depth)}`.slice(0, 65_000);

const hostile: readonly (readonly [
	name: string,
	body: string | Uint8Array,
	headers: Record<string, string>,
	status: readonly number[],
])[] = [
	["nothing", "", {}, [400]],
	["JSON cut off", '{"inputs": [{"name": "x", "shape": [12', {}, [400]],
	["no UTF-8", new Uint8Array(1_000).fill(0xff), {}, [400]],
	["lists 30,000 deep", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, {}, [400]],
	["objects 10,000 deep", deep(10_000), {}, [400]],
	[
		"data nested past its shape",
		body({ data: [] }).replace("[]", `${"[".repeat(5_000)}1${"]".repeat(5_000)}`),
		{},
		[400],
	],
	["a key __proto__", '{"__proto__": {"polluted": 1}, "inputs": []}', {}, [400]],
	["a key constructor in a tensor", `{"inputs": [{"constructor": {}, "name": "x"}]}`, {}, [400]],
	["a key prototype in parameters", '{"inputs": [], "parameters": {"prototype": 1}}', {}, [400]],
	["NaN as a bare word", body({}).replace("[1,", "[NaN,"), {}, [400]],
	["infinity", body({}).replace("[1,", "[1e999,"), {}, [400]],
	["NaN in bytes", nanInBytes(), { "Inference-Header-Content-Length": String(nanHeader().length) }, [400]],
	["dimensions past 2^31", body({ shape: [2 ** 31, 2 ** 31] }), {}, [413]],
	["dimensions past 2^53", body({ shape: [2 ** 60] }), {}, [400, 413]],
	["a product that wraps to 128", body({ shape: [2 ** 32, 2 ** 32, 128] }), {}, [413]],
	["a dimension of -1", body({ shape: [-1] }), {}, [400]],
	["a dimension of 0.5", body({ shape: [0.5] }), {}, [400]],
	["a shape that is no list", body({ shape: "128" }), {}, [400]],
	["texts for floats", body({ data: Array(128).fill("1") }), {}, [400]],
	["floats for texts", body({ datatype: "BYTES" }), {}, [400]],
	["an unknown datatype", body({ datatype: "constructor" }), {}, [400]],
	[
		"a size in bytes that lies",
		body({ data: undefined, parameters: { binary_data_size: 2 ** 40 } }),
		{},
		[400],
	],
	["a head longer than the body", body({}), { "Inference-Header-Content-Length": "999999" }, [400]],
	["a head of negative length", body({}), { "Inference-Header-Content-Length": "-1" }, [400]],
	["two tensors of one name", JSON.stringify({ inputs: [x, x] }), {}, [400]],
	[
		"seventeen tensors",
		JSON.stringify({
			inputs: Array.from({ length: 17 }, (_, index) => ({ ...x, name: `${index}`, shape: [1], data: [1] })),
		}),
		{},
		[413],
	],
	["a name that moves the cursor", body({ name: "\u001b[2J" }), {}, [400]],
	[
		"half a surrogate pair",
		JSON.stringify({ inputs: [{ name: "command", datatype: "BYTES", shape: [1], data: ["\ud800"] }] }),
		{},
		[400],
	],
	["64 MiB", new Uint8Array(64 * MIB).fill(0x20), {}, [413, 0]],
	[
		"a gzip bomb",
		gzipSync(Buffer.alloc(32 * MIB)).subarray(0, 60_000),
		{ "content-encoding": "gzip" },
		[415],
	],
	["a brotli body", "x", { "content-encoding": "br" }, [415]],
];

function nanHeader(): string {
	return JSON.stringify({
		inputs: [{ name: "x", datatype: "FP32", shape: [128], parameters: { binary_data_size: 512 } }],
	});
}

function nanInBytes(): Uint8Array {
	return Buffer.concat([
		Buffer.from(nanHeader()),
		Buffer.from(new Float32Array(128).fill(Number.NaN).buffer),
	]);
}

/** What the server says to raw bytes, until it closes. */
function say(bytes: string): Promise<string> {
	return new Promise((resolve) => {
		let heard = "";
		const socket = connect(miner.port, "127.0.0.1", () => socket.end(bytes));
		socket.setEncoding("latin1").on("data", (data: string) => {
			heard += data;
		});
		socket.on("error", () => undefined);
		socket.on("close", () => resolve(heard));
	});
}

const raw: readonly (readonly [string, string, RegExp])[] = [
	[
		"headers of 1 MiB",
		`GET / HTTP/1.1\r\nHost: x\r\nA: ${"b".repeat(MIB)}\r\n\r\n`,
		/^HTTP\/1\.1 431[\s\S]*HEAD_TOO_LARGE/,
	],
	[
		"5,000 headers",
		`GET / HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 5_000 }, (_, at) => `h${at}: 1\r\n`).join("")}\r\n`,
		/^HTTP\/1\.1 431/,
	],
	[
		"two lengths",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx",
		/^HTTP\/1\.1 400[\s\S]*HTTP_MALFORMED/,
	],
	[
		"a length and chunks",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		/^HTTP\/1\.1 400/,
	],
	["a header that is folded", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c: d\r\n\r\n", /^HTTP\/1\.1 4/],
	[
		"a chunk of negative size",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
		/^HTTP\/1\.1 40[04]/,
	],
	["no HTTP at all", "\u0016\u0003\u0001\u0002\u0000", /^HTTP\/1\.1 400/],
];

describe("ME7: hostile inputs from a caller who may ask", () => {
	it("get 4xx with a reason each, and leave memory flat and the miner up", async () => {
		for (let time = 0; time < 50; time++) await caller.ask("");
		const before = miner.rssMib();
		const restarts = await miner.metric("ganglion_miner_engine_restarts");
		const rounds = sized(2, 50);
		for (let round = 0; round < rounds; round++) {
			for (const [name, content, headers, statuses] of hostile) {
				const answer = await caller.send(caller.signBody(INFER, Buffer.from(content), headers));
				expect([name, statuses.includes(answer.status), answer.status]).toEqual([name, true, answer.status]);
				if (answer.status !== 0) expect(answer.code, name).toMatch(/^[A-Z_]+$/);
			}
			for (const [name, bytes, expected] of raw) expect(await say(bytes), name).toMatch(expected);
			expect((await caller.ask("")).status).toBe(200);
		}

		const fuzzed = sized(1_000, 20_000);
		const original = caller.sign("");
		const answered: Record<number, number> = {};
		await fc.assert(
			fc.asyncProperty(changes, async (places) => {
				const sent = changed(original.body, places);
				const answer = await caller.send(caller.signBody(INFER, sent, lengthOf(original.headers)));
				expect([200, 400, 413]).toContain(answer.status);
				answered[answer.status] = (answered[answer.status] ?? 0) + 1;
			}),
			{ numRuns: fuzzed },
		);
		const grown = miner.rssMib() - before;
		expect(miner.isAlive()).toBe(true);
		expect(await miner.metric("ganglion_miner_engine_restarts")).toBe(restarts);
		const decoded = sized(20_000, 1_000_000);
		decodeMany(decoded);
		const chats = sized(20_000, 200_000);
		parseMany(chats);
		expect(grown).toBeLessThan(100);
		recordRow({
			id: "ME7",
			attack:
				"Bad inputs, well signed: cut off, 64 MiB, gzip bomb, prototype keys, depth, NaN, lying shapes and types, HTTP that smuggles",
			load: "none",
			fault: "none",
			inputs: `${rounds} × ${hostile.length + raw.length} by hand and ${fuzzed} fuzzed over sockets; ${decoded} fuzzed bodies decoded and ${chats} OpenAI bodies parsed in process`,
			outcome: `0 crashes; 4xx with a code each (fuzzed: ${Object.entries(answered)
				.map(([status, count]) => `${count} × ${status}`)
				.join(", ")}); memory +${Math.max(0, grown).toFixed(0)} MiB (under 100 asked)`,
			file: "inputs",
		});
	});

	/** Every refusal is data; the decoder itself never throws. */
	function decodeMany(runs: number): void {
		const { body: bytes, headers } = encodeInferRequest({
			inputs: [
				{ name: "x", datatype: "FP32", shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) },
				{ name: "s", datatype: "BYTES", shape: [2], data: ["one", "two"] },
				{ name: "n", datatype: "INT64", shape: [1], data: new BigInt64Array([7n]) },
			],
			parameters: { seed: 1 },
		});
		const json = Buffer.from(body({ shape: [2], data: [1, 2] }));
		fc.assert(
			fc.property(changes, fc.boolean(), (places, isJson) => {
				const decode = decodeInferRequest(changed(isJson ? json : bytes, places), isJson ? {} : headers);
				expect(decode.ok || [400, 413].includes(decode.status)).toBe(true);
			}),
			{ numRuns: runs },
		);
		expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
	}

	/** Whatever JSON comes, the mapping gives a request or a refusal. */
	function parseMany(runs: number): void {
		const { openai, check } = text.task;
		const value = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(-1, 1e308, "", "a", null, true));
		const names = [
			"prompt",
			"messages",
			"max_tokens",
			"temperature",
			"seed",
			"stop",
			"stream",
			"n",
			"top_p",
			"presence_penalty",
			"logit_bias",
			"response_format",
			"__proto__",
			"logprobs",
		];
		const shape = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 });
		fc.assert(
			fc.property(
				fc.constantFrom("completions" as const, "chat/completions" as const),
				fc.oneof(shape, value),
				(endpoint, sent) => {
					const parsed = openai?.parse(endpoint, sent);
					const refused = parsed?.ok ? check(parsed.value.request) : parsed;
					expect(refused === undefined || refused.ok || (refused.status >= 400 && refused.status < 500)).toBe(
						true,
					);
				},
			),
			{ numRuns: runs },
		);
	}
});

const changes = fc.array(
	fc.record({ at: fc.nat(100_000), to: fc.nat(255), how: fc.constantFrom("set", "cut", "double") }),
	{
		minLength: 1,
		maxLength: 4,
	},
);

function changed(bytes: Uint8Array, places: readonly { at: number; to: number; how: string }[]): Uint8Array {
	let all = Buffer.from(bytes);
	for (const { at, to, how } of places) {
		if (all.length === 0) return all;
		const place = at % all.length;
		if (how === "set") all[place] = to;
		if (how === "cut") all = Buffer.concat([all.subarray(0, place), all.subarray(place + (to % 16))]);
		if (how === "double")
			all = Buffer.concat([all.subarray(0, place), all.subarray(Math.max(0, place - to))]);
	}
	return all;
}

function lengthOf(headers: Record<string, string>): Record<string, string> {
	const name = "Inference-Header-Content-Length";
	return headers[name] === undefined ? {} : { [name]: headers[name] };
}
