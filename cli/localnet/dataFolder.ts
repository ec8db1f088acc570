import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { makeFolder } from "../../chain/wallet/index.js";
import { CheatsDifferError, DataFolderBrokenError, DataFolderBusyError } from "./errors.js";
import { type Cheat, defaultCheats, readCheats } from "./plan.js";

/** Where a local network keeps everything it knows. */
export interface DataFolder {
	readonly path: string;
	readonly chain: string;
	readonly wallets: string;
	readonly logs: string;
	/** Who cheats in this network. */
	readonly cheats: readonly Cheat[];
	/** A node's own folder. */
	node(name: string): string;
	/** Gives the folder up; a temporary one is deleted. */
	release(): void;
}

const format = 1;

/**
 * Opens the data folder and holds it: a second localnet on the same folder is refused.
 *
 * @param options - `path` of the folder (default ~/.ganglion/localnet), or `temporary` for one that leaves nothing
 * @throws {CheatsDifferError} when its network was made with other cheats
 * @throws {DataFolderBusyError} when another localnet holds it
 * @throws {DataFolderBrokenError} when it is no folder, or not one of ours
 */
export function openDataFolder(options: {
	readonly path: string | undefined;
	readonly temporary: boolean;
	/** Who is to cheat; undefined: as the folder says, or the default in a new one. */
	readonly cheats?: readonly Cheat[] | undefined;
}): DataFolder {
	const path = options.temporary
		? mkdtempSync(join(tmpdir(), "ganglion-localnet-"))
		: resolve(options.path ?? join(homedir(), ".ganglion", "localnet"));
	const cheats = prepare(path, options.cheats);
	const lock = join(path, "localnet.pid");
	takeLock(path, lock);
	let held = true;
	const release = (): void => {
		if (!held) return;
		held = false;
		process.off("exit", release);
		rmSync(options.temporary ? path : lock, { recursive: true, force: true });
	};
	process.on("exit", release);
	return {
		path,
		chain: join(path, "chain"),
		wallets: join(path, "wallets"),
		logs: join(path, "logs"),
		cheats,
		node: (name) => join(path, "nodes", name),
		release,
	};
}

/** Makes a new folder with its marker, or checks that of an old one. Returns who cheats in its network. */
function prepare(path: string, cheats: readonly Cheat[] | undefined): readonly Cheat[] {
	if (existsSync(path) && !statSync(path).isDirectory())
		throw new DataFolderBrokenError(path, "expected a folder, found a file");
	makeFolder(path);
	const marker = join(path, "localnet.json");
	if (!existsSync(marker)) {
		const others = readdirSync(path);
		if (others.length > 0)
			throw new DataFolderBrokenError(
				path,
				`it holds no localnet.json but other things (${others.slice(0, 3).join(", ")})`,
			);
		const chosen = cheats ?? defaultCheats;
		writeFileSync(marker, `${JSON.stringify({ format, cheats: chosen })}\n`);
		return chosen;
	}
	let found: unknown;
	try {
		found = JSON.parse(readFileSync(marker, "utf8"));
	} catch (cause) {
		throw new DataFolderBrokenError(path, "its localnet.json is not JSON", { cause });
	}
	const { format: version, cheats: made } = (found ?? {}) as { format?: unknown; cheats?: unknown };
	if (version !== format)
		throw new DataFolderBrokenError(
			path,
			`expected format ${format} in localnet.json, found ${String(version)}`,
		);
	// A folder of before there was a choice has the default ones. Their keys, ports and uids follow their order.
	const kept = Array.isArray(made) ? readCheats(made.map(String)) : defaultCheats;
	if (cheats !== undefined && cheats.join() !== kept.join()) throw new CheatsDifferError(path, kept);
	return kept;
}

function takeLock(path: string, lock: string): void {
	try {
		writeFileSync(lock, `${process.pid}\n`, { flag: "wx" });
		return;
	} catch (cause) {
		if ((cause as NodeJS.ErrnoException).code !== "EEXIST")
			throw new DataFolderBrokenError(path, "it cannot be written", { cause });
	}
	const pid = Number.parseInt(readFileSync(lock, "utf8"), 10);
	if (Number.isInteger(pid) && pid !== process.pid && isAlive(pid)) throw new DataFolderBusyError(path, pid);
	// The holder is gone without a goodbye (a crash, a power cut): its lock means nothing any more.
	rmSync(lock, { force: true });
	takeLock(path, lock);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
