import { createHash } from "node:crypto";
import { constants, readSync } from "node:fs";
import { type FileHandle, lstat, open, stat } from "node:fs/promises";
import { join } from "node:path";
import { BundleFileHashError, BundleUnusableError, ModelDataChangedError } from "../errors.js";
import { folderOfWeights } from "./bundleFiles.js";
import type { ModelSpecification } from "./manifest.js";

/** Weights in files beside a model's own, whose hashes were checked. Plain data: it goes to other threads and processes. */
export interface ExternalData {
	/** Where the runtime finds them. */
	readonly folder: string;
	readonly files: readonly CheckedFile[];
}

interface CheckedFile {
	readonly location: string;
	/** Device, inode, size and times when it was hashed. */
	readonly state: string;
}

/** A file of weights while a graph is held against it. */
export interface ExternalContent {
	readonly bytes: number;
	read(start: number, length: number): Uint8Array;
}

export interface OpenedData {
	/** By location. */
	readonly files: ReadonlyMap<string, ExternalContent>;
	/** Undefined where the model has none. */
	readonly data: ExternalData | undefined;
	close(): Promise<void>;
}

/** Not through a link at its end, and without waiting for the other end of a pipe; Windows has neither. */
const READ_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Opens the files of weights that a manifest pins and checks their sha256, in a stream: they may be larger than memory.
 *
 * @param folder - the bundle's
 * @throws BundleUnusableError where one cannot be read or is no regular file of that folder, such as a link
 * @throws BundleFileHashError where its bytes are others
 */
export async function openExternalData(
	folder: string,
	model: Pick<ModelSpecification, "source" | "externalData">,
): Promise<OpenedData> {
	const pinned = model.externalData ?? [];
	const handles: FileHandle[] = [];
	const close = async (): Promise<void> => {
		for (const handle of handles) await handle.close();
	};
	if (pinned.length === 0) return { files: new Map(), data: undefined, close };
	const beside = folderOfWeights(folder, model.source);
	const files = new Map<string, ExternalContent>();
	const checked: CheckedFile[] = [];
	try {
		for (const { location, sha256 } of pinned) {
			const path = join(beside, location);
			const handle = await openRegular(path, location, folder);
			handles.push(handle);
			const info = await handle.stat({ bigint: true });
			const actual = await hashOf(handle);
			if (actual !== sha256) throw new BundleFileHashError(location, sha256, actual);
			checked.push({ location, state: stateOf(info) });
			files.set(location, contentOf(handle, Number(info.size)));
		}
	} catch (error) {
		await close();
		throw error;
	}
	return { files, data: { folder: beside, files: checked }, close };
}

/**
 * Has files of weights read by their names, such as by a runtime that opens them itself, and makes sure that they are those
 * that were hashed before: since then somebody could have put another file or a link there, or written into one.
 *
 * On Linux `read` gets the folder as an open descriptor: whoever renames it, one above it or a link to it, and back, changes
 * nothing of what is read. A file that is moved away and back, or written into, bears a later time of change (ctime),
 * which nobody can set. What is left there:
 * - a write that comes so soon after the one before that both bear one time, up to 4 ms on kernels before 6.13;
 * - file systems that keep no such time, such as FAT, or tell an old one, such as NFS;
 * - root, who can mount over a file or set the clock;
 * - a write after `read`, where the reader has mapped the file into its memory instead of copying it.
 *
 * Where there is no /proc, a folder that is renamed away and back during `read` goes unnoticed as well.
 *
 * @param read - gets the folder's path, which is valid until its promise settles
 * @throws ModelDataChangedError, and what `read` throws
 */
export async function readExternalData<Read>(
	{ folder, files }: ExternalData,
	read: (folder: string) => Promise<Read>,
): Promise<Read> {
	const held = await holdFolder(folder);
	try {
		const found = await read(held.path);
		for (const { location, state } of files) {
			const info = await lstat(join(held.path, location), { bigint: true }).catch(() => undefined);
			if (info === undefined || !info.isFile() || stateOf(info) !== state)
				throw new ModelDataChangedError(location);
		}
		return found;
	} finally {
		await held.close();
	}
}

/** A path that leads to what is the folder now, whatever bears its name later; the name itself where there is no /proc. */
async function holdFolder(folder: string): Promise<{ readonly path: string; close(): Promise<void> }> {
	const byName = { path: folder, close: async () => undefined };
	if (process.platform !== "linux") return byName;
	const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY).catch(() => undefined);
	if (handle === undefined) return byName;
	const path = `/proc/self/fd/${handle.fd}`;
	const close = (): Promise<void> => handle.close();
	const hasProc = (await stat(path).catch(() => undefined)) !== undefined;
	if (hasProc) return { path, close };
	await close();
	return byName;
}

async function openRegular(path: string, location: string, folder: string): Promise<FileHandle> {
	const refused = (reason: string, cause?: unknown): BundleUnusableError =>
		new BundleUnusableError(
			folder,
			`expected ${location} beside the model's file, a regular file, got ${reason}`,
			"Fetch the bundle again, or pull the model again (`ganglion model pull`).",
			{ cause },
		);
	let handle: FileHandle;
	try {
		// A look before opening: opening alone can have effects where it is a device.
		if (!(await lstat(path)).isFile()) throw refused("a link, folder, pipe or device");
		handle = await open(path, READ_FLAGS);
	} catch (cause) {
		if (cause instanceof BundleUnusableError) throw cause;
		const { code } = cause as NodeJS.ErrnoException;
		throw refused(code === "ENOENT" ? "none" : `one that cannot be read (${code})`, cause);
	}
	if ((await handle.stat()).isFile()) return handle;
	await handle.close();
	throw refused("a link, folder, pipe or device");
}

async function hashOf(handle: FileHandle): Promise<string> {
	const sha256 = createHash("sha256");
	const chunks = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 2 ** 20 });
	for await (const chunk of chunks as AsyncIterable<Buffer>) sha256.update(chunk);
	return sha256.digest("hex");
}

function contentOf({ fd }: FileHandle, bytes: number): ExternalContent {
	return {
		bytes,
		read(start, length) {
			const found = new Uint8Array(length);
			return found.subarray(0, readSync(fd, found, 0, length, start));
		},
	};
}

interface FileInfo {
	readonly dev: bigint;
	readonly ino: bigint;
	readonly size: bigint;
	readonly mtimeNs: bigint;
	readonly ctimeNs: bigint;
}

function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: FileInfo): string {
	return [dev, ino, size, mtimeNs, ctimeNs].join(":");
}
