import type { OptionsSpec } from "./command.js";
import type { CommandEntry } from "./commandTable.js";
import { ConfigFileError, UnknownConfigKeyError } from "./errors.js";
import { globalOptions } from "./globalOptions.js";

type Fields = Readonly<Record<string, unknown>>;
type Table = Readonly<Record<string, CommandEntry>>;

/**
 * Refuses a config file that holds a key which nothing reads: a slip of the pen would otherwise be a setting that is
 * silently not in force.
 *
 * At the top may stand options of any command, global options, and sections named after commands; in a section the
 * options of that command. Other commands are loaded only where the running one does not know a key.
 *
 * @param running - the command that runs, and its options
 * @throws {UnknownConfigKeyError} naming the key and the nearest one that is known
 * @throws {ConfigFileError} where a command's section is no object
 */
export async function checkConfigKeys(
	config: { readonly file: string; readonly fields: Fields },
	running: { readonly path: string; readonly options: OptionsSpec },
	table: Table,
): Promise<void> {
	const { file, fields } = config;
	const optionsOf = async (path: string): Promise<readonly string[]> =>
		Object.keys(path === running.path ? running.options : ((await table[path]?.load())?.options ?? {}));
	const unsure: string[] = [];
	for (const [key, value] of Object.entries(fields)) {
		if (isSettable(key) || Object.hasOwn(running.options, key)) continue;
		if (!Object.hasOwn(table, key)) {
			unsure.push(key);
			continue;
		}
		if (typeof value !== "object" || value === null || Array.isArray(value))
			throw new ConfigFileError(file, `"${key}" names a command: expected an object of its options`);
		const known = await optionsOf(key);
		for (const name of Object.keys(value))
			if (!known.includes(name))
				throw new UnknownConfigKeyError(file, `${key}: ${name}`, nearest(name, known));
	}
	if (unsure.length === 0) return;
	const everywhere = new Set<string>(Object.keys(globalOptions).filter(isSettable));
	for (const path of Object.keys(table)) for (const name of await optionsOf(path)) everywhere.add(name);
	for (const key of unsure)
		if (!everywhere.has(key))
			throw new UnknownConfigKeyError(file, key, nearest(key, [...everywhere, ...Object.keys(table)]));
}

/** Whether a key is a global option that a file can set: a file does not name another file. */
function isSettable(key: string): boolean {
	return Object.hasOwn(globalOptions, key) && key !== "config";
}

/** The known key with the least edits to what was written; undefined where all are too far to be meant. */
function nearest(written: string, known: readonly string[]): string | undefined {
	// A flag's spelling (`--wallet-path`, `wallet_path`) is the commonest slip.
	const plain = (text: string): string => text.replace(/[-_\s]/g, "").toLowerCase();
	let found: string | undefined;
	let least = Math.max(2, Math.floor(written.length / 3)) + 1;
	for (const name of known) {
		const edits = editsBetween(plain(written), plain(name));
		if (edits < least) [found, least] = [name, edits];
	}
	return found;
}

/** Levenshtein's distance, row by row. */
function editsBetween(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
		}
		row = next;
	}
	return row[b.length] as number;
}
