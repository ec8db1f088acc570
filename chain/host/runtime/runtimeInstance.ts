import { RuntimeCallError } from "../errors.js";
import { ScaleReader } from "../scale/scaleReader.js";
import type { CompiledRuntime } from "./compileRuntime.js";
import type { HostContext, HostFamily, HostFunctions } from "./hostContext.js";
import { childStorageFunctions } from "./hostFunctions/childStorageFunctions.js";
import { cryptoFunctions } from "./hostFunctions/cryptoFunctions.js";
import { hashingFunctions } from "./hostFunctions/hashingFunctions.js";
import { offchainFunctions } from "./hostFunctions/offchainFunctions.js";
import { storageFunctions } from "./hostFunctions/storageFunctions.js";
import { systemFunctions } from "./hostFunctions/systemFunctions.js";
import { RuntimeMemory } from "./runtimeMemory.js";
import { wasm } from "./webAssembly.js";

const FAMILIES: readonly HostFamily[] = [
	storageFunctions,
	childStorageFunctions,
	hashingFunctions,
	cryptoFunctions,
	offchainFunctions,
	systemFunctions,
];

/** Where the state may have the pages of its runtime's heap (sp-core, `storage::well_known_keys`). */
const HEAP_PAGES_KEY = ":heappages";

/** Pages of 64 KiB in 4 GiB. */
const MOST_PAGES = 65_536;

/** A runtime with memory of its own. After a call that threw it must not be used again. */
export interface RuntimeInstance {
	readonly context: HostContext;
	/** Bytes of memory that it holds. */
	readonly memoryBytes: number;
	/** Calls an exported method with SCALE arguments. @throws RuntimeCallError */
	call(method: string, argument: Uint8Array): Uint8Array;
}

/**
 * Instantiates a runtime over a context.
 *
 * Several calls may run in one instance when they form one block, as `Core_execute_block` runs a block's
 * transactions in one instance too; that saves 0.2 ms a call.
 * `pages` of memory (64 KiB) may be taken beyond those that the runtime starts with.
 * `moreFunctions` are host functions that only some hosts have, such as those of benchmarks.
 */
export function createInstance(
	compiled: CompiledRuntime,
	context: HostContext,
	limits: { readonly pages: number; readonly moreFunctions?: readonly HostFamily[] },
): RuntimeInstance {
	const allowed = compiled.initialPages + (heapPages(context) ?? limits.pages);
	const most = Math.min(allowed, compiled.mostPages ?? allowed, MOST_PAGES);
	const initial = Math.min(compiled.initialPages + 16, most);
	const memory = new RuntimeMemory(new wasm.Memory({ initial, maximum: most }), most);
	const families = [...FAMILIES, ...(limits.moreFunctions ?? [])];
	const functions = families.reduce<HostFunctions>(
		(all, family) => Object.assign(all, family(context, memory)),
		{},
	);
	const env: Record<string, unknown> = { memory: memory.memory };
	for (const name of compiled.imports) env[name] = functions[name] ?? missing(name);
	const instance = new wasm.Instance(compiled.module, { env });
	// `exports` and what it holds go through accessors of the engine, which cost more than some of the calls.
	const { exports } = instance;
	const methods = new Map<string, unknown>();
	const base = exports.__heap_base as { readonly value: number } | undefined;
	memory.startHeap(base?.value ?? memory.size);
	return {
		context,
		get memoryBytes() {
			return memory.size;
		},
		call(method, argument) {
			const exported = methods.get(method) ?? exports[method];
			if (typeof exported !== "function")
				throw new RuntimeCallError(method, `Exported method ${method} is not found`);
			methods.set(method, exported);
			context.lastError = undefined;
			try {
				const pointer = memory.writePointer(argument);
				const span = BigInt.asUintN(64, exported(pointer, argument.length) as bigint);
				const result = memory.copy(span);
				// Both are the host's: the runtime forgets its result and never owns its argument.
				memory.tryFree(pointer);
				memory.tryFree(Number(span & 0xffff_ffffn));
				return result;
			} catch (cause) {
				const words = cause instanceof Error ? cause.message : String(cause);
				throw new RuntimeCallError(method, context.lastError ?? words, cause);
			}
		},
	};
}

/** What the state itself says of it (SCALE `u64`), which goes before the host's limit. */
function heapPages(context: HostContext): number | undefined {
	const stored = context.overlay.base.get(HEAP_PAGES_KEY);
	return stored?.length === 8 ? Number(new ScaleReader(stored).u64()) : undefined;
}

function missing(name: string): () => never {
	return () => {
		throw new Error(`the host has no function ${name}`);
	};
}
