import { createHash } from "node:crypto";

const EMPTY = new Uint8Array(0);

/** @param {Uint8Array} bytes @param {number} at @returns {[value: number, next: number]} a SCALE compact number */
function readCompact(bytes, at) {
	const view = new DataView(bytes.buffer, bytes.byteOffset + at);
	switch (view.getUint8(0) & 3) {
		case 0:
			return [view.getUint8(0) >> 2, at + 1];
		case 1:
			return [view.getUint16(0, true) >> 2, at + 2];
		case 2:
			return [view.getUint32(0, true) >>> 2, at + 4];
		default:
			throw new Error("a length below 2^30 was expected from the runtime: build it again");
	}
}

/**
 * Calls one of the runtime's functions on an empty state. Only what a pure call imports is there:
 * memory, logging that says nothing, and a storage that holds nothing.
 * @param {WebAssembly.Module} module
 * @param {string} name
 * @param {Uint8Array} input
 * @returns {Uint8Array}
 */
function callOnEmptyState(module, name, input) {
	const memory = new WebAssembly.Memory({ initial: 64 });
	let heap = 0;
	const allocate = (size) => {
		// 8 bytes are kept free before each allocation: the runtime's own allocator writes into the last two
		const at = ((heap + 7) & ~7) + 8;
		heap = at + size;
		const missing = heap - memory.buffer.byteLength;
		if (missing > 0) memory.grow(Math.ceil(missing / 65536));
		return at;
	};
	const write = (bytes) => {
		const at = allocate(bytes.length);
		new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
		return at;
	};
	const given = {
		ext_allocator_malloc_version_1: allocate,
		ext_allocator_free_version_1: () => {},
		ext_logging_max_level_version_1: () => 0,
		ext_logging_log_version_1: () => {},
		// `None`: the empty state has no value under any key
		ext_storage_get_version_1: () => (1n << 32n) | BigInt(write(Uint8Array.of(0))),
	};
	const env = { memory };
	for (const wanted of WebAssembly.Module.imports(module)) {
		if (wanted.kind !== "function") continue;
		env[wanted.name] =
			given[wanted.name] ??
			(() => {
				throw new Error(`${name} called ${wanted.name}, which has no answer on an empty state`);
			});
	}
	const { exports } = new WebAssembly.Instance(module, { env });
	heap = exports.__heap_base.value;
	const at = write(input);
	const result = BigInt.asUintN(64, exports[name](at, input.length));
	const length = Number(result >> 32n);
	return new Uint8Array(
		memory.buffer.slice(Number(result & 0xffffffffn), Number(result & 0xffffffffn) + length),
	);
}

/**
 * What the runtime says of itself: its name and version, and the sha256 of its metadata in version 15
 * (at the default genesis values, as on an empty state).
 * @param {Uint8Array} wasm uncompressed
 * @returns {{specName: string, specVersion: number, metadataHash: string}}
 */
export function runtimeFacts(wasm) {
	const module = new WebAssembly.Module(wasm);
	const version = callOnEmptyState(module, "Core_version", EMPTY);
	const [specLength, specAt] = readCompact(version, 0);
	const specName = Buffer.from(version.subarray(specAt, specAt + specLength)).toString("utf8");
	const [implLength, implAt] = readCompact(version, specAt + specLength);
	const authoringAt = implAt + implLength;
	const specVersion = new DataView(version.buffer, version.byteOffset).getUint32(authoringAt + 4, true);

	const answer = callOnEmptyState(module, "Metadata_metadata_at_version", Uint8Array.of(15, 0, 0, 0));
	if (answer[0] !== 1) throw new Error("metadata of version 15 was expected, but the runtime has none");
	const [length, at] = readCompact(answer, 1);
	const metadataHash = createHash("sha256")
		.update(answer.subarray(at, at + length))
		.digest("hex");
	return { specName, specVersion, metadataHash };
}
