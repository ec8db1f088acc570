import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { ModelDiskFullError } from "./errors.js";
import type { FileHashes } from "./fileHashes.js";

/**
 * Writes what is at hand already under `target`, whole or not at all.
 *
 * @param name - of the file, in errors
 * @throws ModelDiskFullError, and the file system's own errors
 */
export async function placeFile(
	from: AsyncIterable<Uint8Array>,
	target: string,
	name: string,
): Promise<FileHashes> {
	const part = `${target}.new.part`;
	const sha256 = createHash("sha256");
	let bytes = 0;
	async function* counted() {
		for await (const chunk of from) {
			sha256.update(chunk);
			bytes += chunk.length;
			yield chunk;
		}
	}
	await mkdir(dirname(target), { recursive: true });
	try {
		await pipeline(counted, createWriteStream(part, { flush: true }));
	} catch (cause) {
		throw isDiskFull(cause) ? new ModelDiskFullError(dirname(target), name, { cause }) : cause;
	}
	await rename(part, target);
	return { bytes, sha256: sha256.digest("hex") };
}

/** Whether a failed write says that the disk, or this user's share of it, is full. */
export function isDiskFull(error: unknown): boolean {
	const { code } = error as NodeJS.ErrnoException;
	return code === "ENOSPC" || code === "EDQUOT";
}
