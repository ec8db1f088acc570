import { decompress } from "fzstd";
import { RuntimeCodeError } from "../errors.js";

/** What sp-maybe-compressed-blob puts before zstd data. */
const MAGIC = "52bc537646db8e05";

/** Largest runtime that is unpacked, the bound that polkadot-sdk uses too. */
const MOST_BYTES = 50 * 1024 * 1024;

/** Ids of sections in the order in which a module has them; custom ones, of id 0, are anywhere. */
const SECTION_ORDER = [0, 1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

/** Magic number and version of a wasm module. */
const PREAMBLE_BYTES = 8;

/**
 * The wasm module in a code blob, which may be compressed.
 * @throws RuntimeCodeError when the blob is neither
 */
export function unpackCode(blob: Uint8Array): Uint8Array {
	const compressed = Buffer.from(blob.subarray(0, 8)).toString("hex") === MAGIC;
	const code = compressed ? inflate(blob.subarray(8)) : blob;
	if (Buffer.from(code.subarray(0, 4)).toString("latin1") !== "\0asm")
		throw new RuntimeCodeError("a wasm module or its zstd form", `${blob.length} bytes that are neither`);
	return compressed ? code.subarray(0, moduleLength(code)) : code;
}

/**
 * Unpacks into one array of the greatest length, of which the system backs only the pages that are written.
 *
 * Unpacking piece by piece would cost the process 40 MB for good: when a block of up to 32 MiB is freed, glibc's
 * malloc takes its size as the new bound above which blocks are given back to the system, and zstd's window is 8 MiB.
 */
function inflate(data: Uint8Array): Uint8Array {
	const target = new Uint8Array(MOST_BYTES);
	// fzstd compares its target with 1, for which JavaScript would first write all of the array as text.
	Object.defineProperty(target, "valueOf", { value: () => Number.NaN });
	try {
		return decompress(data, target);
	} catch (cause) {
		throw new RuntimeCodeError("whole zstd data", "data that does not unpack", cause);
	}
}

/**
 * Where the module's last section ends. Behind it lie zeros, or up to 128 KiB of what the unpacking of the last block
 * left: either way no section, since after a module's sections, whose ids ascend, come only named custom ones (id 0).
 */
function moduleLength(code: Uint8Array): number {
	let at = PREAMBLE_BYTES;
	for (let last = 0; at < code.length; ) {
		const id = code[at] ?? 0;
		const order = SECTION_ORDER.indexOf(id);
		const [length, body] = readLength(code, at + 1);
		const [name, text] = readLength(code, body);
		if (id === 0 ? length === 0 || text + name > body + length : order <= last) break;
		if (body + length > code.length)
			throw new RuntimeCodeError(`at most ${MOST_BYTES} bytes of code`, "more");
		if (id !== 0) last = order;
		at = body + length;
	}
	return at;
}

/** A LEB128 number of at most 32 bits, and where what follows it begins. */
function readLength(code: Uint8Array, from: number): [number, number] {
	let length = 0;
	let at = from;
	for (let shift = 0; shift < 35; shift += 7) {
		const byte = code[at++] ?? 0;
		length += (byte & 0x7f) * 2 ** shift;
		if ((byte & 0x80) === 0) break;
	}
	return [length, at];
}
