import { existsSync } from "node:fs";
import { join } from "node:path";
import { createWallet, type Keypair, openWallet } from "../../chain/wallet/index.js";
import type { NetworkPlan } from "./plan.js";

/** Name of the one hotkey that each node's wallet has. */
export const hotkeyName = "default";

/** The keys of a local network's nodes, one wallet for each. */
export interface LocalnetWallets {
	readonly path: string;
	coldkey(name: string): Keypair;
	hotkey(name: string): Keypair;
}

/**
 * Opens the wallets of all nodes of the plan, making those that are missing.
 *
 * Their coldkeys are not encrypted: they hold a development chain's tokens, and every node must open its own
 * without a person at hand.
 */
export async function openLocalnetWallets(path: string, plan: NetworkPlan): Promise<LocalnetWallets> {
	const names = [
		...plan.subnets.map(({ owner }) => owner),
		...plan.validators.map(({ name }) => name),
		...plan.miners.map(({ name }) => name),
	];
	const keys = new Map<string, { coldkey: Keypair; hotkey: Keypair }>();
	for (const name of names) {
		if (!existsSync(join(path, name))) await createWallet({ path, name, hotkey: hotkeyName });
		const wallet = openWallet({ path, name });
		keys.set(name, { coldkey: await wallet.coldkey(), hotkey: await wallet.hotkey(hotkeyName) });
	}
	const keysOf = (name: string) => {
		const found = keys.get(name);
		if (found === undefined) throw new Error(`the plan has no node ${name}`);
		return found;
	};
	return { path, coldkey: (name) => keysOf(name).coldkey, hotkey: (name) => keysOf(name).hotkey };
}
