import { spawnSync } from "node:child_process";
import { decompress } from "fzstd";

/** What a compressed runtime begins with, on every Substrate chain. */
const COMPRESSED_MAGIC = Buffer.from("52bc537646db8e05", "hex");

/** zstd's level: slow to make, once, and small to ship. */
const LEVEL = "-19";

/**
 * A runtime as chains store it: the magic, then zstd.
 * @param {Uint8Array} wasm
 * @returns {Buffer}
 */
export function compressRuntime(wasm) {
	const zstd = spawnSync("zstd", [LEVEL, "--no-check", "--stdout", "--quiet"], {
		input: wasm,
		maxBuffer: 1 << 30,
	});
	if (zstd.error || zstd.status !== 0) {
		throw new Error(
			`the program zstd was expected to compress the runtime, but ${zstd.error?.message ?? zstd.stderr}: install zstd`,
		);
	}
	return Buffer.concat([COMPRESSED_MAGIC, zstd.stdout]);
}

/**
 * @param {Uint8Array} blob
 * @returns {Buffer}
 */
export function decompressRuntime(blob) {
	if (!COMPRESSED_MAGIC.equals(blob.subarray(0, COMPRESSED_MAGIC.length))) {
		throw new Error(
			"a compressed runtime was expected, but its first 8 bytes are others: run npm run artifact",
		);
	}
	return Buffer.from(decompress(blob.subarray(COMPRESSED_MAGIC.length)));
}
