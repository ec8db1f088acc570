/** @param {Uint8Array} bytes @param {number} at @returns {[value: number, next: number]} an unsigned LEB128 */
function readLeb(bytes, at) {
	let value = 0;
	for (let shift = 0; shift < 35; shift += 7) {
		const byte = bytes[at++];
		if (byte === undefined) break;
		value += (byte & 0x7f) * 2 ** shift;
		if ((byte & 0x80) === 0) return [value, at];
	}
	throw new Error(`a wasm module was expected, but its numbers end in byte ${at}: build it again`);
}

/**
 * Every section of a module: its id, its name where it is a custom section, and the bytes it spans.
 * @param {Uint8Array} wasm
 * @returns {{id: number, name: string, start: number, body: number, end: number}[]}
 */
function wasmSections(wasm) {
	const sections = [];
	for (let at = 8; at < wasm.length; ) {
		const start = at;
		const id = wasm[at];
		const [length, body] = readLeb(wasm, at + 1);
		const end = body + length;
		let name = "";
		if (id === 0) {
			const [nameLength, nameAt] = readLeb(wasm, body);
			name = Buffer.from(wasm.buffer, wasm.byteOffset + nameAt, nameLength).toString("utf8");
		}
		sections.push({ id, name, start, body, end });
		at = end;
	}
	return sections;
}

/**
 * The module without what only a debugger or a linker reads: names, producers, target features, debug
 * information. `runtime_version` and `runtime_apis`, which nodes read, stay.
 * @param {Uint8Array} wasm
 * @returns {Buffer}
 */
export function stripSections(wasm) {
	const dropped = (name) =>
		name === "name" || name === "producers" || name === "target_features" || name.startsWith(".debug");
	const kept = wasmSections(wasm)
		.filter((section) => !(section.id === 0 && dropped(section.name)))
		.map((section) => wasm.subarray(section.start, section.end));
	return Buffer.concat([wasm.subarray(0, 8), ...kept]);
}
