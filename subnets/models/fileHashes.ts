import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** How a source names a file's content before it is fetched. Any may be missing. */
export interface Announced {
	readonly bytes?: number;
	readonly sha256?: string;
	/** Git's id of a blob: SHA-1 over `blob <bytes>\0` and the bytes. */
	readonly gitBlob?: string;
}

/** What a file's content is. */
export interface FileHashes {
	readonly bytes: number;
	readonly sha256: string;
	/** Absent where it was not asked for. */
	readonly gitBlob?: string;
}

/** Hashes of a file; undefined where there is none. */
export async function hashFile(path: string): Promise<FileHashes | undefined> {
	const found = await stat(path).catch(() => undefined);
	if (found === undefined || !found.isFile()) return undefined;
	const sha256 = createHash("sha256");
	const sha1 = createHash("sha1").update(`blob ${found.size}\0`);
	let bytes = 0;
	for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
		sha256.update(chunk);
		sha1.update(chunk);
		bytes += chunk.length;
	}
	return { bytes, sha256: sha256.digest("hex"), gitBlob: sha1.digest("hex") };
}

/** The first announcement that a file does not keep, as `[expected, actual]` in words; undefined where it keeps all. */
export function findDifference(announced: Announced, found: FileHashes): [string, string] | undefined {
	if (announced.sha256 !== undefined && announced.sha256 !== found.sha256)
		return [`sha256 ${announced.sha256}`, found.sha256];
	if (announced.gitBlob !== undefined && announced.gitBlob !== found.gitBlob)
		return [`git blob ${announced.gitBlob}`, found.gitBlob ?? "none"];
	if (announced.bytes !== undefined && announced.bytes !== found.bytes)
		return [`${announced.bytes} bytes`, String(found.bytes)];
	return undefined;
}
