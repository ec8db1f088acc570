import { Decompress } from "fzstd";
import { RuntimeCodeError } from "../errors.js";
import { concatBytes } from "../scale/bytes.js";

/** What sp-maybe-compressed-blob puts before zstd data. */
const MAGIC = "52bc537646db8e05";

/** Largest runtime that is unpacked, the bound that polkadot-sdk uses too. */
const MOST_BYTES = 50 * 1024 * 1024;
const PIECE = 64 * 1024;

/**
 * The wasm module in a code blob, which may be compressed.
 * @throws RuntimeCodeError when the blob is neither
 */
export function unpackCode(blob: Uint8Array): Uint8Array {
	const head = Buffer.from(blob.subarray(0, 8)).toString("hex");
	const code = head === MAGIC ? inflate(blob.subarray(8)) : blob;
	if (Buffer.from(code.subarray(0, 4)).toString("latin1") !== "\0asm")
		throw new RuntimeCodeError("a wasm module or its zstd form", `${blob.length} bytes that are neither`);
	return code;
}

/** Unpacks in pieces, so that a small blob cannot ask for much memory. */
function inflate(data: Uint8Array): Uint8Array {
	const parts: Uint8Array[] = [];
	let length = 0;
	const stream = new Decompress((part) => {
		parts.push(part.slice());
		length += part.length;
		if (length > MOST_BYTES) throw new RuntimeCodeError(`at most ${MOST_BYTES} bytes of code`, "more");
	});
	try {
		for (let at = 0; at < data.length; at += PIECE)
			stream.push(data.subarray(at, at + PIECE), at + PIECE >= data.length);
	} catch (cause) {
		if (cause instanceof RuntimeCodeError) throw cause;
		throw new RuntimeCodeError("whole zstd data", "data that does not unpack", cause);
	}
	return concatBytes(...parts);
}
