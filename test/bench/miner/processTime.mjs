import { readdirSync, readFileSync } from "node:fs";

/** Ticks of the kernel's accounts a second: sysconf(_SC_CLK_TCK), 100 on every Linux of today. */
const TICKS = 100;

/** Processor seconds, user and system, of a process with all its children, from /proc. Ended children count too. */
export function processSeconds(pid) {
	const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number);
	let ticks = user + system + endedUser + endedSystem;
	for (const thread of readdirSync(`/proc/${pid}/task`)) {
		const children = readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").trim();
		for (const child of children.split(" ").filter(Boolean)) ticks += processSeconds(child) * TICKS;
	}
	return ticks / TICKS;
}

/** Resident memory of one process in MiB. */
export function residentMiB(pid) {
	return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0) / 1024;
}

/** Processor seconds of each thread of one process by its id, from the scheduler's own account. */
export function threadSeconds(pid) {
	return new Map(
		readdirSync(`/proc/${pid}/task`).map((thread) => {
			const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "latin1").split(" ");
			return [thread, Number(nanoseconds) / 1e9];
		}),
	);
}
