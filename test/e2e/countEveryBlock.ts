import type { ApiPromise } from "@polkadot/api";
import { expect } from "vitest";
import { createContext } from "../../chain/host/runtime/createContext.js";
import { createRuntime } from "../../chain/host/runtime/openRuntime.js";
import { createInstance } from "../../chain/host/runtime/runtimeInstance.js";
import { fromHex, toHex } from "../../chain/host/scale/bytes.js";
import { DIGEST, encodeHeader, openHeader } from "../../chain/host/scale/header.js";
import { ScaleReader } from "../../chain/host/scale/scaleReader.js";
import { CountingOverlay } from "../../chain/host/state/countingOverlay.js";
import { MemoryState } from "../../chain/host/state/memoryState.js";
import { CODE_KEY, keyFromBytes } from "../../chain/host/state/stateReader.js";
import { trieRoot } from "../../chain/host/trie/trie.js";

const PAGES = 8192;
/** SCALE of three classes that weigh nothing. */
const NO_WEIGHT = new Uint8Array(6);
const KEYS_A_PAGE = 500;

/** What some work asked of the database, and what the runtime charged its block for it. */
export interface Charged {
	readonly reads: number;
	/** Of keys that have another value after the block: what is gone before its end is written nowhere. */
	readonly writes: number;
	/** Picoseconds that the block's weight grew by. */
	readonly weight: bigint;
}

export interface ChargedTransaction extends Charged {
	/** `section.method` of its call. */
	readonly name: string;
	readonly succeeded: boolean;
}

export interface ChargedBlock extends Charged {
	readonly number: number;
	/** Each as if no other one were in the block. */
	readonly transactions: readonly ChargedTransaction[];
}

/**
 * Runs every block of a chain again in the package's own host, from the state of genesis on, and counts what it reads
 * and writes. That the state roots are those of the headers shows that it is the same work.
 */
export async function countEveryBlock(api: ApiPromise): Promise<ChargedBlock[]> {
	const state = await genesisOf(api);
	const { compiled } = createRuntime(state.get(CODE_KEY) as Uint8Array);
	const weightKey = storageKey(api, "system", "blockWeight");
	const exceptions = inMemory(api);
	const last = (await api.rpc.chain.getHeader()).number.toNumber();
	const blocks: ChargedBlock[] = [];
	for (let number = 1; number <= last; number++) {
		const { block } = await api.rpc.chain.getBlock(await api.rpc.chain.getBlockHash(number));
		const { parentHash, stateRoot, digest } = block.header;
		const overlay = new CountingOverlay(state);
		overlay.exceptions = exceptions;
		const instance = createInstance(compiled, createContext(overlay), { pages: PAGES });
		const read = new Set<string>();
		const written: ReadonlySet<string>[] = [];
		const weightNow = () => totalWeight(overlay.get(weightKey) ?? NO_WEIGHT);
		const run = (method: string, argument: Uint8Array) => {
			overlay.startCounting();
			const result = instance.call(method, argument);
			const counted = overlay.counted();
			const before = new Set(written.flatMap((keys) => [...keys]));
			for (const key of counted.read) if (!before.has(key)) read.add(key);
			written.push(counted.written);
			return { result, counted };
		};
		const logs = digest.logs.map((log) => log.toU8a()).filter((log) => log[0] === DIGEST.preRuntime);
		run("Core_initialize_block", encodeHeader(openHeader(parentHash, number, logs)));
		const open = block.extrinsics.map((extrinsic) => {
			const { section, method } = extrinsic.method;
			const before = weightNow();
			const { result, counted } = run("BlockBuilder_apply_extrinsic", extrinsic.toU8a());
			expect(result[0], `${section}.${method} in block ${number}`).toBe(0);
			return {
				name: `${section}.${method}`,
				succeeded: result[1] === 0,
				counted,
				weight: weightNow() - before,
			};
		});
		const weight = weightNow();
		run("BlockBuilder_finalize_block", new Uint8Array(0));
		const changes = overlay.changes();
		state.apply(changes);
		expect(toHex(trieRoot(state.tries().top)), `state root of block ${number}`).toBe(stateRoot.toHex());
		const lasting = (keys: Iterable<string>) => [...keys].filter((key) => changes.has(key)).length;
		blocks.push({
			number,
			weight,
			reads: read.size,
			writes: [...changes.keys()].filter((key) => !exceptions.has(key)).length,
			transactions: open.map(({ counted, ...transaction }) => ({
				...transaction,
				reads: counted.read.size,
				writes: lasting(counted.written),
			})),
		});
	}
	return blocks;
}

async function genesisOf(api: ApiPromise): Promise<MemoryState> {
	const entries: [string, Uint8Array][] = [];
	for (let last: string | undefined; ; ) {
		const page = await api.rpc.state.getKeysPaged("0x", KEYS_A_PAGE, last, api.genesisHash);
		for (const key of page) {
			const value = await api.rpc.state.getStorage(key.toHex(), api.genesisHash);
			entries.push([
				keyFromBytes(key.toU8a(true)),
				(value as unknown as { toU8a(bare: true): Uint8Array }).toU8a(true),
			]);
		}
		if (page.length < KEYS_A_PAGE) return new MemoryState(entries, 1);
		last = page.at(-1)?.toHex();
	}
}

/** SCALE `PerDispatchClass<Weight>`: computing of all three classes, in picoseconds. */
function totalWeight(bytes: Uint8Array): bigint {
	const reader = new ScaleReader(bytes);
	let total = 0n;
	for (let part = 0; part < 3; part++) {
		total += reader.compactBig();
		reader.compactBig();
	}
	return total;
}

/** What frame_system and Balances declare as held in memory by every block (`#[pallet::whitelist_storage]`). */
const IN_MEMORY: Readonly<Record<string, readonly string[]>> = {
	system: [
		...["extrinsicCount", "inherentsApplied", "blockWeight", "blockSize", "number", "parentHash", "digest"],
		...["events", "eventCount", "executionPhase", "extrinsicWeightReclaimed"],
	],
	balances: ["totalIssuance", "inactiveIssuance"],
};

function inMemory(api: ApiPromise): ReadonlySet<string> {
	const keys = Object.entries(IN_MEMORY).flatMap(([pallet, names]) =>
		names.map((name) => storageKey(api, pallet, name)),
	);
	return new Set([...keys, ":extrinsic_index", ":transaction_level:"]);
}

function storageKey(api: ApiPromise, pallet: string, name: string): string {
	const entry = api.query[pallet]?.[name];
	if (entry === undefined) throw new Error(`the runtime has no ${pallet}.${name}`);
	return keyFromBytes(fromHex(entry.key()));
}
