import { MemoryState } from "../state/memoryState.js";
import { Overlay } from "../state/overlay.js";
import { compileRuntime } from "./compileRuntime.js";
import { embeddedVersion } from "./embeddedVersion.js";
import type { HostContext } from "./hostContext.js";
import { createKeystore, type Keystore } from "./keystore.js";
import { createOffchainStorage, type OffchainStorage } from "./offchainStorage.js";
import { createInstance } from "./runtimeInstance.js";

export interface ContextModules {
	readonly keystore?: Keystore;
	readonly offchain?: OffchainStorage;
	readonly logLevel?: number;
	readonly log?: HostContext["log"];
}

/** Pages that a runtime may use that is only asked for its version. */
const VERSION_PAGES = 512;

/** What host functions work on, over `overlay`. */
export function createContext(overlay: Overlay, modules: ContextModules = {}): HostContext {
	return {
		overlay,
		keystore: modules.keystore ?? createKeystore(),
		offchain: modules.offchain ?? createOffchainStorage(),
		logLevel: modules.logLevel ?? 1,
		log: modules.log ?? (() => {}),
		lastError: undefined,
		lastRoot: undefined,
		versionOf,
	};
}

/** SCALE `RuntimeVersion` of a code blob, which `set_code` compares; undefined when the code does not run. */
function versionOf(code: Uint8Array): Uint8Array | undefined {
	try {
		const runtime = compileRuntime(code);
		const stated = embeddedVersion(runtime.module);
		if (stated !== undefined) return stated;
		const overlay = new Overlay(new MemoryState([], 1));
		const instance = createInstance(runtime, createContext(overlay), { pages: VERSION_PAGES });
		return instance.call("Core_version", new Uint8Array(0));
	} catch {
		return undefined;
	}
}
