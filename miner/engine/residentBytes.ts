import { readFileSync } from "node:fs";

/** Memory that processes have in RAM together, bytes; those that have just ended count nothing. Linux alone tells. */
export function residentBytes(pids: readonly number[]): number {
	let kib = 0;
	for (const pid of pids) {
		try {
			kib += Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code !== "ENOENT" && code !== "ESRCH") throw error;
		}
	}
	return kib * 1024;
}
