import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type ChainCall, type ChainClient, calls, connectChain } from "../../chain/client/index.js";
import {
	createColdkey,
	createHotkey,
	type Keypair,
	keypairFromUri,
	openWallet,
	packageRoot,
} from "../../chain/wallet/index.js";

export const TAO = 1_000_000_000n;

/** What a wallet of the clients holds once it exists. */
export interface Keys {
	readonly coldkey: Keypair;
	readonly hotkey: Keypair;
}

/** A chain of its own with a home of its own for one line of clients. */
export interface World {
	readonly endpoint: string;
	readonly chain: ChainClient;
	readonly home: string;
	/** A wallet that a client made, or, where it made none, one made by us, so that later tasks can be judged. */
	keys(name: string): Promise<Keys>;
	/** Another hotkey of a wallet, made where there is none. */
	hotkey(name: string, hotkey: string): Promise<Keypair>;
	fund(address: string, tao: bigint): Promise<void>;
	/** Runs a call as root. */
	sudo(call: ChainCall): Promise<void>;
	/** Seals blocks without waiting for the clock. */
	fastForward(blocks: number): Promise<void>;
	/** Seals blocks until the subnet's epoch has run once more. */
	fastForwardToEpoch(netuid: number): Promise<void>;
	/** Moves the chain's clock forward: the next block is of that time (ms since 1970). */
	setTime(ms: number): Promise<void>;
	close(): Promise<void>;
}

/** How a chain is started, where it is not as a user does it without thinking. */
export interface WorldOptions {
	/** More arguments of `ganglion chain start`. */
	readonly argv?: readonly string[];
	/** Merged over the genesis of a development chain. */
	readonly genesis?: object;
	/** What its environment holds besides: another clock. */
	readonly environment?: Readonly<Record<string, string>>;
}

/** Starts `ganglion chain start --tmp` as a user does, and connects to it. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
	const home = mkdtempSync(join(tmpdir(), "ganglion-compat-"));
	const main = join(packageRoot(), "dist", "cli", "main.js");
	const argv = [main, "chain", "start", "--tmp", "--port", "0", "--json", "--log-level", "warn"];
	if (options.genesis !== undefined) {
		const file = join(home, "genesis.json");
		writeFileSync(file, JSON.stringify(options.genesis));
		argv.push("--genesis", file);
	}
	const node = spawn(process.execPath, [...argv, ...(options.argv ?? [])], {
		stdio: ["ignore", "pipe", "inherit"],
		env: { ...process.env, ...options.environment },
	});
	const endpoint = await endpointOf(node);
	const chain = await connectChain({ endpoint });
	const alice = keypairFromUri("//Alice");
	const wallets = join(home, ".bittensor", "wallets");
	const dev = async (method: string, ...params: unknown[]): Promise<void> => {
		const response = await fetch(endpoint.replace("ws:", "http:"), {
			method: "POST",
			body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
		});
		const { error } = (await response.json()) as { error?: { message: string } };
		if (error !== undefined) throw new Error(`${method}: ${error.message}`);
	};
	return {
		endpoint,
		chain,
		home,
		async keys(name) {
			const at = { path: wallets, name };
			if (!existsSync(join(wallets, name, "coldkey"))) await createColdkey(at, { uri: `//${name}` });
			if (!existsSync(join(wallets, name, "hotkeys", "default")))
				await createHotkey({ ...at, hotkey: "default" }, { uri: `//${name}//default` });
			const wallet = openWallet({ ...at, hotkey: "default" });
			return { coldkey: await wallet.coldkey(), hotkey: await wallet.hotkey() };
		},
		async hotkey(name, hotkey) {
			const at = { path: wallets, name, hotkey };
			if (!existsSync(join(wallets, name, "hotkeys", hotkey)))
				await createHotkey(at, { uri: `//${name}//${hotkey}` });
			return openWallet(at).hotkey();
		},
		async fund(address, tao) {
			await chain.submit(calls.transfer(address, tao * TAO), alice);
		},
		async sudo(call) {
			await chain.submit(calls.sudo(call), alice);
		},
		fastForward: (blocks) => dev("dev_fastForward", blocks),
		fastForwardToEpoch: (netuid) => dev("dev_fastForwardToEpoch", netuid),
		setTime: (ms) => dev("dev_setTime", ms),
		async close() {
			await chain.close();
			const ended = once(node, "exit");
			node.kill("SIGTERM");
			await ended;
			rmSync(home, { recursive: true, force: true });
		},
	};
}

async function endpointOf(node: ChildProcess): Promise<string> {
	if (node.stdout === null) throw new Error("the chain has no output");
	for await (const line of createInterface({ input: node.stdout })) {
		const found = /"endpoint":\s*"([^"]+)"/.exec(line)?.[1];
		if (found !== undefined) return found;
	}
	throw new Error("the chain ended without naming its endpoint");
}
