import { closeSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../../chain/wallet/index.js";
import { type Clock, createReplayStore, type ReplayStore } from "../../subnets/index.js";

export interface ReplayLog extends ReplayStore {
	close(): void;
}

export interface ReplayLogOptions {
	/** Folder of this hotkey's state; created if absent. */
	readonly folder: string;
	/** How long a nonce is remembered, ms. */
	readonly retentionMs: number;
	/** Most nonces held; a full store refuses rather than forgets. */
	readonly capacity: number;
}

/**
 * A replay store that survives a restart: each nonce is appended to a file before its request is let in.
 *
 * The write goes to the operating system without a flush to disk. That is enough: it survives the death of this
 * process, and after the death of the machine every nonce is too old before the machine is up again.
 * Two files take turns, so that the log holds between one and two retention times of nonces.
 */
export function openReplayLog(options: ReplayLogOptions, modules: { clock: Clock }): ReplayLog {
	const { folder, retentionMs, capacity } = options;
	const { clock } = modules;
	const retentionNs = BigInt(retentionMs) * 1_000_000n;
	const current = join(folder, "nonces.log");
	const previous = join(folder, "nonces.previous.log");
	makeFolder(folder, 0o700);

	const store = createReplayStore({ retentionMs, capacity }, { clock });
	const now = clock.nowNs();
	for (const line of [...linesOf(previous), ...linesOf(current)]) {
		const [sender, nonce] = line.split(" ");
		// A line cut off by a crash has no valid nonce, and its request was never let in.
		if (sender === undefined || nonce === undefined || !/^\d+$/.test(nonce)) continue;
		if (now - BigInt(nonce) <= retentionNs) store.take(sender, BigInt(nonce));
	}

	let descriptor = openSync(current, "a", 0o600);
	// What a full disk or a crash cut off must not swallow the line that comes after it.
	if (!endsLine(current)) writeSync(descriptor, "\n");
	let rotatedAt = now;
	const rotate = (at: bigint): void => {
		closeSync(descriptor);
		renameSync(current, previous);
		descriptor = openSync(current, "a", 0o600);
		rotatedAt = at;
	};

	return {
		retentionMs,
		get size() {
			return store.size;
		},
		has: store.has,
		take(sender, nonce) {
			if (!store.take(sender, nonce)) return false;
			const at = clock.nowNs();
			if (at - rotatedAt > retentionNs) rotate(at);
			writeSync(descriptor, `${sender} ${nonce}\n`);
			return true;
		},
		close: () => closeSync(descriptor),
	};
}

function endsLine(file: string): boolean {
	const bytes = readFileSync(file);
	return bytes.length === 0 || bytes.at(-1) === 0x0a;
}

function linesOf(file: string): string[] {
	try {
		return readFileSync(file, "utf8").split("\n").slice(0, -1);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
		throw error;
	}
}
