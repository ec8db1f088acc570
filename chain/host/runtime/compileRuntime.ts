import { RuntimeCodeError } from "../errors.js";
import { unpackCode } from "./unpackCode.js";
import { type WasmModule, wasm } from "./webAssembly.js";

/** A runtime ready to be instantiated. Threads may hand it to each other: they share the compiled code. */
export interface CompiledRuntime {
	readonly module: WasmModule;
	/** Host functions that it asks for. */
	readonly imports: readonly string[];
	readonly exports: ReadonlySet<string>;
	/** Pages of memory (64 KiB) that it starts with, and the most that it admits itself. */
	readonly initialPages: number;
	readonly mostPages: number | undefined;
}

/**
 * Compiles a code blob, compressed or not.
 * @throws RuntimeCodeError when it is no wasm module or does not import its memory
 */
export function compileRuntime(blob: Uint8Array): CompiledRuntime {
	const code = unpackCode(blob);
	let module: WasmModule;
	try {
		// A blob that is the module itself may lie in a store's memory, which goes away.
		module = new wasm.Module(code === blob ? new Uint8Array(code) : code);
	} catch (cause) {
		throw new RuntimeCodeError("a valid wasm module", "one that does not compile", cause);
	}
	const imports = wasm.Module.imports(module);
	const { initial, most } = importedMemory(code);
	return {
		module,
		imports: imports.filter((entry) => entry.kind === "function").map((entry) => entry.name),
		exports: new Set(wasm.Module.exports(module).map((entry) => entry.name)),
		initialPages: initial,
		mostPages: most,
	};
}

/** Limits of `env.memory` from the import section; JavaScript's API does not tell them. */
function importedMemory(code: Uint8Array): { initial: number; most: number | undefined } {
	let at = 8;
	const number = (): number => {
		let value = 0;
		for (let shift = 0; ; shift += 7) {
			const byte = code[at++] ?? 0;
			value += (byte & 0x7f) * 2 ** shift;
			if ((byte & 0x80) === 0) return value;
		}
	};
	const skipName = (): void => {
		const length = number();
		at += length;
	};
	const limits = (): { initial: number; most: number | undefined } => {
		const bounded = (number() & 1) === 1;
		const initial = number();
		return { initial, most: bounded ? number() : undefined };
	};
	while (at < code.length) {
		const section = code[at++];
		const length = number();
		if (section !== 2) {
			at += length;
			continue;
		}
		for (let left = number(); left > 0; left--) {
			skipName();
			skipName();
			const kind = code[at++];
			if (kind === 2) return limits();
			if (kind === 0) number();
			else if (kind === 1) {
				at += 1;
				limits();
			} else at += 2;
		}
	}
	throw new RuntimeCodeError("a module that imports its memory", "one that does not");
}
