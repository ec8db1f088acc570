import type { Overlay } from "../state/overlay.js";
import type { StateTries } from "../state/stateReader.js";
import type { Keystore } from "./keystore.js";
import type { OffchainStorage } from "./offchainStorage.js";
import type { RuntimeMemory } from "./runtimeMemory.js";

/** Levels of the runtime's log, as sp-core counts them. */
export type RuntimeLogLevel = "error" | "warn" | "info" | "debug" | "trace";

/** What the host functions of one instance work on. `overlay` may be exchanged between calls. */
export interface HostContext {
	overlay: Overlay;
	readonly keystore: Keystore;
	readonly offchain: OffchainStorage;
	/** 0 off … 5 trace. */
	readonly logLevel: number;
	readonly log: (level: RuntimeLogLevel, target: string, message: string) => void;
	/** The last thing that the runtime said at error level: the words of a panic. */
	lastError: string | undefined;
	/** The last root that was asked for, valid for this revision of this overlay. */
	lastRoot: ComputedRoot | undefined;
	/** Version of another runtime, for `set_code` to check. */
	readonly versionOf: (code: Uint8Array) => Uint8Array | undefined;
}

/** What a root was computed from and gave. */
export interface ComputedRoot {
	readonly overlay: Overlay;
	readonly revision: number;
	readonly tries: StateTries;
	readonly changes: ReadonlyMap<string, Uint8Array | undefined>;
}

/** Host functions by their wasm name; arguments and results are i32 numbers and i64 bigints. */
export type HostFunctions = Record<string, (...args: never[]) => unknown>;

/** Makes a family of host functions for one instance. */
export type HostFamily = (context: HostContext, memory: RuntimeMemory) => HostFunctions;
