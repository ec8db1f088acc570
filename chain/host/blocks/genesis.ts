import { GenesisError, RuntimeCallError } from "../errors.js";
import { blake2b256 } from "../runtime/hashing.js";
import type { Runtime } from "../runtime/openRuntime.js";
import { concatBytes, EMPTY_BYTES, utf8 } from "../scale/bytes.js";
import { encodeBytes } from "../scale/compact.js";
import { encodeHeader, openHeader } from "../scale/header.js";
import { decodeRuntimeVersion } from "../scale/runtimeVersion.js";
import { ScaleReader } from "../scale/scaleReader.js";
import { CODE_KEY } from "../state/stateReader.js";
import { buildTries } from "../state/stateRoot.js";
import type { StateVersion } from "../trie/encodeNode.js";
import { orderedRoot, trieRoot } from "../trie/trie.js";

export interface Genesis {
	readonly header: Uint8Array;
	readonly hash: Uint8Array;
	readonly state: ReadonlyMap<string, Uint8Array>;
	readonly stateVersion: StateVersion;
	/** What `AuraApi_slot_duration` says on this state. */
	readonly slotDurationMs: number;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * Builds block 0 by the runtime's own GenesisBuilder: its defaults, patched by the preset, patched by `patches`
 * in order (RFC 7396: objects merge, null deletes, anything else replaces).
 *
 * @throws GenesisError when the preset does not exist or the runtime refuses the result
 */
export function buildGenesis(
	options: { readonly preset: string; readonly patches: readonly object[] },
	runtime: Runtime,
): Genesis {
	const defaults = readPreset(runtime, undefined);
	const preset = readPreset(runtime, options.preset);
	if (defaults === undefined || preset === undefined)
		throw new GenesisError(
			`the runtime has no genesis preset ${JSON.stringify(options.preset)}`,
			`choose one of ${presetNames(runtime).join(", ")}`,
		);
	const config = options.patches.reduce<Json>(
		(merged, patch) => mergePatch(merged, patch as Json),
		mergePatch(defaults, preset),
	);
	const state = buildState(runtime, config);
	state.set(CODE_KEY, runtime.code);
	const stateVersion = stateVersionOf(runtime);
	const tries = buildTries(state, stateVersion);
	for (const [key, root] of tries.childRoots) if (root !== undefined) state.set(key, root);
	const { header, hash } = genesisHeader(trieRoot(tries.top));
	const slots = new ScaleReader(runtime.call("AuraApi_slot_duration", EMPTY_BYTES, state));
	return { header, hash, state, stateVersion, slotDurationMs: Number(slots.u64()) };
}

/** How a runtime's states are laid out in tries. */
export function stateVersionOf(runtime: Runtime): StateVersion {
	return decodeRuntimeVersion(runtime.call("Core_version", EMPTY_BYTES)).stateVersion === 0 ? 0 : 1;
}

/** Header of the block 0 whose state has this root, and its hash. */
export function genesisHeader(stateRoot: Uint8Array): { header: Uint8Array; hash: Uint8Array } {
	const header = encodeHeader({
		...openHeader(new Uint8Array(32), 0, []),
		stateRoot,
		extrinsicsRoot: orderedRoot([], 0),
	});
	return { header, hash: blake2b256(header) };
}

function buildState(runtime: Runtime, config: Json): Map<string, Uint8Array> {
	const argument = encodeBytes(utf8(JSON.stringify(config)));
	const remedy = "correct the genesis patch by the runtime's default config";
	try {
		const { value, changes } = runtime.callAndKeep("GenesisBuilder_build_state", argument);
		if (value[0] !== 0)
			throw new GenesisError(`the runtime refuses the genesis: ${new ScaleReader(value, 1).text()}`, remedy);
		const state = new Map<string, Uint8Array>();
		for (const [key, written] of changes) if (written !== undefined) state.set(key, written);
		return state;
	} catch (error) {
		if (!(error instanceof RuntimeCallError)) throw error;
		throw new GenesisError(`the runtime cannot build the genesis: ${error.reason}`, remedy);
	}
}

function readPreset(runtime: Runtime, name: string | undefined): Json | undefined {
	const argument =
		name === undefined ? Uint8Array.of(0) : concatBytes(Uint8Array.of(1), encodeBytes(utf8(name)));
	const reader = new ScaleReader(runtime.call("GenesisBuilder_get_preset", argument));
	return reader.u8() === 0 ? undefined : (JSON.parse(reader.text()) as Json);
}

/** Names of the presets that the runtime has. */
export function presetNames(runtime: Runtime): string[] {
	const reader = new ScaleReader(runtime.call("GenesisBuilder_preset_names", EMPTY_BYTES));
	return reader.list(() => reader.text());
}

function mergePatch(target: Json, patch: Json): Json {
	if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
	const merged: { [key: string]: Json } =
		target !== null && typeof target === "object" && !Array.isArray(target) ? { ...target } : {};
	for (const [key, value] of Object.entries(patch)) {
		if (value === null) delete merged[key];
		else merged[key] = mergePatch(merged[key] ?? null, value);
	}
	return merged;
}
