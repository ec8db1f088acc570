import { closeSync, openSync, writeSync } from "node:fs";
import type { ProxyMiner } from "./minerPool.js";

/** Where verified receipts are kept for whoever wants to show later what was answered. */
export interface ReceiptLog {
	add(entry: ReceiptEntry): void;
	close(): void;
}

export interface ReceiptEntry {
	readonly path: string;
	readonly miner: ProxyMiner;
	/** The receipt's headers, verified. */
	readonly receipt: Readonly<Record<string, string>>;
}

/**
 * Appends one JSON line for each verified receipt: time, path, miner, the receipt's headers. Requests and answers are
 * not in it, only their hashes are.
 *
 * @throws the system's error where the file cannot be opened
 */
export function openReceiptLog(file: string, nowMs: () => number): ReceiptLog {
	const descriptor = openSync(file, "a", 0o600);
	return {
		add({ path, miner, receipt }) {
			const { hotkey, origin, uid } = miner;
			const at = new Date(nowMs()).toISOString();
			writeSync(descriptor, `${JSON.stringify({ at, path, hotkey, origin, uid: uid ?? null, receipt })}\n`);
		},
		close: () => closeSync(descriptor),
	};
}
