import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChainCall, calls, connectChain } from "../../chain/client/index.js";
import { artifactFacts, startHost } from "../../chain/host/index.js";
import { type CompiledRuntime, compileRuntime } from "../../chain/host/runtime/compileRuntime.js";
import { createContext } from "../../chain/host/runtime/createContext.js";
import { createInstance } from "../../chain/host/runtime/runtimeInstance.js";
import { unpackCode } from "../../chain/host/runtime/unpackCode.js";
import { encodeSequence } from "../../chain/host/scale/compact.js";
import { DIGEST, decodeHeader, encodeHeader } from "../../chain/host/scale/header.js";
import { Overlay } from "../../chain/host/state/overlay.js";
import { decodeList } from "../../chain/host/store/blockRecord.js";
import { type Databases, numberKey, openDatabases } from "../../chain/host/store/databases.js";
import { historicState } from "../../chain/host/store/storedState.js";
import { keypairFromUri, packageRoot } from "../../chain/wallet/index.js";
import { silentLogger } from "../unit/host/silentLogger.js";
import { MOST_PAGES, traceRuntime } from "./traceRuntime.js";

/**
 * V8 beside a second engine: blocks, traps and deeply nested calls run in wasmtime (Cranelift) with the host's answers
 * of the first run. What the runtime asks the host, byte for byte, and its whole memory must be the same.
 *
 * Needs wasmtime from PyPI in a folder of its own: python3 -m venv ~/.cache/ganglion/wasmtime, then
 * ~/.cache/ganglion/wasmtime/bin/pip install wasmtime (.ci/run does it).
 */

const PYTHON = join(
	process.env.GANGLION_WASMTIME ?? join(homedir(), ".cache/ganglion/wasmtime"),
	"bin/python",
);
const available = existsSync(PYTHON) && spawnSync(PYTHON, ["-c", "import wasmtime"]).status === 0;

/** Calls in each other, as deep as a block may hold them (MAX_NESTING in chain/runtime/src/calls.rs). */
const IN_A_BLOCK = 8;
/** Calls in each other, as deep as the runtime decodes a transaction, less the outermost. */
const DEPTH = 255;
const RANDOM_BLOCKS = 2;
/** `Utility.as_derivative` of index 0, up to the call in it. */
const AS_DERIVATIVE = [11, 1, 0, 0];
/** `System.remark` of nothing. */
const EMPTY_REMARK = [0, 0, 0];

let folder: string;
let databases: Databases | undefined;
let runtime: CompiledRuntime;
let head = 0;

beforeAll(async () => {
	if (!available) return;
	folder = mkdtempSync(join(tmpdir(), "ganglion-second-engine-"));
	const code = unpackCode(new Uint8Array(readFileSync(artifactFacts().path)));
	writeFileSync(join(folder, "runtime.wasm"), code);
	runtime = compileRuntime(code);
	const host = await startHost({
		dataDir: join(folder, "chain"),
		port: 0,
		seal: "instant",
		logger: silentLogger,
	});
	const client = await connectChain({ endpoint: host.endpoint });
	const [alice, bob, hotkey] = ["//Alice", "//Bob", "//Hotkey"].map(keypairFromUri) as [Pair, Pair, Pair];
	await client.submit(calls.registerNetwork(hotkey.address), alice);
	let seed = 7;
	const random = (most: number) => {
		seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
		return seed % most;
	};
	for (let block = 0; block < RANDOM_BLOCKS; block++) {
		const batch = Array.from({ length: 1 + random(12) }, (): ChainCall => {
			if (random(3) === 0)
				return calls.addStake(hotkey.address, 1, BigInt(1 + random(1000)) * 1_000_000_000n);
			return calls.transfer(bob.address, BigInt(1 + random(1000)) * 1_000_000n);
		});
		// Some of them fail, which a batch then takes back.
		await client.submit(calls.batchAll(batch), alice).catch(() => {});
	}
	let nested: ChainCall = calls.transfer(bob.address, 1_000_000n);
	for (let depth = 0; depth < IN_A_BLOCK; depth++)
		nested = { pallet: "Utility", call: "as_derivative", args: [0, nested] };
	// The derived account is empty: the innermost transfer fails, behind all the others.
	await expect(client.submit(nested, alice)).rejects.toMatchObject({ errorName: "FundsUnavailable" });
	head = host.head().number;
	await client.close();
	await host.stop();
	databases = openDatabases(join(folder, "chain"));
});

type Pair = ReturnType<typeof keypairFromUri>;

afterAll(async () => {
	await databases?.root.close();
	if (available) rmSync(folder, { recursive: true, force: true });
});

/** The argument of `Core_execute_block` for block `number`, and the state below it. */
function blockAt(number: number): { state: ReturnType<typeof historicState>; argument: Uint8Array } {
	if (databases === undefined) throw new Error("the chain was not made");
	const header = decodeHeader(
		new Uint8Array(databases.headers.getBinary(numberKey(number)) ?? []).subarray(32),
	);
	const open = { ...header, logs: header.logs.filter((log) => log[0] !== DIGEST.seal) };
	const body = encodeSequence(decodeList(databases.bodies.getBinary(numberKey(number)) ?? Buffer.of(0)));
	const argument = new Uint8Array([...encodeHeader(open), ...body]);
	return { state: historicState(databases, number - 1, 1), argument };
}

/** Runs calls in V8 under the trace, then the trace in wasmtime. */
function runInBoth(work: () => void): Record<string, unknown> {
	const trace = join(folder, "trace.jsonl");
	const end = traceRuntime(trace);
	try {
		work();
	} finally {
		end();
	}
	const script = join(packageRoot(), "test/e2e/secondEngine.py");
	const { stdout, stderr } = spawnSync(PYTHON, [script, join(folder, "runtime.wasm"), trace], {
		encoding: "utf8",
	});
	if (stdout === "") throw new Error(`the second engine failed: ${stderr}`);
	return JSON.parse(stdout) as Record<string, unknown>;
}

function execute(number: number, change: (argument: Uint8Array) => Uint8Array = (same) => same): Uint8Array {
	const { state, argument } = blockAt(number);
	const instance = createInstance(runtime, createContext(new Overlay(state)), { pages: MOST_PAGES });
	return instance.call("Core_execute_block", change(argument));
}

describe.skipIf(!available)("V8 and wasmtime", () => {
	it("run every block alike, nested calls included", { timeout: 200_000 }, () => {
		const compared = runInBoth(() => {
			for (let number = 1; number <= head; number++) expect(execute(number)).toHaveLength(0);
		});
		expect(compared).toMatchObject({ same: true, calls: head, traps: 0 });
		expect(compared.hostCalls).toBeGreaterThan(1000);
	});

	it("answer alike about calls that lie 255 deep, and deeper", {
		timeout: 100_000,
	}, () => {
		const ask = (depth: number) => {
			const { state } = blockAt(head);
			const instance = createInstance(runtime, createContext(new Overlay(state)), { pages: MOST_PAGES });
			const wrapped = Array.from({ length: depth - 1 }, () => AS_DERIVATIVE).flat();
			const call = [...wrapped, ...EMPTY_REMARK];
			const length = new Uint8Array(Uint32Array.of(call.length).buffer);
			return instance.call("TransactionPaymentCallApi_query_call_info", new Uint8Array([...call, ...length]));
		};
		const compared = runInBoth(() => {
			for (const depth of [DEPTH, 2 * DEPTH]) expect(ask(depth).length).toBeGreaterThan(0);
		});
		expect(compared).toMatchObject({ same: true, calls: 2, traps: 0 });
	});

	it("end alike where the runtime panics, on a wrong root, a short argument and bytes that are no block", {
		timeout: 100_000,
	}, () => {
		const wrong = (argument: Uint8Array) => argument.map((byte, at) => (at === 40 ? byte ^ 1 : byte));
		const changes = [
			wrong,
			(argument: Uint8Array) => argument.subarray(0, 50),
			() => new Uint8Array(200).fill(7),
		];
		const compared = runInBoth(() => {
			for (const change of changes) expect(() => execute(1, change)).toThrow("Core_execute_block");
		});
		expect(compared).toMatchObject({ same: true, calls: changes.length, traps: changes.length });
	});
});
