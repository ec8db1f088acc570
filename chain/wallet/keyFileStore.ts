import { randomBytes } from "node:crypto";
import {
	closeSync,
	fsyncSync,
	linkSync,
	openSync,
	readFileSync,
	statSync,
	unlinkSync,
	writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { KeyFileModeError, WalletExistsError, WalletNotFoundError } from "./errors.js";
import { makeFolder } from "./makeFolder.js";

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const OTHERS = 0o077;

function isCode(error: unknown, code: string): boolean {
	return error instanceof Error && "code" in error && error.code === code;
}

/**
 * Writes a key file, mode 0600, whole or not at all, and never over another.
 *
 * It is flushed under another name and then linked to its own: a link fails where the name is taken.
 *
 * @throws {WalletExistsError}
 */
export function writeKeyFile(file: string, content: string | Uint8Array): void {
	const folder = dirname(file);
	makeFolder(folder, OWNER_ONLY_FOLDER);
	const temporary = join(folder, `.${basename(file)}.${randomBytes(6).toString("hex")}`);
	const handle = openSync(temporary, "wx", OWNER_ONLY_FILE);
	try {
		writeSync(handle, typeof content === "string" ? Buffer.from(content, "utf8") : content);
		fsyncSync(handle);
		linkSync(temporary, file);
	} catch (error) {
		if (isCode(error, "EEXIST")) throw new WalletExistsError(file);
		throw error;
	} finally {
		closeSync(handle);
		unlinkSync(temporary);
	}
	const folderHandle = openSync(folder, "r");
	fsyncSync(folderHandle);
	closeSync(folderHandle);
}

/**
 * Reads a file with a secret.
 *
 * @param what - what it holds, for the message
 * @throws {WalletNotFoundError}
 * @throws {KeyFileModeError} where group or others may read or write it
 */
export function readSecretFile(file: string, what: string): Uint8Array {
	const content = readFile(file, what);
	const { mode } = statSync(file);
	// Windows has no such bits.
	if (process.platform !== "win32" && (mode & OTHERS) !== 0) throw new KeyFileModeError(file, mode);
	return content;
}

/**
 * Reads a file without a secret.
 *
 * @throws {WalletNotFoundError}
 */
export function readFile(file: string, what: string): Uint8Array {
	try {
		return new Uint8Array(readFileSync(file));
	} catch (error) {
		if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) throw new WalletNotFoundError(what, file);
		throw error;
	}
}
