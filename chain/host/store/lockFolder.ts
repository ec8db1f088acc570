import { createHash } from "node:crypto";
import { realpathSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataLockedError } from "../errors.js";
import { socketLock } from "./socketLock.js";

export interface FolderLock {
	release(): Promise<void>;
}

/** How long (ms) the holder is given to say who it is. */
const ASK_MS = 500;

/**
 * Takes a data folder for this process: a local socket named after it, which the system gives back when the
 * process ends, however it ends; on Linux, where such names belong to a network namespace, one in the folder as well.
 * @throws DataLockedError
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
	const named = await lockName(folder);
	if (process.platform !== "linux") return named;
	try {
		const inFolder = await socketLock(folder);
		if (inFolder.kind === "taken")
			throw new DataLockedError(
				folder,
				`${inFolder.holder ?? "another process"}, perhaps of another container`,
			);
		return {
			async release() {
				if (inFolder.kind === "held") inFolder.release();
				await named.release();
			},
		};
	} catch (error) {
		await named.release();
		throw error;
	}
}

async function lockName(folder: string): Promise<FolderLock> {
	const digest = createHash("sha256").update(realpathSync(folder)).digest("hex").slice(0, 32);
	const path = socketPath(digest);
	const held = await listen(path);
	if (held !== undefined) return releaseOf(held);
	const holder = await askHolder(path);
	if (holder === undefined && !path.startsWith("\0") && process.platform !== "win32") {
		// A socket file that nobody listens on was left by a process that was killed.
		rmSync(path, { force: true });
		const again = await listen(path);
		if (again !== undefined) return releaseOf(again);
	}
	throw new DataLockedError(folder, holder ?? "another process");
}

function socketPath(digest: string): string {
	if (process.platform === "linux") return `\0ganglion-chain-${digest}`;
	if (process.platform === "win32") return `\\\\.\\pipe\\ganglion-chain-${digest}`;
	return join(tmpdir(), `ganglion-chain-${digest}.sock`);
}

/** @returns undefined when the name is taken */
function listen(path: string): Promise<Server | undefined> {
	return new Promise((resolve, reject) => {
		const server = createServer((socket) => {
			socket.on("error", () => {});
			socket.end(`process ${process.pid}`);
		});
		server.unref();
		server.once("error", (error: NodeJS.ErrnoException) =>
			error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
		);
		server.listen(path, () => resolve(server));
	});
}

function askHolder(path: string): Promise<string | undefined> {
	return new Promise((resolve) => {
		let said = "";
		const socket = createConnection(path);
		socket.setTimeout(ASK_MS, () => socket.destroy());
		socket.on("data", (data) => {
			said += String(data);
		});
		socket.on("error", () => {});
		socket.on("close", () => resolve(/^process \d+$/.test(said) ? said : undefined));
	});
}

function releaseOf(server: Server): FolderLock {
	return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}
