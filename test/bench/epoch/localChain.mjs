// A chain in this thread, of any runtime, in the package's own V8 host: what the benchmarks set up and then time.
import { readFileSync } from "node:fs";
import { ApiPromise, Keyring } from "@polkadot/api";
import { buildBlock, openBlockSpace } from "../../../dist/chain/host/blocks/buildBlock.js";
import { compileRuntime } from "../../../dist/chain/host/runtime/compileRuntime.js";
import { createContext } from "../../../dist/chain/host/runtime/createContext.js";
import { blake2b256 } from "../../../dist/chain/host/runtime/hashing.js";
import { createRuntime } from "../../../dist/chain/host/runtime/openRuntime.js";
import { createInstance } from "../../../dist/chain/host/runtime/runtimeInstance.js";
import { encodeBytes } from "../../../dist/chain/host/scale/compact.js";
import { decodeHeader, encodeHeader, openHeader } from "../../../dist/chain/host/scale/header.js";
import { MemoryState } from "../../../dist/chain/host/state/memoryState.js";
import { Overlay } from "../../../dist/chain/host/state/overlay.js";
import { CODE_KEY } from "../../../dist/chain/host/state/stateReader.js";
import { trieRoot } from "../../../dist/chain/host/trie/trie.js";

const PAGES = 16_384;
const EMPTY = new Uint8Array();
const toHex = (bytes) => `0x${Buffer.from(bytes).toString("hex")}`;
const fromHex = (text) => new Uint8Array(Buffer.from(text.slice(2), "hex"));
const latin1 = (hex) => Buffer.from(hex.slice(2), "hex").toString("latin1");

/** State of block 0 by the runtime's GenesisBuilder: its defaults with `patch` over their top two levels. */
function genesisState(runtime, patch) {
	const preset = runtime.call("GenesisBuilder_get_preset", Uint8Array.of(0));
	const config = JSON.parse(Buffer.from(stripLength(preset.subarray(1))).toString());
	for (const [pallet, values] of Object.entries(patch)) config[pallet] = { ...config[pallet], ...values };
	const argument = encodeBytes(Buffer.from(JSON.stringify(config)));
	const { value, changes } = runtime.callAndKeep("GenesisBuilder_build_state", argument);
	if (value[0] !== 0) throw new Error(`the runtime refuses the genesis: ${stripLength(value.subarray(1))}`);
	const state = new Map([...changes].filter(([, written]) => written !== undefined));
	state.set(CODE_KEY, runtime.code);
	return state;
}

/**
 * Starts a chain of the runtime in `path` with //Alice as author and root.
 * @param {{path: string, patch: object}} options
 */
export async function startLocalChain({ path, patch }) {
	const code = new Uint8Array(readFileSync(path));
	const runtime = createRuntime(code);
	const compiled = compileRuntime(code);
	const state = new MemoryState(genesisState(runtime, patch), 1);
	let header = encodeHeader({
		...openHeader(new Uint8Array(32), 0, []),
		stateRoot: trieRoot(state.tries().top),
	});
	const genesisHash = toHex(blake2b256(header));
	const query = (method, argument = EMPTY) => {
		const instance = createInstance(compiled, createContext(new Overlay(state)), { pages: PAGES });
		return instance.call(method, argument);
	};
	const slotMs = Number(Buffer.from(query("AuraApi_slot_duration")).readBigUInt64LE());
	const firstSlot = Math.ceil(1.7e12 / slotMs);
	const api = await connect({ state, query, genesisHash, head: () => header });
	const alice = new Keyring({ type: "sr25519" }).addFromUri("//Alice");
	let nonce = 0;

	/** Builds the next block on the state, which stays as it is. */
	function build(transactions = []) {
		const number = decodeHeader(header).number + 1;
		const modules = {
			compiled,
			state,
			pages: PAGES,
			timed: (call) => call(),
			work: () => {},
			clock: () => performance.now(),
		};
		const slot = firstSlot + number;
		const job = {
			parentHash: blake2b256(header),
			number,
			slot,
			timestampMs: slot * slotMs,
			transactions,
			fillMs: 60_000,
		};
		return buildBlock(job, openBlockSpace(modules), modules);
	}

	/** Builds a block and moves on to it. Fails where a transaction does. */
	async function seal(transactions = []) {
		const built = build(transactions);
		const refused = built.applied.find((one) => one.refused !== undefined);
		if (refused !== undefined) throw new Error(`refused: ${JSON.stringify(refused.refused)}`);
		if (built.applied.length !== transactions.length) throw new Error("the block is full");
		state.apply(built.changes, built.tries);
		header = built.header;
		const events = await api.query.system.events();
		for (const { event } of events) {
			const result = event.data.toJSON()[0];
			const failed = event.method === "ExtrinsicFailed" || (event.section === "sudo" && result?.err);
			if (failed) throw new Error(`${event.section}.${event.method} ${explain(api, event)}`);
		}
		return events;
	}

	/** Signs a call as //Alice. */
	async function signed(call) {
		const signing = { nonce: nonce++, era: 0, blockHash: genesisHash, genesisHash };
		return call.signAsync(alice, signing).then((extrinsic) => fromHex(extrinsic.toHex()));
	}

	/** Runs calls as //Alice, so many in a batch and a batch in a block. */
	async function run(calls, each = 64) {
		for (let at = 0; at < calls.length; at += each)
			await seal([await signed(api.tx.utility.batchAll(calls.slice(at, at + each)))]);
	}

	return {
		api,
		alice,
		state,
		build,
		seal,
		run,
		query,
		number: () => decodeHeader(header).number,
		root: (call) => api.tx.sudo.sudo(call),
		as: (who, call) => api.tx.sudo.sudoAs(who, call),
		stop: () => api.disconnect(),
	};
}

function explain(api, event) {
	const [error] = event.data;
	const failure = error.isOk === false ? error.asErr : error;
	if (failure?.isModule !== true) return JSON.stringify(event.data.toHuman());
	const { section, name } = api.registry.findMetaError(failure.asModule);
	return `${section}.${name}`;
}

/** The client library, on the chain in this thread instead of a socket. */
function connect({ state, query, genesisHash, head }) {
	const version = () => readVersion(query("Core_version"));
	const read = (key) => {
		const value = state.get(latin1(key));
		return value === undefined ? null : toHex(value);
	};
	const answers = {
		chain_getBlockHash: () => genesisHash,
		chain_getHeader: () => {
			const open = decodeHeader(head());
			return {
				parentHash: toHex(open.parentHash),
				number: `0x${open.number.toString(16)}`,
				stateRoot: toHex(open.stateRoot),
				extrinsicsRoot: toHex(open.extrinsicsRoot),
				digest: { logs: [] },
			};
		},
		system_chain: () => "bench",
		system_properties: () => ({ ss58Format: 42, tokenDecimals: 9, tokenSymbol: "TAO" }),
		rpc_methods: () => ({ methods: [] }),
		state_getRuntimeVersion: () => version(),
		state_getMetadata: () => toHex(stripLength(query("Metadata_metadata"))),
		state_call: ([method, data]) => toHex(query(method, fromHex(data))),
		state_getStorage: ([key]) => read(key),
		state_queryStorageAt: ([keys]) => [{ block: genesisHash, changes: keys.map((key) => [key, read(key)]) }],
	};
	const provider = {
		hasSubscriptions: true,
		isClonable: false,
		isConnected: true,
		connect: async () => {},
		disconnect: async () => {},
		on: (event, listener) => {
			if (event === "connected") queueMicrotask(listener);
			return () => {};
		},
		send: async (method, params) => {
			const answer = answers[method];
			if (answer === undefined) throw new Error(`no answer to ${method}`);
			return answer(params);
		},
		subscribe: async (_type, _method, _params, listener) => {
			queueMicrotask(() => listener(null, version()));
			return 1;
		},
		unsubscribe: async () => true,
	};
	provider.clone = () => provider;
	return ApiPromise.create({ provider, noInitWarn: true, throwOnConnect: true });
}

/** Takes the compact length of SCALE bytes off. */
function stripLength(bytes) {
	return bytes.subarray([1, 2, 4][bytes[0] & 3]);
}

/** `RuntimeVersion` as JSON-RPC gives it. */
function readVersion(bytes) {
	const view = Buffer.from(bytes);
	let at = 0;
	const text = () => {
		const length = view[at] >> 2;
		at += 1 + length;
		return view.toString("utf8", at - length, at);
	};
	const u32 = () => {
		at += 4;
		return view.readUInt32LE(at - 4);
	};
	const [specName, implName] = [text(), text()];
	const [authoringVersion, specVersion, implVersion] = [u32(), u32(), u32()];
	const mode = view[at] & 3;
	let count = mode === 0 ? view[at] >> 2 : view.readUInt16LE(at) >> 2;
	at += mode === 0 ? 1 : 2;
	const apis = [];
	for (; count > 0; count--) {
		const id = toHex(view.subarray(at, at + 8));
		at += 8;
		apis.push([id, u32()]);
	}
	return {
		specName,
		implName,
		authoringVersion,
		specVersion,
		implVersion,
		apis,
		transactionVersion: u32(),
		stateVersion: view[at] ?? 1,
	};
}
