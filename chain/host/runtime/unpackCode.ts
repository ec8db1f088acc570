import { Decompress, decompress } from "fzstd";
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

/** In one go where the data says how long it becomes, else in pieces, so that it cannot ask for much memory. */
function inflate(data: Uint8Array): Uint8Array {
	const size = declaredSize(data);
	if (size !== undefined && size > MOST_BYTES) throw tooLong();
	try {
		return size === undefined ? inflatePieces(data) : decompress(data, new Uint8Array(size));
	} catch (cause) {
		if (cause instanceof RuntimeCodeError) throw cause;
		throw new RuntimeCodeError("whole zstd data", "data that does not unpack", cause);
	}
}

function inflatePieces(data: Uint8Array): Uint8Array {
	const parts: Uint8Array[] = [];
	let length = 0;
	const stream = new Decompress((part) => {
		parts.push(part.slice());
		length += part.length;
		if (length > MOST_BYTES) throw tooLong();
	});
	for (let at = 0; at < data.length; at += PIECE)
		stream.push(data.subarray(at, at + PIECE), at + PIECE >= data.length);
	return concatBytes(...parts);
}

/** Content size from the zstd frame header (RFC 8878, 3.1.1.1), where it is given. */
function declaredSize(data: Uint8Array): number | undefined {
	const descriptor = data[4] ?? 0;
	const single = (descriptor >> 5) & 1;
	const flag = descriptor >> 6;
	const length = flag === 0 ? single : 1 << flag;
	if (length === 0) return undefined;
	const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
	const at = 5 + (single ? 0 : 1) + dictionary;
	const field = Buffer.from(data.subarray(at, at + length));
	if (field.length < length) return undefined;
	if (length === 8) return Number(field.readBigUInt64LE());
	return field.readUIntLE(0, length) + (length === 2 ? 256 : 0);
}

function tooLong(): RuntimeCodeError {
	return new RuntimeCodeError(`at most ${MOST_BYTES} bytes of code`, "more");
}
