import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { callRpc, type RpcResult } from "../e2e/callRpc.js";
import type { Machine } from "./cables.js";

/** The program that `.ci/node` built. */
export const NODE_PROGRAM =
	process.env.GANGLION_NODE ??
	join(homedir(), ".cache", "ganglion", "node-target", "release", "ganglion-node");

const P2P_PORT = 30_333;
const RPC_PORT = 9944;
const METRICS_PORT = 9615;
/** Before it answers a node compiles the runtime, which takes it several seconds of a core. */
const START_MS = 180_000;

export interface NodeOptions {
	readonly name: string;
	readonly machine: Machine;
	/** Base path and chain spec. */
	readonly folder: string;
	readonly spec: string;
	/** Holds the secret of its name in the network. */
	readonly nodeKeyFile: string;
	readonly bootNodes: readonly string[];
	/** The secret of its authority's keys; it is no authority where undefined. */
	readonly authority?: string | undefined;
	readonly sync?: "full" | "warp";
	/** What libfaketime adds to its clock, such as `+5s`. */
	readonly clockOffset?: string;
}

/** A running `ganglion-node`. */
export interface RunningNode {
	readonly name: string;
	readonly options: NodeOptions;
	readonly endpoint: string;
	rpc(method: string, params?: unknown[]): Promise<RpcResult>;
	/** Its Prometheus metrics by name; of a metric with labels the sum. */
	metrics(): Promise<ReadonlyMap<string, number>>;
	log(): string;
	/** Ends it as a power cut would. */
	kill(): Promise<void>;
	/** Ends it by SIGTERM; rejects where it does not leave with status 0 in a minute. */
	stop(): Promise<void>;
}

/** Runs a subcommand of the program and gives what it prints. */
export function runNode(...args: string[]): string {
	return execFileSync(NODE_PROGRAM, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** The multiaddress under which a node is reached. */
export function multiaddress(machine: Machine, peerId: string): string {
	return `/ip4/${machine.address}/tcp/${P2P_PORT}/p2p/${peerId}`;
}

/** Puts an authority's two keys where its node finds them. */
export function insertKeys(folder: string, spec: string, secret: string): void {
	for (const [scheme, type] of [
		["sr25519", "aura"],
		["ed25519", "gran"],
	] as const)
		runNode(
			...["key", "insert", "--base-path", folder, "--chain", spec],
			...["--scheme", scheme, "--key-type", type, "--suri", secret],
		);
}

/** Starts a node and waits until it answers. */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
	const { name, machine, folder, spec, authority, sync } = options;
	if (authority !== undefined) insertKeys(folder, spec, authority);
	const logFile = join(folder, "node.log");
	const log = openSync(logFile, "a");
	const child = spawn(
		"ip",
		[
			...["netns", "exec", machine.namespace, NODE_PROGRAM, "--chain", spec, "--base-path", folder],
			...[
				"--name",
				name,
				"--node-key-file",
				options.nodeKeyFile,
				...(authority === undefined ? [] : ["--validator"]),
			],
			...["--listen-addr", `/ip4/${machine.address}/tcp/${P2P_PORT}`, "--no-mdns", "--allow-private-ip"],
			...[
				"--rpc-port",
				`${RPC_PORT}`,
				"--unsafe-rpc-external",
				"--rpc-methods",
				"unsafe",
				"--rpc-cors",
				"all",
			],
			...["--prometheus-external", "--prometheus-port", `${METRICS_PORT}`],
			...(sync === undefined ? [] : ["--sync", sync]),
			...(options.bootNodes.length === 0 ? [] : ["--bootnodes", ...options.bootNodes]),
		],
		{ stdio: ["ignore", log, log], env: { ...process.env, ...fakeClock(options.clockOffset) } },
	);
	closeSync(log);
	const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
	const http = `http://${machine.control}:${RPC_PORT}`;
	const node: RunningNode = {
		name,
		options,
		endpoint: `ws://${machine.control}:${RPC_PORT}`,
		rpc: (method, params = []) => callRpc(http, method, params),
		async metrics() {
			const response = await fetch(`http://${machine.control}:${METRICS_PORT}/metrics`);
			return parseMetrics(await response.text());
		},
		log: () => readFileSync(logFile, "utf8"),
		async kill() {
			child.kill("SIGKILL");
			await ended;
		},
		async stop() {
			if (child.exitCode !== null || child.signalCode !== null) return;
			child.kill("SIGTERM");
			const code = await Promise.race([ended, delay(60_000, "late" as const)]);
			if (code === 0) return;
			child.kill("SIGKILL");
			await ended;
			throw new Error(`${name} left with ${code} on SIGTERM`);
		},
	};
	await answering(node, child);
	return node;
}

async function answering(node: RunningNode, child: ChildProcess): Promise<void> {
	for (const deadline = Date.now() + START_MS; Date.now() < deadline; await delay(200)) {
		if (child.exitCode !== null) break;
		const name = await node.rpc("system_name").catch(() => undefined);
		if (name !== undefined) return;
	}
	child.kill("SIGKILL");
	throw new Error(`${node.name} does not answer; its log ends\n${node.log().slice(-3000)}`);
}

/** libfaketime moves what the node calls now, not how long it waits. */
function fakeClock(offset: string | undefined): Readonly<Record<string, string>> {
	if (offset === undefined) return {};
	return {
		LD_PRELOAD: process.env.GANGLION_FAKETIME ?? "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
		FAKETIME: offset,
		FAKETIME_DONT_FAKE_MONOTONIC: "1",
	};
}

function parseMetrics(text: string): ReadonlyMap<string, number> {
	const metrics = new Map<string, number>();
	for (const line of text.split("\n")) {
		const found = /^([a-z0-9_]+)(?:\{[^}]*\})? (\S+)$/.exec(line);
		if (found?.[1] === undefined) continue;
		metrics.set(found[1], (metrics.get(found[1]) ?? 0) + Number(found[2]));
	}
	return metrics;
}
