import { readFileSync } from "node:fs";

const MIB = 2 ** 20;
const KIB = 1024;
/** Tasks let memory go by `ArrayBuffer.prototype.transfer`, which Node 20 has behind a flag. */
const TRANSFER = "transfer" in ArrayBuffer.prototype ? [] : ["--harmony-rab-gsab-transfer"];

/** How the memory of one engine process is bounded. */
export interface MemoryCap {
	/**
	 * `system`: the kernel refuses further writable memory (RLIMIT_DATA, which on Linux counts private mappings too).
	 * `watch`: no such limit here, the process measures its resident set and ends itself above the limit.
	 */
	readonly kind: "system" | "watch";
	readonly bytes: number;
}

/**
 * The command line that starts `entry` in a Node process with bounded memory.
 *
 * On Linux the limit is set by the shell's `ulimit -d` before the shell turns into Node (same process, so that the
 * IPC channel survives). Address space (`ulimit -v`) is not used: V8 reserves far more of it than it ever touches.
 * Other systems do not count mappings there; the process then watches itself, see {@link memoryCapInForce}.
 */
export function engineCommand(options: {
	entry: string;
	memoryBytes: number;
	heapMib: number;
	platform: NodeJS.Platform;
	execPath: string;
}): { command: string; args: string[] } {
	const node = [
		options.execPath,
		`--max-old-space-size=${options.heapMib}`,
		"--max-semi-space-size=16",
		...TRANSFER,
		options.entry,
	];
	if (options.platform !== "linux") return { command: options.execPath, args: node.slice(1) };
	// An inherited lower limit cannot be raised: the process then runs under that one and says so.
	const script = 'ulimit -d "$0" 2>/dev/null; exec "$@"';
	return { command: "/bin/sh", args: ["-c", script, String(Math.floor(options.memoryBytes / KIB)), ...node] };
}

/**
 * The cap that really holds for this process, read back from the system rather than from what was asked.
 *
 * @param wantedBytes - what the parent asked for
 */
export function memoryCapInForce(wantedBytes: number): MemoryCap {
	let limits: string;
	try {
		limits = readFileSync("/proc/self/limits", "utf8");
	} catch {
		return { kind: "watch", bytes: wantedBytes };
	}
	const soft = /^Max data size\s+(\d+)/m.exec(limits)?.[1];
	if (soft === undefined) return { kind: "watch", bytes: wantedBytes };
	return { kind: "system", bytes: Math.min(Number(soft), wantedBytes) };
}

/**
 * Ends this process once its resident set passes the cap; used only where the system sets no limit.
 *
 * @param onExceeded - called once with the bytes found
 */
export function watchResidentSet(cap: MemoryCap, onExceeded: (bytes: number) => void): void {
	const timer = setInterval(() => {
		const bytes = process.memoryUsage.rss();
		if (bytes <= cap.bytes) return;
		clearInterval(timer);
		onExceeded(bytes);
	}, 100);
	timer.unref();
}

/** A cap in words, for the log. */
export function describeCap(cap: MemoryCap): string {
	const size = `${Math.round(cap.bytes / MIB)} MiB`;
	return cap.kind === "system"
		? `${size} of writable memory, set by the system (RLIMIT_DATA)`
		: `${size} resident, watched by the process itself`;
}
