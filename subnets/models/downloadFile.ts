import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SubnetError } from "../errors.js";
import {
	ModelDiskFullError,
	ModelHashError,
	ModelHostUnreachableError,
	ModelTooLongError,
	ModelTruncatedError,
} from "./errors.js";
import { type Announced, type FileHashes, findDifference, hashFile } from "./fileHashes.js";
import { type GetOptions, get, type ModelHttp, type ModelResponse } from "./modelHttp.js";
import { isDiskFull } from "./placeFile.js";

export interface DownloadOptions extends Announced {
	/** Where the file goes. Beside it, a `.part` holds what has come so far. */
	readonly target: string;
	/** Its name in errors. */
	readonly name: string;
	readonly request: GetOptions;
	/** A strong ETag of the content, where nothing announced tells one content from another. */
	readonly etag?: string | undefined;
	/** Bytes here so far, and all of them where known. */
	readonly onProgress: (bytes: number, total: number | undefined) => void;
	/** Pauses before the attempts after the first that brought nothing new, ms. */
	readonly pausesMs: readonly number[];
}

/**
 * Fetches one file: into a `.part`, going on where an earlier attempt or an earlier process stopped, and under its
 * own name only when it is whole and its bytes are those announced.
 *
 * A part is taken up again only where its content is known by a hash or a strong ETag; the name of the part carries
 * it, so that bytes of two versions are never mixed. A server that ignores Range sends all again.
 *
 * @throws ModelTruncatedError, ModelHashError, ModelTooLongError, ModelDiskFullError, and what {@link get} throws
 */
export async function downloadFile(options: DownloadOptions, http: ModelHttp): Promise<FileHashes> {
	const { target, name, pausesMs } = options;
	await mkdir(dirname(target), { recursive: true });
	const identity = options.sha256 ?? options.gitBlob ?? options.etag;
	const tag =
		identity === undefined ? "new" : createHash("sha256").update(identity).digest("hex").slice(0, 12);
	const part = `${target}.${tag}.part`;
	if (identity === undefined) await rm(part, { force: true });
	let resumed = (await sizeOf(part)) > 0;
	for (let failures = 0; ; ) {
		const before = await sizeOf(part);
		try {
			const fetched = await fetchPart(part, options, http);
			const hashes = options.gitBlob === undefined ? fetched : ((await hashFile(part)) ?? fetched);
			const differs = findDifference(options, hashes);
			if (differs === undefined) {
				await rename(part, target);
				return hashes;
			}
			await rm(part, { force: true });
			// What an earlier process left may have been damaged since: one more try, from the start.
			if (!resumed) throw new ModelHashError(name, ...differs);
			resumed = false;
		} catch (error) {
			http.signal.throwIfAborted();
			if (!(error instanceof ModelTruncatedError || error instanceof ModelHostUnreachableError)) throw error;
			failures = (await sizeOf(part)) > before ? 0 : failures + 1;
			const pause = pausesMs[failures === 0 ? 0 : failures - 1];
			if (pause === undefined) throw error;
			await delay(pause, undefined, { signal: http.signal });
		}
	}
}

/** Brings a part to its full length. */
async function fetchPart(part: string, options: DownloadOptions, http: ModelHttp): Promise<FileHashes> {
	const { request, bytes: announced } = options;
	if (announced !== undefined && (await sizeOf(part)) > announced) await rm(part, { force: true });
	const have = await sizeOf(part);
	const file = await openPart(part, options);
	const sha256 = createHash("sha256");
	try {
		if (have > 0 && have === announced) {
			await hashInto(part, have, sha256);
			options.onProgress(have, announced);
			return { bytes: have, sha256: sha256.digest("hex") };
		}
		const range: Record<string, string> = have > 0 ? { Range: `bytes=${have}-` } : {};
		if (have > 0 && options.etag !== undefined) range["If-Range"] = options.etag;
		const headers = { ...request.headers, ...range };
		const answer = await get({ ...request, headers, accept: [416] }, http);
		try {
			const start = startOf(answer.response, have);
			if (start === have && have > 0) await hashInto(part, have, sha256);
			else if (have > 0) await file.truncate(0);
			if (start === undefined) throw new ModelTruncatedError(options.name, announced, have);
			const bytes = await takeBody(answer, { file, start, sha256 }, options);
			await file.sync();
			return { bytes, sha256: sha256.digest("hex") };
		} finally {
			answer.close();
		}
	} finally {
		await file.close();
	}
}

/** Writes a body behind `start` bytes of the part. Returns the part's length. */
async function takeBody(
	{ response, alive }: ModelResponse,
	{ file, start, sha256 }: { readonly file: FileHandle; readonly start: number; readonly sha256: Hash },
	options: DownloadOptions,
): Promise<number> {
	const { name, onProgress } = options;
	const total = options.bytes ?? totalOf(response, start);
	let at = start;
	try {
		for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
			alive();
			if (total !== undefined && at + chunk.length > total) throw new ModelTooLongError(name, total);
			await writeAll(file, chunk, at, options);
			sha256.update(chunk);
			at += chunk.length;
			onProgress(at, total);
		}
	} catch (cause) {
		if (cause instanceof ModelTooLongError) await file.truncate(0);
		if (cause instanceof SubnetError) throw cause;
		throw new ModelTruncatedError(name, total, at, { cause });
	}
	if (total !== undefined && at < total) throw new ModelTruncatedError(name, total, at);
	return at;
}

/** Where the body's first byte belongs: after what is here, or at the start; undefined for a body that fits neither. */
function startOf(response: Response, have: number): number | undefined {
	if (response.status === 200) return 0;
	if (response.status !== 206) return undefined;
	const first = /^bytes (\d+)-/.exec(response.headers.get("content-range") ?? "")?.[1];
	return first === String(have) ? have : undefined;
}

function totalOf(response: Response, starts: number): number | undefined {
	const length = response.headers.get("content-length");
	return length === null || !/^\d+$/.test(length) ? undefined : starts + Number(length);
}

async function sizeOf(path: string): Promise<number> {
	return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function openPart(part: string, options: DownloadOptions): Promise<FileHandle> {
	try {
		return await open(part, "r+");
	} catch {
		return await open(part, "w").catch((cause: unknown) => {
			throw asDiskFull(cause, options);
		});
	}
}

async function writeAll(
	file: FileHandle,
	chunk: Uint8Array,
	at: number,
	options: DownloadOptions,
): Promise<void> {
	for (let written = 0; written < chunk.length; ) {
		const { bytesWritten } = await file
			.write(chunk, written, chunk.length - written, at + written)
			.catch((cause: unknown) => {
				throw asDiskFull(cause, options);
			});
		written += bytesWritten;
	}
}

function asDiskFull(cause: unknown, { target, name }: DownloadOptions): unknown {
	return isDiskFull(cause) ? new ModelDiskFullError(dirname(target), name, { cause }) : cause;
}

async function hashInto(path: string, length: number, hash: Hash): Promise<void> {
	for await (const chunk of createReadStream(path, { end: length - 1 }) as AsyncIterable<Buffer>)
		hash.update(chunk);
}
