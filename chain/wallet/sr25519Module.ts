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
	known_keys(): number;
	learn(place: number): number;
	verify_known(place: number, messageLength: number): number;
	learn_ed25519(place: number): number;
	verify_known_ed25519(place: number, messageLength: number): number;
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

/** Values by their places. */
export type Given = { readonly [P in Place]?: Uint8Array };

/** The length of a value in bytes. */
export function lengthOf(place: Place): number {
	return PLACES[place].length;
}

/** Places for known keys, of sr25519 and of ed25519 each. */
export function knownPlaces(): number {
	loaded ??= load();
	return loaded.module.known_keys();
}

interface Loaded {
	readonly module: Sr25519Exports;
	/** All of the module's memory; another view of it once the memory has grown. */
	memory: Uint8Array;
	/** The region within it. */
	region: Uint8Array;
}

let loaded: Loaded | undefined;

function load(): Loaded {
	const wasm = (globalThis as unknown as { WebAssembly: SynchronousWebAssembly }).WebAssembly;
	const bytes = readFileSync(join(packageRoot(), "chain", "artifact", "sr25519.wasm"));
	const module = new wasm.Instance(new wasm.Module(bytes)).exports as Sr25519Exports;
	return { module, ...viewsOf(module) };
}

function viewsOf(module: Sr25519Exports): Pick<Loaded, "memory" | "region"> {
	const { buffer } = module.memory;
	return {
		memory: new Uint8Array(buffer),
		region: new Uint8Array(buffer, module.region() >>> 0, REGION_BYTES),
	};
}

/** Writes the message; false where there is no memory for it. */
function writeMessage(held: Loaded, message: Uint8Array): boolean {
	const start = held.module.message(message.length) >>> 0;
	if (start === 0) return false;
	// A memory that grew detaches the views of it.
	if (held.memory.length === 0) Object.assign(held, viewsOf(held.module));
	held.memory.set(message, start);
	return true;
}

/**
 * Writes the given values and makes one call; false where the module refuses them or has no memory for the message.
 * Lengths are the caller's duty. Keys do not stay in the module's region.
 *
 * @param results - arrays that take the values asked for, where the module did its work
 */
export function callSr25519(
	call: (module: Sr25519Exports) => number,
	given: Given,
	results: Given = {},
	message?: Uint8Array,
): boolean {
	loaded ??= load();
	if (message !== undefined && !writeMessage(loaded, message)) return false;
	const { module, region } = loaded;
	try {
		for (const place in given) {
			const bytes = given[place as Place];
			if (bytes !== undefined) region.set(bytes, PLACES[place as Place].offset);
		}
		if (call(module) !== 1) return false;
		for (const place in results) {
			const { offset, length } = PLACES[place as Place];
			results[place as Place]?.set(region.subarray(offset, offset + length));
		}
		return true;
	} finally {
		region.fill(0);
	}
}
