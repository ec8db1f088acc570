import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./packageRoot.js";

/** What the module of chain/sr25519 exports: its src/exports.rs says what each function reads and writes. */
interface Sr25519Exports {
	readonly memory: { readonly buffer: ArrayBuffer };
	region(): number;
	message(length: number): number;
	verify(messageLength: number): number;
	sign(messageLength: number): number;
	public_key(): number;
	from_seed(): number;
	derive_hard(): number;
	derive_soft(): number;
	derive_soft_public(): number;
}

/** The part of JavaScript's WebAssembly interface used here; neither ES2023 nor Node's types name it. */
interface SynchronousWebAssembly {
	readonly Module: new (bytes: Uint8Array) => object;
	readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** Where a value lies in the module's region, and how long it is, in bytes. */
const PLACES = {
	signature: { offset: 0, length: 64 },
	publicKey: { offset: 64, length: 32 },
	secretKey: { offset: 96, length: 64 },
	/** A seed or a chain code. */
	word: { offset: 160, length: 32 },
	randomness: { offset: 192, length: 32 },
} as const;

const REGION_BYTES = 224;

/** A value with a fixed place in the module. */
export type Place = keyof typeof PLACES;

/** The length of a value in bytes. */
export function lengthOf(place: Place): number {
	return PLACES[place].length;
}

let loaded: Sr25519Exports | undefined;

function load(): Sr25519Exports {
	if (loaded === undefined) {
		const wasm = (globalThis as unknown as { WebAssembly: SynchronousWebAssembly }).WebAssembly;
		const bytes = readFileSync(join(packageRoot(), "chain", "artifact", "sr25519.wasm"));
		loaded = new wasm.Instance(new wasm.Module(bytes)).exports as Sr25519Exports;
	}
	return loaded;
}

/**
 * Writes the given values, makes one call, and returns the values asked for; undefined where the module refuses
 * them or has no memory for the message. Lengths are the caller's duty. Keys do not stay in the module's region.
 */
export function callSr25519(
	call: (module: Sr25519Exports) => number,
	given: Partial<Record<Place, Uint8Array>>,
	asked: readonly Place[],
	message?: Uint8Array,
): Uint8Array[] | undefined {
	const module = load();
	if (message !== undefined) {
		// may grow the memory, which detaches earlier views of it
		const start = module.message(message.length) >>> 0;
		if (start === 0) return undefined;
		new Uint8Array(module.memory.buffer, start, message.length).set(message);
	}
	const region = new Uint8Array(module.memory.buffer, module.region() >>> 0, REGION_BYTES);
	try {
		for (const [place, bytes] of Object.entries(given)) region.set(bytes, PLACES[place as Place].offset);
		if (call(module) !== 1) return undefined;
		return asked.map((place) => {
			const { offset, length } = PLACES[place];
			return region.slice(offset, offset + length);
		});
	} finally {
		region.fill(0);
	}
}
