import { spawn } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../chain/wallet/index.js";

/** What flood.mjs is told. */
export interface FloodOptions {
	readonly port: number;
	readonly perSecond: number;
	readonly seconds: number;
	/** 127.0.0.2, or up to 65,536 addresses of 127.1.0.0/16. */
	readonly from: "one" | "many";
	/** Head of each request; {nonce} and {random} (64 bytes in hex) are new in each. */
	readonly head: string;
	readonly body: string;
}

export interface FloodReport {
	/** Requests sent, or tried where the connection was cut off. */
	readonly tried: number;
	readonly seconds: number;
	/** Answers by status. */
	readonly statuses: Readonly<Record<string, number>>;
}

/** Runs the flood in a process of low priority by default: it may have what the miner leaves, as on another machine. */
export function runFlood(options: FloodOptions, nice = 19): Promise<FloodReport> {
	const script = join(packageRoot(), "test", "attacks", "flood.mjs");
	const child = spawn("nice", ["-n", String(nice), process.execPath, script, JSON.stringify(options)], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	let out = "";
	child.stdout?.setEncoding("utf8").on("data", (text: string) => {
		out += text;
	});
	return new Promise((resolve, reject) =>
		child.once("exit", () =>
			out === "" ? reject(new Error("the flood ended early")) : resolve(JSON.parse(out) as FloodReport),
		),
	);
}
