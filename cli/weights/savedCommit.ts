import { closeSync, existsSync, fsyncSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../../chain/wallet/index.js";
import { UsageError } from "../errors.js";
import type { WeightsRow } from "./parseWeights.js";

/** A commit whose weights are not revealed yet: what its reveal needs. */
export interface SavedCommit extends WeightsRow {
	readonly genesisHash: string;
	readonly netuid: number;
	readonly hotkey: string;
	/** Hexadecimal digits. */
	readonly salt: string;
	readonly versionKey: number;
	readonly hash: string;
}

/** Where a wallet keeps the open commit of one hotkey in one subnet. */
export function commitFile(
	walletFolder: string,
	commit: Pick<SavedCommit, "netuid" | "hotkey" | "genesisHash">,
): string {
	const chain = commit.genesisHash.slice(2, 10);
	return join(walletFolder, "commits", `${commit.netuid}-${commit.hotkey}-${chain}.json`);
}

/** Writes the salt to disk, flushed, before its hash is sent: without it the weights could never be revealed. */
export function saveCommit(file: string, commit: SavedCommit): void {
	makeFolder(dirname(file), 0o700);
	const handle = openSync(file, "w", 0o600);
	writeSync(handle, JSON.stringify(commit));
	fsyncSync(handle);
	closeSync(handle);
}

/** The open commit, if there is one. */
export function loadCommit(file: string): SavedCommit | undefined {
	if (!existsSync(file)) return undefined;
	try {
		return JSON.parse(readFileSync(file, "utf8")) as SavedCommit;
	} catch {
		throw new UsageError(
			`the open commit in ${file} cannot be read`,
			"delete the file; its weights are lost",
		);
	}
}

export function dropCommit(file: string): void {
	unlinkSync(file);
}
