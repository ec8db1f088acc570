import { statfsSync } from "node:fs";
import { faultText } from "../../wallet/index.js";
import { StoreWriteError } from "../errors.js";
import type { Databases } from "./databases.js";

/**
 * Room (bytes) that a write must find on the disk, beyond several times what it brings (pages are written anew, and
 * freed pages are not always at hand). A store that fails in the middle says less of the reason.
 */
const LEAST_ROOM = 2 * 1024 * 1024;
const ROOM_FOR_A_BYTE = 4;

/**
 * Makes all writes of `write` at once; resolves when they are flushed to disk. None of them is made where it fails, and
 * later ones may go well again.
 * @param bytes - what is written, roughly
 * @param write - answers the promise of its first write, which all of the batch share
 * @throws StoreWriteError
 */
export async function writeDurably(
	bytes: number,
	write: () => Promise<unknown>,
	databases: Databases,
): Promise<void> {
	const { folder, root } = databases;
	const needed = LEAST_ROOM + ROOM_FOR_A_BYTE * bytes;
	const { bavail, bsize } = statfsSync(folder);
	if (bavail * bsize < needed)
		throw new StoreWriteError(
			folder,
			`${needed} bytes of room on the disk are needed, there are ${bavail * bsize}`,
		);
	try {
		await root.batch(() => {
			write().catch(() => {});
		});
		await root.flushed;
	} catch (cause) {
		const reason = await reasonOf(cause);
		throw new StoreWriteError(folder, faultText(reason), reason);
	}
	root.resetReadTxn();
}

/** lmdb's binding tells the reason of a failed commit by a promise in the error. */
async function reasonOf(error: unknown): Promise<unknown> {
	const { commitError } = error as { readonly commitError?: Promise<unknown> };
	if (!(commitError instanceof Promise)) return error;
	return commitError.then(
		() => error,
		(reason: unknown) => reason,
	);
}
