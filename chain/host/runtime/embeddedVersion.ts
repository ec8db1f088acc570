import { concatBytes } from "../scale/bytes.js";
import { encodeCompact } from "../scale/compact.js";
import { ScaleReader } from "../scale/scaleReader.js";
import { type WasmModule, wasm } from "./webAssembly.js";

/** Bytes of an API in its section: 8 of its name's hash, 4 of its version. */
const API_BYTES = 12;

/**
 * SCALE `RuntimeVersion` that a runtime's own sections state, which a node believes without running it (source:
 * `read_embedded_version` of sc-executor). Undefined where it has no such section.
 *
 * @throws ScaleError where the section holds something else
 */
export function embeddedVersion(module: WasmModule): Uint8Array | undefined {
	const [stated] = wasm.Module.customSections(module, "runtime_version");
	if (stated === undefined) return undefined;
	const bytes = new Uint8Array(stated);
	const reader = new ScaleReader(bytes);
	reader.text();
	reader.text();
	for (let word = 0; word < 3; word++) reader.u32();
	const before = bytes.length - reader.remaining;
	reader.list(() => [reader.take(8), reader.u32()]);
	const after = bytes.length - reader.remaining;
	const [apis] = wasm.Module.customSections(module, "runtime_apis");
	if (apis === undefined) return bytes;
	const count = Math.floor(apis.byteLength / API_BYTES);
	return concatBytes(
		bytes.subarray(0, before),
		encodeCompact(count),
		new Uint8Array(apis, 0, count * API_BYTES),
		bytes.subarray(after),
	);
}
