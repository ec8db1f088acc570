import { readFileSync } from "node:fs";

/** What `/proc` says of a process under a name, such as `Threads`; undefined where the process is gone. */
export function statusOf(pid, name) {
	try {
		return new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
	} catch {
		return undefined;
	}
}

/** Memory (MB) that the process has for itself: pages of mapped files, which the system takes back, left out. */
export function ownMemory(pid) {
	const kilobytes = statusOf(pid, "RssAnon");
	return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
