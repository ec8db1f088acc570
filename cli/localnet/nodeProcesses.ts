import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { entryPoint, makeFolder } from "../../chain/wallet/index.js";
import { NodeFailedError } from "./errors.js";

export interface NodeProcesses {
	/**
	 * Starts `ganglion <args>` as a process of its own, its output in logs/<name>.log.
	 *
	 * @param restart - start it again, after a pause that grows to 30 s, when it ends by itself
	 */
	start(name: string, args: readonly string[], options: { restart: boolean }): void;
	/** Rejects when the named process ends; for what cannot go on without it. */
	failure(name: string): Promise<never>;
	/** Asks all to end, the first started last; kills what has not ended after `graceMs`. */
	stopAll(graceMs: number): Promise<void>;
}

interface Node {
	child: ChildProcess | undefined;
	timer: NodeJS.Timeout | undefined;
	lastLines: string[];
	failed: Promise<never>;
	fail: (error: NodeFailedError) => void;
}

/**
 * The node processes of a local network.
 *
 * @param options - `logFolder` for their output; `onEvent` hears of ends and restarts in words
 */
export function createNodeProcesses(options: {
	readonly logFolder: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly onEvent: (text: string, level: "info" | "warn") => void;
}): NodeProcesses {
	const nodes = new Map<string, Node>();
	let stopping = false;
	makeFolder(options.logFolder);

	const launch = (
		name: string,
		node: Node,
		args: readonly string[],
		restart: boolean,
		pauseMs: number,
	): void => {
		const log = createWriteStream(join(options.logFolder, `${name}.log`), { flags: "a" });
		const child = spawn(process.execPath, [entryPoint(import.meta.url, "../main.js"), ...args], {
			env: options.env,
			// The channel says nothing: its end tells the node that localnet is gone, even by kill -9.
			stdio: ["ignore", "pipe", "pipe", "ipc"],
			// A group of its own: Ctrl-C in the terminal reaches only localnet, which ends its nodes in order.
			detached: process.platform !== "win32",
		});
		node.child = child;
		for (const stream of [child.stdout, child.stderr])
			stream?.on("data", (chunk: Buffer) => {
				log.write(chunk);
				node.lastLines = [...node.lastLines, ...chunk.toString().split("\n")].filter(Boolean).slice(-5);
			});
		const began = Date.now();
		child.once("exit", (code, signal) => {
			log.end();
			node.child = undefined;
			if (stopping) return;
			const error = new NodeFailedError(name, code ?? signal ?? "unknown", node.lastLines, options.logFolder);
			if (!restart) {
				node.fail(error);
				return;
			}
			const next = Date.now() - began > 60_000 ? 1000 : Math.min(30_000, pauseMs * 2);
			options.onEvent(`${name} ended (${code ?? signal}); started again in ${pauseMs / 1000} s`, "warn");
			node.timer = setTimeout(() => launch(name, node, args, restart, next), pauseMs);
		});
	};

	return {
		start(name, args, { restart }) {
			let fail: Node["fail"] = () => {};
			const failed = new Promise<never>((_, reject) => {
				fail = reject;
			});
			failed.catch(() => {});
			const node: Node = { child: undefined, timer: undefined, lastLines: [], failed, fail };
			nodes.set(name, node);
			launch(name, node, args, restart, 1000);
		},
		failure(name) {
			const node = nodes.get(name);
			return node === undefined ? new Promise(() => {}) : node.failed;
		},
		async stopAll(graceMs) {
			stopping = true;
			for (const node of nodes.values()) clearTimeout(node.timer);
			const [first, ...others] = nodes.values();
			// The first is the chain: the others may still want to say goodbye to it.
			for (const group of [others, first === undefined ? [] : [first]]) {
				for (const node of group) node.child?.kill("SIGTERM");
				await Promise.all(group.map((node) => ended(node.child, graceMs)));
			}
		},
	};
}

/** Waits for a child to end and kills it when its time is up. */
async function ended(child: ChildProcess | undefined, graceMs: number): Promise<void> {
	if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
	await new Promise<void>((resolve) => {
		const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
		child.once("exit", () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
