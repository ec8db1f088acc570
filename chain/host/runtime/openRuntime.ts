import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../wallet/index.js";
import { RuntimeCodeError } from "../errors.js";
import { MemoryState } from "../state/memoryState.js";
import { Overlay } from "../state/overlay.js";
import { CODE_KEY } from "../state/stateReader.js";
import { type CompiledRuntime, compileRuntime } from "./compileRuntime.js";
import { createContext } from "./createContext.js";
import { createInstance } from "./runtimeInstance.js";

/** A runtime without a chain: for calls that need no state, or what they are given of it. */
export interface Runtime {
	/** The code blob as it was read. */
	readonly code: Uint8Array;
	readonly compiled: CompiledRuntime;
	/** Calls an exported method with SCALE arguments on `state`, an empty one where absent. @throws RuntimeCallError */
	call(method: string, argument: Uint8Array, state?: ReadonlyMap<string, Uint8Array>): Uint8Array;
	/** The same, and what the call wrote. */
	callAndKeep(
		method: string,
		argument: Uint8Array,
		state?: ReadonlyMap<string, Uint8Array>,
	): { readonly value: Uint8Array; readonly changes: Map<string, Uint8Array | undefined> };
}

/** Pages (64 KiB) of memory that one call may use: 512 MiB. */
const PAGES = 8192;

/** The runtime that the package carries. */
export interface ArtifactFacts {
	/** Its file. */
	readonly path: string;
	readonly specName: string;
	readonly specVersion: number;
}

export function artifactFacts(): ArtifactFacts {
	const folder = join(packageRoot(), "chain", "artifact");
	const { runtime } = JSON.parse(readFileSync(join(folder, "artifact.json"), "utf8")) as {
		readonly runtime: { readonly file: string; readonly specName: string; readonly specVersion: number };
	};
	const { file, specName, specVersion } = runtime;
	return { path: join(folder, file), specName, specVersion };
}

export function artifactPath(): string {
	return artifactFacts().path;
}

/**
 * Opens a runtime in this thread; a call blocks it and knows no time limit.
 * @param path - a wasm blob, compressed or not; the package's own where absent
 * @throws RuntimeCodeError
 */
export function openRuntime(path: string = artifactPath()): Runtime {
	let code: Uint8Array;
	try {
		code = new Uint8Array(readFileSync(path));
	} catch (cause) {
		throw new RuntimeCodeError("a readable file", path, cause);
	}
	return createRuntime(code);
}

/** A runtime from its code blob. */
export function createRuntime(code: Uint8Array): Runtime {
	const compiled = compileRuntime(code);
	const callAndKeep: Runtime["callAndKeep"] = (method, argument, state) => {
		const overlay = new Overlay(new MemoryState(state ?? [[CODE_KEY, code]], 1));
		const instance = createInstance(compiled, createContext(overlay), { pages: PAGES });
		return { value: instance.call(method, argument), changes: overlay.changes() };
	};
	return {
		code,
		compiled,
		callAndKeep,
		call: (method, argument, state) => callAndKeep(method, argument, state).value,
	};
}
