import type { DataFolder } from "./dataFolder.js";
import { hotkeyName } from "./localnetWallets.js";
import type { NetworkPlan, PlannedMiner, PlannedValidator } from "./plan.js";

/** The API key of a local network's gateways: it guards nothing but a development network on loopback. */
export const localnetApiKey = "localnet";

/** Command line of the chain's process. */
export function chainArguments(plan: NetworkPlan, folder: DataFolder, blockMs: number): string[] {
	return [
		...["chain", "start", "--data", folder.chain],
		...["--port", String(plan.chainPort), "--block-ms", String(blockMs), "--seal", "interval"],
	];
}

/** Command line of a validator's process: one process for all subnets. */
export function validatorArguments(
	plan: NetworkPlan,
	folder: DataFolder,
	validator: PlannedValidator,
): string[] {
	return [
		...["validator", "start", "--netuid", plan.subnets.map(({ netuid }) => netuid).join(",")],
		...walletArguments(folder, validator.name),
		...["--endpoint", `ws://127.0.0.1:${plan.chainPort}`, "--data", folder.node(validator.name)],
		...["--gateway-port", String(validator.gatewayPort), "--api-key", localnetApiKey],
	];
}

/** Command line of a miner's process. */
export function minerArguments(plan: NetworkPlan, folder: DataFolder, miner: PlannedMiner): string[] {
	const task = plan.subnets.find(({ netuid }) => netuid === miner.netuid)?.task ?? "";
	return [
		...["miner", "start", "--netuid", String(miner.netuid), "--task", task],
		...walletArguments(folder, miner.name),
		...["--endpoint", `ws://127.0.0.1:${plan.chainPort}`, "--data", folder.node(miner.name)],
		...["--port", String(miner.port), "--refresh-ms", "1000"],
		...(miner.behaviour === "honest" ? [] : ["--behaviour", miner.behaviour, "--i-know-this-cheats"]),
	];
}

function walletArguments(folder: DataFolder, name: string): string[] {
	return ["--wallet-path", folder.wallets, "--wallet", name, "--hotkey", hotkeyName];
}
