import { GenesisError } from "../errors.js";
import { createRuntime, openRuntime } from "../runtime/openRuntime.js";
import { concatBytes, EMPTY_BYTES, toHex } from "../scale/bytes.js";
import { encodeCompact } from "../scale/compact.js";
import { ScaleReader } from "../scale/scaleReader.js";
import { CHILD_ROOT_PREFIX, CODE_KEY, keyToBytes, splitChildKey } from "../state/stateReader.js";
import { buildTries } from "../state/stateRoot.js";
import { storageKey } from "../state/storageKey.js";
import { trieRoot } from "../trie/trie.js";
import { buildGenesis, genesisHeader, stateVersionOf } from "./genesis.js";

/** The keys of one authority of a network: it authors with the first (sr25519), finalizes with the second (ed25519). */
export interface AuthorityKeys {
	readonly author: Uint8Array;
	readonly finalizer: Uint8Array;
}

/** Who is in charge of a network, and what it is called. */
export interface NetworkPlan {
	readonly name: string;
	/** Names the network in its protocol and its nodes' folders. */
	readonly id: string;
	readonly authorities: readonly AuthorityKeys[];
	/** The account that is root; the one that the state names where undefined. */
	readonly sudo: Uint8Array | undefined;
	/** Multiaddresses of nodes that newcomers ask first. */
	readonly bootNodes: readonly string[];
	/** A network for trying out: keys that everybody knows may be in charge. */
	readonly development: boolean;
	readonly properties: Readonly<Record<string, unknown>>;
}

/** The genesis of a network of many machines. */
export interface NetworkGenesis {
	readonly hash: string;
	readonly stateRoot: string;
	/** Blocks of the networks before it: what its heights begin with. */
	readonly offset: number;
	/** Accounts (32 bytes) with tokens whose keys everybody knows, with what they have free, in rao. */
	readonly exposed: readonly { readonly account: Uint8Array; readonly free: bigint }[];
	/** The chain spec, as text in pieces. */
	readonly spec: Iterable<string>;
}

const REGENESIS = "GanglionApi_regenesis";

const OFFSET = storageKey("ChainClock", "GenesisOffset");

/**
 * Makes the state of a chain the genesis of a network (source: `chain/runtime/src/regenesis.rs`).
 *
 * @throws GenesisError where the runtime refuses the plan, or is too old to know how
 */
export function networkGenesis(state: ReadonlyMap<string, Uint8Array>, plan: NetworkPlan): NetworkGenesis {
	const code = state.get(CODE_KEY);
	if (code === undefined) throw new GenesisError("the state holds no runtime", "name another data folder");
	const runtime = createRuntime(code);
	if (!runtime.compiled.exports.has(REGENESIS))
		throw new GenesisError(
			"the chain's runtime does not know how to become a network: expected GanglionApi_regenesis",
			"start the chain, run `ganglion chain upgrade`, stop it, and try again",
		);
	const { value, changes } = runtime.callAndKeep(REGENESIS, encodePlan(plan), state);
	const reader = new ScaleReader(value);
	if (reader.u8() !== 0)
		throw new GenesisError(
			`the runtime refuses the network: ${reader.text()}`,
			"correct --authority and --sudo; --dev allows well-known keys",
		);
	const exposed = reader.list(() => ({ account: reader.take(32), free: reader.u64() }));
	const next = new Map(state);
	for (const [key, written] of changes) {
		if (written === undefined) next.delete(key);
		else next.set(key, written);
	}
	const stateRoot = trieRoot(buildTries(next, stateVersionOf(runtime)).top);
	const offset = next.get(OFFSET);
	return {
		hash: toHex(genesisHeader(stateRoot).hash),
		stateRoot: toHex(stateRoot),
		offset: offset === undefined ? 0 : new ScaleReader(offset).u32(),
		exposed,
		spec: specText(next, plan),
	};
}

/** State of a genesis preset. @throws GenesisError, RuntimeCodeError */
export function presetState(
	preset: string,
	patches: readonly object[],
	artifact: string | undefined,
): ReadonlyMap<string, Uint8Array> {
	return buildGenesis({ preset, patches }, openRuntime(artifact)).state;
}

function encodePlan({ authorities, sudo, development }: NetworkPlan): Uint8Array {
	return concatBytes(
		encodeCompact(authorities.length),
		...authorities.flatMap(({ author, finalizer }) => [author, finalizer]),
		sudo === undefined ? Uint8Array.of(0) : concatBytes(Uint8Array.of(1), sudo),
		Uint8Array.of(development ? 1 : 0),
	);
}

/** The raw form of a chain spec, which every polkadot-sdk node reads. Child tries' roots are for the node to find. */
function* specText(state: ReadonlyMap<string, Uint8Array>, plan: NetworkPlan): Iterable<string> {
	const { name, id, bootNodes, development, properties } = plan;
	const head = {
		name,
		id,
		chainType: development ? "Local" : "Live",
		bootNodes,
		telemetryEndpoints: null,
		protocolId: id,
		properties,
		codeSubstitutes: {},
	};
	yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "genesis": {\n    "raw": {\n      "top": {`;
	const children = new Map<string, [string, Uint8Array][]>();
	let comma = "";
	for (const key of [...state.keys()].sort()) {
		const value = state.get(key) ?? EMPTY_BYTES;
		const child = splitChildKey(key);
		if (child !== undefined) {
			const entries = children.get(child.name) ?? [];
			entries.push([child.key, value]);
			children.set(child.name, entries);
		} else if (!key.startsWith(CHILD_ROOT_PREFIX)) {
			yield `${comma}\n        ${entryText(key, value)}`;
			comma = ",";
		}
	}
	yield `\n      },\n      "childrenDefault": {`;
	comma = "";
	for (const [childName, entries] of children) {
		const inner = entries.map(([key, value]) => entryText(key, value)).join(",");
		yield `${comma}\n        "${toHex(keyToBytes(childName))}": {${inner}}`;
		comma = ",";
	}
	yield `${children.size === 0 ? "" : "\n      "}}\n    }\n  }\n}\n`;
}

function entryText(key: string, value: Uint8Array): string {
	return `"${toHex(keyToBytes(key))}": "${toHex(value)}"`;
}
