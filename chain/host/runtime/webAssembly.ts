/** The parts of JavaScript's WebAssembly interface that the host uses; neither ES2023 nor Node's types name them. */
export interface WasmMemory {
	readonly buffer: ArrayBuffer;
	/** @throws RangeError past the maximum */
	grow(pages: number): number;
}

declare const moduleBrand: unique symbol;
/** A compiled module. */
export interface WasmModule {
	readonly [moduleBrand]: true;
}

export interface WasmInstance {
	readonly exports: Readonly<Record<string, unknown>>;
}

interface ModuleEntry {
	readonly name: string;
	readonly kind: string;
}

interface WebAssemblyInterface {
	readonly Module: {
		new (code: Uint8Array): WasmModule;
		imports(module: WasmModule): ModuleEntry[];
		exports(module: WasmModule): ModuleEntry[];
		customSections(module: WasmModule, name: string): ArrayBuffer[];
	};
	readonly Instance: {
		new (module: WasmModule, imports: Record<string, Record<string, unknown>>): WasmInstance;
	};
	readonly Memory: {
		new (limits: { initial: number; maximum: number }): WasmMemory;
	};
}

export const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
