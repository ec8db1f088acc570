import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../chain/wallet/index.js";
import type { MinerOptions } from "../../miner/index.js";

/** What a miner process is started with: see serveMiner.mjs. */
export interface ServeOptions {
	/** A folder, or a link to one, which is followed anew at each reload. */
	readonly bundle: string;
	/** Whether the subnet publishes the first bundle as its task. Default true. */
	readonly publishes?: boolean;
	readonly key?: string;
	readonly port?: number;
	readonly callers?: MinerOptions["callers"];
	readonly limits?: MinerOptions["limits"];
	readonly dataDir?: string;
	readonly neurons?: readonly {
		readonly uri: string;
		readonly stakeRao: string;
		readonly validatorPermit: boolean;
	}[];
	readonly logLevel?: string;
}

export interface MinerProcess {
	readonly endpoint: string;
	readonly port: number;
	readonly pid: number;
	/** Resident set, MiB. */
	rssMib(): number;
	/** Open file descriptors. */
	descriptors(): number;
	/** Bytes that it has logged so far. */
	logBytes(): number;
	log(): string;
	/** A value of `/metrics`, whose name and labels the pattern matches; 0 where there is none. */
	metric(pattern: string): Promise<number>;
	/** Whether its process is still there. */
	isAlive(): boolean;
	/** Asks it to read its task anew: SIGHUP. */
	reload(): void;
	/** Its inference processes now. */
	engines(): number[];
	/** Ends it by a signal and waits until it is gone. */
	end(signal: NodeJS.Signals): Promise<void>;
}

/** Most of a log that is kept, characters. */
const KEPT_LOG = 20_000;

/** @throws Error with the miner's own words where it does not start */
export async function startMinerProcess(options: ServeOptions): Promise<MinerProcess> {
	const script = join(packageRoot(), "test", "attacks", "serveMiner.mjs");
	const child = spawn(process.execPath, [script, JSON.stringify(options)], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	let log = "";
	let logBytes = 0;
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		logBytes += text.length;
		log = (log + text).slice(-KEPT_LOG);
	});
	const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
	const { endpoint, port } = await ready(child, () => log);
	const pid = child.pid ?? 0;
	return {
		endpoint,
		port,
		pid,
		rssMib: () =>
			Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024,
		descriptors: () => readdirSync(`/proc/${pid}/fd`).length,
		logBytes: () => logBytes,
		log: () => log,
		async metric(pattern) {
			const text = await (await fetch(`${endpoint}/metrics`)).text();
			return Number(new RegExp(`^${pattern} (\\S+)$`, "m").exec(text)?.[1] ?? 0);
		},
		reload: () => void child.kill("SIGHUP"),
		engines: () => childrenOf(pid),
		isAlive: () => child.exitCode === null && child.signalCode === null,
		async end(signal) {
			child.kill(signal);
			await ended;
		},
	};
}

/** Processes that a process has started and that are still there. */
export function childrenOf(pid: number): number[] {
	const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
	return text.split(" ").filter(Boolean).map(Number);
}

function ready(child: ChildProcess, log: () => string): Promise<{ endpoint: string; port: number }> {
	return new Promise((resolve, reject) => {
		let out = "";
		child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			out += text;
			if (out.endsWith("\n")) resolve(JSON.parse(out));
		});
		child.once("exit", (code) => reject(new Error(`the miner ended with ${code}: ${log()}`)));
	});
}
