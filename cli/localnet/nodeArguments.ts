import type { DataFolder } from "./dataFolder.js";
import { hotkeyName, type LocalnetWallets } from "./localnetWallets.js";
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
export function minerArguments(
	plan: NetworkPlan,
	folder: DataFolder,
	miner: PlannedMiner,
	wallets: LocalnetWallets,
): string[] {
	const task = plan.subnets.find(({ netuid }) => netuid === miner.netuid)?.task ?? "";
	return [
		...["miner", "start", "--netuid", String(miner.netuid), "--task", task],
		...walletArguments(folder, miner.name),
		...["--endpoint", `ws://127.0.0.1:${plan.chainPort}`, "--data", folder.node(miner.name)],
		...["--port", String(miner.port), "--refresh-ms", "1000"],
		...(miner.behaviour === "honest" ? [] : ["--behaviour", miner.behaviour, "--i-know-this-cheats"]),
		...accompliceArguments(plan, miner, wallets),
	];
}

/** A copycat is told who answers for it, and its accomplice lets it in. */
function accompliceArguments(plan: NetworkPlan, miner: PlannedMiner, wallets: LocalnetWallets): string[] {
	const hotkeyOf = (name: string): string => wallets.hotkey(name).address;
	const accomplice = plan.miners.find(({ name }) => name === miner.accomplice);
	const copycats = plan.miners.filter((other) => other.accomplice === miner.name);
	return [
		...(accomplice === undefined
			? []
			: [
					...["--accomplice-url", `http://127.0.0.1:${accomplice.port}`],
					...["--accomplice-hotkey", hotkeyOf(accomplice.name)],
				]),
		...(copycats.length === 0 ? [] : ["--allow", copycats.map(({ name }) => hotkeyOf(name)).join(",")]),
	];
}

function walletArguments(folder: DataFolder, name: string): string[] {
	return ["--wallet-path", folder.wallets, "--wallet", name, "--hotkey", hotkeyName];
}
