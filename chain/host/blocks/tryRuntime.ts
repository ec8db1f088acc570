import { RuntimeCallError, RuntimeCodeError } from "../errors.js";
import { type CompiledRuntime, compileRuntime } from "../runtime/compileRuntime.js";
import { type ContextModules, createContext } from "../runtime/createContext.js";
import { blake2b256 } from "../runtime/hashing.js";
import { createInstance } from "../runtime/runtimeInstance.js";
import { EMPTY_BYTES, equalBytes, u64ToBytes } from "../scale/bytes.js";
import { DIGEST, encodeHeader, engineDigest, openHeader } from "../scale/header.js";
import { decodeRuntimeVersion } from "../scale/runtimeVersion.js";
import { ScaleReader } from "../scale/scaleReader.js";
import { Overlay } from "../state/overlay.js";
import { CODE_KEY, type StateReader } from "../state/stateReader.js";
import { changeTries } from "../state/stateRoot.js";
import { storageKey } from "../state/storageKey.js";
import { takeExtrinsics } from "./buildBlock.js";
import { encodeInherentData } from "./inherentData.js";

/** A runtime's name and version, as `set_code` compares them. */
export interface RuntimeName {
	readonly specName: string;
	readonly specVersion: number;
}

/** What a runtime did on a chain's present state, without changing it. */
export interface RuntimeTrial {
	readonly from: RuntimeName;
	/** Undefined where the code does not say. */
	readonly to: RuntimeName | undefined;
	/** Why the chain should not be given this runtime; none when it should work. */
	readonly problems: readonly string[];
	/** Keys that the first block under it writes, those of any block included. */
	readonly writes: number;
}

/** Where the trial's blocks go. */
export interface TrialPlace {
	readonly parentHash: Uint8Array;
	/** Of the best block. */
	readonly number: number;
	readonly slot: number;
	readonly slotDurationMs: number;
	readonly state: StateReader;
	/** The best block's own runtime. */
	readonly runtime: CompiledRuntime;
}

export interface TrialModules extends ContextModules {
	readonly pages: number;
	/** Runs one runtime call under the time limit. */
	readonly timed: <T>(call: () => T) => T;
}

const LAST_UPGRADE = storageKey("System", "LastRuntimeUpgrade");
/** What all keys of frame-system begin with: 16 bytes. */
const SYSTEM = LAST_UPGRADE.slice(0, 16);
const INVARIANTS = "GanglionApi_check_invariants";

/**
 * Tries a runtime as the next one: its version as `set_code` checks it, two blocks on the present state (the first
 * one migrates), the invariants behind each, and the migrations once more, which must then change nothing.
 *
 * A runtime that never returns ends the thread that this runs in.
 */
export function tryRuntime(code: Uint8Array, place: TrialPlace, modules: TrialModules): RuntimeTrial {
	const call = (runtime: CompiledRuntime, overlay: Overlay, method: string) => {
		const instance = createInstance(runtime, createContext(overlay, modules), modules);
		return modules.timed(() => instance.call(method, EMPTY_BYTES));
	};
	const nameOf = (runtime: CompiledRuntime, state: StateReader): RuntimeName => {
		const { specName, specVersion } = decodeRuntimeVersion(call(runtime, new Overlay(state), "Core_version"));
		return { specName, specVersion };
	};
	const from = nameOf(place.runtime, place.state);
	let to: RuntimeName | undefined;
	let writes = 0;
	const problems: string[] = [];
	try {
		const compiled = compileRuntime(code);
		to = nameOf(compiled, place.state);
		if (to.specName !== from.specName)
			problems.push(`its name is ${to.specName}, that of the chain's runtime is ${from.specName}`);
		if (to.specVersion <= from.specVersion)
			problems.push(`its spec_version is ${to.specVersion}, which must be more than ${from.specVersion}`);
		const upgraded = new Overlay(place.state);
		upgraded.set(CODE_KEY, code);
		const first = block(compiled, stateOf(upgraded), 1, place, modules);
		writes = first.changes().size;
		problems.push(...broken(compiled, first, call));
		const second = block(compiled, stateOf(first), 2, place, modules);
		problems.push(...broken(compiled, second, call));
		const forgetful = new Overlay(stateOf(first));
		forgetful.delete(LAST_UPGRADE);
		const again = block(compiled, stateOf(forgetful), 2, place, modules);
		const changed = differences(second, again);
		if (changed > 0) problems.push(`its migrations, run once more, change ${changed} keys again`);
	} catch (error) {
		if (error instanceof RuntimeCallError) problems.push(`${error.method} fails: ${error.reason}`);
		else if (error instanceof RuntimeCodeError) problems.push(error.message);
		else throw error;
	}
	return { from, to, problems, writes };
}

/** One block without transactions, `ahead` blocks behind the best one. */
function block(
	compiled: CompiledRuntime,
	state: StateReader,
	ahead: number,
	place: TrialPlace,
	modules: TrialModules,
): Overlay {
	// Built before the clock runs: on a large state it takes longer than any call may.
	state.tries();
	const overlay = new Overlay(state);
	const instance = createInstance(compiled, createContext(overlay, modules), modules);
	const call = (method: string, argument: Uint8Array) => modules.timed(() => instance.call(method, argument));
	const slot = place.slot + ahead;
	const digest = engineDigest(DIGEST.preRuntime, "aura", u64ToBytes(BigInt(slot)));
	const parent = ahead === 1 ? place.parentHash : blake2b256(place.parentHash);
	call("Core_initialize_block", encodeHeader(openHeader(parent, place.number + ahead, [digest])));
	const inherents = takeExtrinsics(
		call("BlockBuilder_inherent_extrinsics", encodeInherentData(slot * place.slotDurationMs)),
	);
	for (const inherent of inherents)
		if (call("BlockBuilder_apply_extrinsic", inherent)[0] !== 0)
			throw new RuntimeCallError("BlockBuilder_apply_extrinsic", "the runtime refuses its own inherent");
	call("BlockBuilder_finalize_block", EMPTY_BYTES);
	return overlay;
}

/** What the runtime itself finds wrong with a state, where it can tell. */
function broken(
	compiled: CompiledRuntime,
	overlay: Overlay,
	call: (runtime: CompiledRuntime, overlay: Overlay, method: string) => Uint8Array,
): string[] {
	if (!compiled.exports.has(INVARIANTS)) return [];
	const reader = new ScaleReader(call(compiled, overlay, INVARIANTS));
	return reader.u8() === 0 ? [] : reader.list(() => `broken invariant: ${reader.text()}`);
}

/** Keys outside of frame-system (whose weights and events count the migrations) in which two states differ. */
function differences(one: Overlay, other: Overlay): number {
	const keys = new Set([...one.changes().keys(), ...other.changes().keys()]);
	const same = (key: string) => {
		const [a, b] = [one.get(key), other.get(key)];
		return a === undefined || b === undefined ? a === b : equalBytes(a, b);
	};
	return [...keys].filter((key) => !key.startsWith(SYSTEM) && !same(key)).length;
}

/** An overlay as the state for the next one. */
function stateOf(overlay: Overlay): StateReader {
	let tries: ReturnType<StateReader["tries"]> | undefined;
	return {
		get: (key) => overlay.get(key),
		next: (key) => overlay.next(key),
		tries() {
			tries ??= changeTries(overlay.base.tries(), overlay.changes(), overlay.base.tries().top.version);
			return tries;
		},
	};
}
