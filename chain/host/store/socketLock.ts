import { randomBytes } from "node:crypto";
import { closeSync, constants, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { STORE_FILE } from "./databases.js";

/** What came of trying: held, held by another, or not possible on this file system. */
export type SocketLock =
	| { readonly kind: "held"; readonly release: () => void }
	| { readonly kind: "taken"; readonly holder: string | undefined }
	| { readonly kind: "impossible" };

const LOCK_FILE = `${STORE_FILE}.sock`;

/** How long (ms) a holder is given to say who it is. */
const ASK_MS = 500;
/** Times that the lock is tried for while others try too, and how long (ms) they have to be done. */
const MOST_TRIES = 10;
const SETTLE_MS = 20;

/**
 * Takes a folder by a socket in it, which processes of other network namespaces (containers) see too, and which nobody
 * answers once its process has ended, however it ended. A hard link gives the name to one of those who try; a name
 * that nobody answers under is moved away first, and put back if somebody does after all.
 */
export async function socketLock(folder: string): Promise<SocketLock> {
	const serial = `${process.pid}-${randomBytes(4).toString("hex")}`;
	const [own, lock, stale] = [`${LOCK_FILE}.${serial}`, LOCK_FILE, `${LOCK_FILE}.old-${serial}`].map((name) =>
		join(folder, name),
	) as [string, string, string];
	const server = await listenIn(folder, `${LOCK_FILE}.${serial}`);
	if (server === undefined) return { kind: "impossible" };
	const inode = statSync(own).ino;
	let held = false;
	try {
		for (let tries = 0; tries < MOST_TRIES && !held; tries++) {
			if (give(own, lock)) {
				await setTimeout(SETTLE_MS);
				held = inodeOf(lock) === inode;
				continue;
			}
			const holder = await ask(folder, LOCK_FILE);
			if (holder.alive) return { kind: "taken", holder: holder.said };
			if (!move(lock, stale)) continue;
			const moved = await ask(folder, `${LOCK_FILE}.old-${serial}`);
			if (moved.alive) give(stale, lock);
			rmSync(stale, { force: true });
		}
		if (!held) return { kind: "taken", holder: undefined };
		return {
			kind: "held",
			release() {
				if (inodeOf(lock) === inode) rmSync(lock, { force: true });
				server.close();
			},
		};
	} catch (cause) {
		if (!NO_LINKS.has((cause as NodeJS.ErrnoException).code ?? "")) throw cause;
		return { kind: "impossible" };
	} finally {
		rmSync(own, { force: true });
		if (!held) server.close();
	}
}

/** What a file system says that has no sockets or no hard links. */
const NO_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EACCES", "EROFS", "EMLINK", "EINVAL"]);

/** A second name for a file; false where the name is taken. */
function give(file: string, name: string): boolean {
	try {
		linkSync(file, name);
		return true;
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
		throw cause;
	}
}

function move(file: string, name: string): boolean {
	try {
		renameSync(file, name);
		return true;
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code === "ENOENT") return false;
		throw cause;
	}
}

function inodeOf(file: string): number | undefined {
	return statSync(file, { throwIfNoEntry: false })?.ino;
}

/** @returns undefined where the file system has no sockets */
function listenIn(folder: string, name: string): Promise<Server | undefined> {
	return withShortPath(
		folder,
		name,
		(path) =>
			new Promise((resolve, reject) => {
				const server = createServer((socket) => {
					socket.on("error", () => {});
					socket.end(`process ${process.pid}`);
				});
				server.unref();
				server.once("error", (error: NodeJS.ErrnoException) =>
					NO_LINKS.has(error.code ?? "") ? resolve(undefined) : reject(error),
				);
				server.listen(path, () => resolve(server));
			}),
	);
}

function ask(folder: string, name: string): Promise<{ alive: boolean; said: string | undefined }> {
	return withShortPath(
		folder,
		name,
		(path) =>
			new Promise((resolve) => {
				let said = "";
				let alive = false;
				const socket = createConnection(path);
				socket.setTimeout(ASK_MS, () => socket.destroy());
				socket.on("connect", () => {
					alive = true;
				});
				socket.on("data", (data) => {
					said += String(data);
				});
				socket.on("error", () => {});
				socket.on("close", () => resolve({ alive, said: /^process \d+$/.test(said) ? said : undefined }));
			}),
	);
}

/** A socket's path has at most 107 bytes, so that the folder is named by an open file of this process. */
async function withShortPath<T>(folder: string, name: string, use: (path: string) => Promise<T>): Promise<T> {
	const opened = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
	try {
		return await use(`/proc/self/fd/${opened}/${name}`);
	} finally {
		closeSync(opened);
	}
}
